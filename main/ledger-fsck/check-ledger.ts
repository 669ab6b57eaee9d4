import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { SERVICE_FILE } from '../../platform/service/service-file.ts'
import { checkService } from '../fsck/check-service.ts'
import { Findings, type FsckProblem } from '../fsck/fsck-answer.ts'
import { checkEnrolments, checkFirstChecks } from './check-asked.ts'
import { checkAsns } from './check-asns.ts'
import { checkBetween } from './check-between.ts'
import { checkCheckpoints, checkpointSizes, checkWitness, witnessedSizes } from './check-checkpoints.ts'
import { checkDocuments } from './check-documents.ts'
import { checkEntries } from './check-entries.ts'
import { checkInspectionsOnTheWay } from './check-inspections-on-the-way.ts'
import { checkMirror, type MirrorFile, originOfMirror } from './check-mirrors.ts'
import { checkShared } from './check-shared.ts'
import { checkShelves } from './check-shelves.ts'
import { checkStanding } from './check-standing.ts'
import {
  checkPages,
  type KnownKeys,
  lookInto,
  openReader,
  type Report,
  readKnownKeys,
} from './ledger-files.ts'

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
 * the tree from the entries up, every signature by the memberships that are kept there, and what stands beside the log: other
 * members' logs, conflicts with them, documents, requests. Writes nothing. Memory does not grow with the entries. Throws `database-missing`, `ledger-membership-unreadable`, `membership-…`.
 */
export function checkLedger(
  data: string,
  onProgress: (done: number, total: number) => void = () => {},
): LedgerFsckAnswer {
  // A folder that is no ledger's is told so, before anything that should be in it is missed.
  if (!existsSync(join(data, 'log.sqlite')))
    throw new BondmarkError('database-missing', { file: join(data, 'log.sqlite') })
  const keys = readKnownKeys(data)
  const findings = new Findings()
  const report: Report = (code, where) => findings.add(code, where)
  const opened: Database[] = []
  const open = (name: string): Database | null => {
    const db = openReader(join(data, name))
    if (db !== null) opened.push(db)
    return db
  }
  try {
    const { log, witness, ...beside } = openAll(data, open)
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
    checkBeside(data, log, beside, keys, findings, report)
    const problems = findings.all()
    return {
      format: 'bondmark/ledger-fsck/1',
      ok: problems.length === 0,
      entries,
      checkpoint: sizes.at(-1) ?? 0,
      problems,
    }
  } finally {
    for (const db of opened) db.close()
  }
}

/**
 * The databases of a ledger, in this order: while it runs, what follows from others or speaks of them never knows more than
 * what is opened after it. Throws `database-missing`.
 */
function openAll(data: string, open: (name: string) => Database | null) {
  const asns = open('asns.sqlite')
  const inspections = open('inspections.sqlite')
  const checks = open('checks.sqlite')
  const between = open('between.sqlite')
  const documents = open('documents.sqlite')
  const shared = open('workspace.sqlite')
  const standing = open('standing.sqlite')
  const hashes = namesIn(join(data, 'mirror')).flatMap(
    (name) => /^([0-9a-f]{64})\.sqlite$/.exec(name)?.[1] ?? [],
  )
  const mirrors = hashes.flatMap((hash): MirrorFile[] => {
    const folded = open(join('mirror', `${hash}.standing.sqlite`))
    const db = open(join('mirror', `${hash}.sqlite`))
    return db === null ? [] : [{ hash, db, standing: folded }]
  })
  const witness = open('witness.sqlite')
  const log = open('log.sqlite')
  if (log === null) throw new BondmarkError('database-missing', { file: join(data, 'log.sqlite') })
  return { asns, inspections, checks, between, documents, shared, standing, mirrors, witness, log }
}

type Beside = Omit<ReturnType<typeof openAll>, 'log' | 'witness'>

/** What a ledger keeps beside its log. */
function checkBeside(
  data: string,
  log: Database,
  { asns, inspections, checks, between, documents, shared, standing, mirrors }: Beside,
  keys: KnownKeys,
  findings: Findings,
  report: Report,
): void {
  const look = (name: string, db: Database | null, check: (db: Database) => void) => {
    if (db !== null) lookInto(name, findings, () => check(db))
  }
  look('standing.sqlite', standing, (db) => checkStanding(db, log, keys, report))
  for (const mirror of mirrors)
    look(join('mirror', `${mirror.hash}.sqlite`), mirror.db, () => checkMirror(mirror, keys, report))
  const byOrigin = new Map(mirrors.map((mirror) => [originOfMirror(keys, mirror) ?? '', mirror.db]))
  look('between.sqlite', between, (db) => checkBetween(db, log, byOrigin, keys, report))
  look('documents.sqlite', documents, (db) => checkDocuments(db, log, keys, report))
  look('workspace.sqlite', shared, (db) => checkShared(db, keys, report))
  const folded = mirrors.flatMap((mirror) => mirror.standing ?? [])
  look('checks.sqlite', checks, (db) => checkFirstChecks(db, log, folded, report))
  look('asns.sqlite', asns, (db) => checkAsns(db, log, report))
  look('inspections.sqlite', inspections, (db) => checkInspectionsOnTheWay(db, keys, report))
  checkService(join(data, SERVICE_FILE), report)
  checkEnrolments(data, report)
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : [])

/** Of all databases in the folder, those too of which only SQLite can say anything. */
function checkAllPages(data: string, findings: Findings): void {
  const mirrors = namesIn(join(data, 'mirror')).map((name) => join('mirror', name))
  for (const name of [...namesIn(data), ...mirrors].filter((each) => each.endsWith('.sqlite'))) {
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
