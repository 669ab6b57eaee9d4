import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { Findings, type FsckProblem } from '../fsck/fsck-answer.ts'
import { checkCheckpoints, checkpointSizes, checkWitness, witnessedSizes } from './check-checkpoints.ts'
import { checkEntries } from './check-entries.ts'
import { checkShelves } from './check-shelves.ts'
import { checkStanding } from './check-standing.ts'
import { checkPages, lookInto, openReader, type Report, readKnownKeys } from './ledger-files.ts'

/** The answer of `ledger fsck --json`. */
export interface LedgerFsckAnswer {
  readonly format: 'bondmark/ledger-fsck/1'
  readonly ok: boolean
  /** Entries of the log, and its newest checkpoint. */
  readonly entries: number
  readonly checkpoint: number
  readonly problems: readonly FsckProblem[]
}

/**
 * Verifies a ledger's folder anew, beside a running ledger too, by a reader of its own: every statement and every hash of
 * the tree from the entries up, every signature by the memberships that are kept there. Writes nothing. Memory does not grow
 * with the entries. Throws `database-missing`, `ledger-membership-unreadable`, `membership-…`.
 */
export function checkLedger(
  data: string,
  onProgress: (done: number, total: number) => void = () => {},
): LedgerFsckAnswer {
  const keys = readKnownKeys(data)
  const findings = new Findings()
  const report: Report = (code, where) => findings.add(code, where)
  // In this order: a running ledger's verdicts and its witness never know more than the log that is opened after them.
  const open = (name: string) => openReader(join(data, name))
  const standing = open('standing.sqlite')
  const witness = open('witness.sqlite')
  const log = open('log.sqlite')
  try {
    if (log === null) throw new BondmarkError('database-missing', { file: join(data, 'log.sqlite') })
    checkAllPages(data, findings)
    let entries = 0
    let sizes: number[] = []
    lookInto('log.sqlite', findings, () => {
      sizes = checkpointSizes(log)
      const witnessed = witness === null ? [] : witnessedSizes(witness)
      const walked = checkEntries(log, keys, new Set([...sizes, ...witnessed]), report, onProgress)
      entries = walked.entries
      const origins = checkCheckpoints(log, keys, walked.roots, report)
      checkShelves(log, keys, report)
      if (witness !== null) checkWitness(witness, keys, origins, entries, walked.roots, report)
    })
    if (standing !== null)
      lookInto('standing.sqlite', findings, () => checkStanding(standing, log, keys, report))
    const problems = findings.all()
    return {
      format: 'bondmark/ledger-fsck/1',
      ok: problems.length === 0,
      entries,
      checkpoint: sizes.at(-1) ?? 0,
      problems,
    }
  } finally {
    for (const db of [standing, witness, log] satisfies (Database | null)[]) db?.close()
  }
}

/** Of all databases in the folder, those too of which only SQLite can say anything. */
function checkAllPages(data: string, findings: Findings): void {
  for (const name of readdirSync(data).filter((each) => each.endsWith('.sqlite'))) {
    lookInto(name, findings, () => {
      const db = openReader(join(data, name))
      if (db === null) return
      try {
        checkPages(db, name, findings)
      } finally {
        db.close()
      }
    })
  }
}
