import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { writeResultFile } from '../../core/inspection/result-file.ts'
import {
  SHARED_FILE_BYTES_MAX,
  SHARED_FILES_MAX,
  SHARED_TASKS_MAX,
  type SharedTask,
  sharedFileBytes,
  sharedTask,
} from '../../core/inspection/shared-task.ts'
import { isOpen } from '../../core/inspection/task-life.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { taskFileOf } from '../inspection/send-task.ts'
import type { StoredTask } from '../inspection/tasks.ts'
import type { StationStore } from '../store/station-store.ts'

/** Tasks that came to an end are told of for so long, and so are their results. */
const ENDED_TOLD_MS = 36 * 3600 * 1000
/** Of the newest tasks, these are looked at. */
const LOOKED_AT_MAX = 1_000

/** What a station tells of its inspections. */
export interface OwnTasks {
  readonly tasks: readonly SharedTask[]
  readonly files: readonly Uint8Array[]
}

/**
 * This store's inspections as others are told of them: the open ones first, then those that ended lately; files of tasks that
 * wait for their agencies, results that came, and results in quarantine whose task is another station's. `head` is the statement
 * of its chain up to which this is so. What no document takes (a file too large) is left out and goes the other ways.
 */
export function ownTasks(
  store: StationStore,
  issuer: string,
  head: { readonly seq: number; readonly id: string },
  nowMs: number,
): OwnTasks {
  const { tasks, quarantine } = store.inspections
  const told = tasks.newest(LOOKED_AT_MAX).flatMap((stored) => {
    const moves = tasks.moves(stored.id)
    const last = moves.at(-1)?.t ?? stored.task.createdAt
    if (!isOpen(stored.state) && nowMs - Date.parse(last) > ENDED_TOLD_MS) return []
    return [{ stored, moves }]
  })
  const ordered = [
    ...told.filter(({ stored }) => isOpen(stored.state)),
    ...told.filter(({ stored }) => !isOpen(stored.state)),
  ].slice(0, SHARED_TASKS_MAX)
  const since = ({ id }: StoredTask) =>
    tasks.lastMove(id, 'sample')?.t ?? tasks.lastMove(id, 'send')?.t ?? null
  const words = ordered.flatMap(({ stored, moves }) => {
    const { id, demand, hash, kind, asn, state, agency, deadline, task } = stored
    const word = sharedTask.safeParse({
      ...{ task: id, demand, hash, kind, asn, subject: task.subject, state, agency, deadline },
      sampled: moves.some(({ event }) => event === 'sample'),
      since: since(stored),
      outcome: store.inspections.conclusions.of(id)?.outcome ?? null,
      moves: moves.length,
      ...{ seq: head.seq, head: head.id },
    } satisfies SharedTask)
    return word.success ? [word.data] : []
  })
  const unknown = quarantine.waiting(() => true).filter(({ why }) => why.code === 'inspection-task-unknown')
  const files = [
    ...ordered.flatMap(({ stored }) => fileOfTask(store, stored, issuer)),
    ...ordered.flatMap(({ stored }) => resultsOf(store, stored)),
    ...unknown.slice(0, SHARED_FILES_MAX).flatMap(({ bytes }) => inDocument(bytes, 'result')),
  ]
  return { tasks: words, files }
}

/** The file of a task that this station asks for, while its result is awaited. */
function fileOfTask(store: StationStore, stored: StoredTask, issuer: string): Uint8Array[] {
  const isOwn = stored.task.station === issuer
  if (!isOwn || stored.agency === null || !['sent', 'received'].includes(stored.state)) return []
  return inDocument(new TextEncoder().encode(taskFileOf({ store }, stored, stored.agency)), 'task')
}

function resultsOf(store: StationStore, { id }: StoredTask): Uint8Array[] {
  const known = store.inspections.agencies.newest()
  return store.inspections.results.of(id).flatMap(({ bytes: statement }) => {
    const org = parseIssuer(readStatement(statement, sha256Native).issuer)?.org
    const row = known.find((one) => one.org === org)
    const memberships = row ? [readMembershipFile(row.json)] : []
    return inDocument(new TextEncoder().encode(writeResultFile({ memberships, statement })), 'result')
  })
}

function inDocument(bytes: Uint8Array, kind: 'task' | 'result'): Uint8Array[] {
  try {
    const same = sharedFileBytes(bytes, kind)
    return same.length > SHARED_FILE_BYTES_MAX ? [] : [same]
  } catch (error) {
    if (error instanceof BondmarkError) return []
    throw error
  }
}

/** What this store waits for out of a document: demands that nobody is asked for here, and results that it has not. */
export interface Wanted {
  /** ids of demands */
  readonly demands: ReadonlySet<string>
  /** Hashes of tasks that a result may still bear on. */
  readonly tasks: ReadonlySet<string>
  /** Whether a result's file, by its hash and its statement, is known here in any way. */
  isKnown(hash: string, statement: Uint8Array): boolean
}

export function wantedOf(store: StationStore): Wanted {
  const { tasks, results, quarantine } = store.inspections
  return {
    demands: new Set(store.releases.unasked().map(({ demand }) => demand)),
    tasks: new Set(
      tasks
        .newest(LOOKED_AT_MAX)
        .filter(({ state }) => state !== 'repeated' && state !== 'cancelled')
        .map(({ hash }) => hash),
    ),
    isKnown: (hash, statement) =>
      results.has(toHex(sha256Native(statement))) || quarantine.withHash(hash) !== null,
  }
}
