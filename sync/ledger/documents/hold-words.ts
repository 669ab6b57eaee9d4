import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import {
  holdAgainstLog,
  type LoggedStatement,
  type TallyFinding,
} from '../../../core/progress/hold-against-log.ts'
import { type OpenDatabase, openDatabase } from '../../../platform/sqlite/open-database.ts'
import { loadWorkspace, readWorkspace, workspaceDocumentName } from '../../documents/workspace-document.ts'
import { type LogStore, openLogStore } from '../log/log-store.ts'
import { WAREHOUSES_MAX } from '../workspace/workspace-desk.ts'
import { openWorkspaceStore } from '../workspace/workspace-store.ts'

/** Statements of one key that are read: a year of a busy station. */
const STATEMENTS_MAX = 2_000_000

/** What one station has told in one document, held against what it has logged. */
export interface HeldWord {
  readonly document: string
  /** Issuer URI, as the station says it; null when it has said nothing of itself. */
  readonly station: string | null
  readonly kid: string
  readonly findings: readonly TallyFinding[]
}

const readOnly: OpenDatabase = (file, options) => openDatabase(file, { ...options, readonly: true })

/**
 * Holds every word in the workspace documents of the ledger in `data` against the statements of whoever gave it, as far as
 * they are in its log. Reads only, also while the ledger serves. Throws `ledger-…`, `database-…`.
 */
export function holdWords(data: string): HeldWord[] {
  const [shared, logged] = [join(data, 'workspace.sqlite'), join(data, 'log.sqlite')]
  if (!existsSync(logged)) throw new BondmarkError('database-missing', { file: logged })
  if (!existsSync(shared)) return []
  const log = openLogStore(logged, readOnly)
  try {
    const store = openWorkspaceStore(shared, readOnly)
    try {
      return store.all(WAREHOUSES_MAX).flatMap((generation) => {
        const document = workspaceDocumentName(generation.org, generation.warehouse, generation.generation)
        const { words, told } = readWorkspace(loadWorkspace(store.document(generation)))
        return [...Map.groupBy(told, ({ kid }) => kid)].map(([kid, ofKey]) => {
          const tallies = ofKey.map(({ tally }) => tally)
          const until = Math.max(...tallies.map(({ seq }) => seq))
          const findings = holdAgainstLog(kid, tallies, statementsOf(log, kid, until))
          return { document, station: words.get(kid)?.station ?? null, kid, findings }
        })
      })
    } finally {
      store.close()
    }
  } finally {
    log.close()
  }
}

function statementsOf(log: LogStore, kid: string, until: number): LoggedStatement[] {
  const last = Math.min(until, log.headOf(kid)?.seq ?? 0, STATEMENTS_MAX)
  const statements: LoggedStatement[] = []
  for (let seq = 1; seq <= last; seq += 1) {
    const statement = log.statementAt(kid, seq)
    if (statement === null) continue
    const { id, contentType, payload } = statement
    statements.push({ seq, id, contentType, payload: parsed(payload) })
  }
  return statements
}

/** Entry has looked at the payload's form; what is no JSON says nothing here. */
function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload))
  } catch {
    return null
  }
}
