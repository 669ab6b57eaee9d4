import Sqlite from 'better-sqlite3'
import iconv from 'iconv-lite'
import { decide } from '../../core/decision/decide.ts'
import { decisionHash } from '../../core/decision/decision.ts'
import { lotSizeOf } from '../../core/decision/question.ts'
import { type RuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { type Asn, lineKey, type PlanLine, planHash } from '../../core/plan/asn.ts'
import { diffPlans } from '../../core/plan/diff-plans.ts'
import { changesMax, type ListedDiff, listChanges } from '../../core/plan/list-changes.ts'
import { type PlanReading, type PlanRefusal, type PlanReport, readPlan } from '../../core/plan/read-plan.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import { openHistory } from '../release/open-history.ts'
import { incomingSchema } from '../store/incoming-plan.ts'
import { type KnownLine, linesNow } from './lines-now.ts'

/** A plan file to be made ready to be taken. */
export interface PlanTask {
  readonly fileName: string
  readonly rules: RuleSet
  /** RFC 3339: the day that the rules decide for. */
  readonly at: string
  /** The station's database, read for the revisions that count now. */
  readonly database: string
  /** The workspace's catalogue; it may not be there. */
  readonly catalogue: string
  /** Where the prepared plan is put; nothing may be there yet. */
  readonly incoming: string
}

/** How far it is, in rows. `read` has no steps; `store` is the one transaction, which cannot be cancelled any more. */
export interface PlanProgress {
  readonly stage: 'read' | 'check' | 'decide' | 'store'
  readonly done: number
  readonly total: number
}

export type PlanOutcome = 'taken' | 'unchanged' | 'revised'
export interface TakenAsn {
  readonly asn: string
  readonly outcome: PlanOutcome
  readonly lines: number
  /** What a revision changed. Over all ASNs of the file, at most `changesMax` changes are listed. */
  readonly diff?: ListedDiff
}

export type PreparedPlan =
  | { readonly ok: true; readonly report: PlanReport; readonly asns: readonly TakenAsn[] }
  | PlanRefusal

/** How often progress is told, in rows. */
const ROWS_TOLD = 1000

export const decodeGb18030 = (raw: Uint8Array): string => iconv.decode(Buffer.from(raw), 'gb18030')

/**
 * Reads, checks, compares and decides a whole plan, and writes what is to be taken of it to `incoming`. It writes nothing
 * to the station, so it may run in another thread and be ended at any moment. Throws `disk-full`, `database-…`.
 */
export function preparePlan(
  bytes: Uint8Array,
  task: PlanTask,
  onProgress: (progress: PlanProgress) => void,
): PreparedPlan {
  onProgress({ stage: 'read', done: 0, total: 0 })
  const reading = readPlan(bytes, {
    fileName: task.fileName,
    decodeGb18030,
    onRows: (done, total) => onProgress({ stage: 'check', done, total }),
  })
  if (!reading.ok) return reading
  try {
    const asns = compared(reading.plans, task.database)
    write(asns.filter(isChanged), reading, task, onProgress)
    return { ok: true, report: reading.report, asns: answersOf(asns) }
  } catch (error) {
    throw asDatabaseFailure(error, task.incoming)
  }
}

/** A notice of the file beside the revision that the station has of it. */
interface Compared {
  readonly asn: Asn
  readonly hash: string
  readonly newest: { readonly revision: number; readonly hash: string } | null
  /** Only of a notice that has changed. */
  readonly before: Asn | null
}

const isChanged = ({ newest, hash }: Compared): boolean => newest?.hash !== hash

function compared(plans: readonly Asn[], database: string): Compared[] {
  const db = new Sqlite(database, { readonly: true, fileMustExist: true })
  try {
    const newestOf = db.prepare<[string], { revision: number; hash: string; json: string }>(
      'SELECT revision, hash, json FROM plan WHERE asn = ? ORDER BY revision DESC LIMIT 1',
    )
    return plans.map((asn) => {
      const newest = newestOf.get(asn.asn) ?? null
      const hash = planHash(asn, sha256Native)
      const before = newest && newest.hash !== hash ? (JSON.parse(newest.json) as Asn) : null
      return { asn, hash, newest: newest && { revision: newest.revision, hash: newest.hash }, before }
    })
  } catch (error) {
    throw asDatabaseFailure(error, database)
  } finally {
    db.close()
  }
}

function write(
  changed: readonly Compared[],
  { rowOf }: Extract<PlanReading, { ok: true }>,
  { rules, at, incoming, database, catalogue }: PlanTask,
  onProgress: (progress: PlanProgress) => void,
): void {
  const history = openHistory(database, catalogue)
  const db = new Sqlite(incoming)
  try {
    // Nobody misses this file when the power fails.
    db.pragma('journal_mode = OFF')
    db.pragma('synchronous = OFF')
    db.exec(`BEGIN; ${incomingSchema}`)
    const putAsn = db.prepare('INSERT INTO asn VALUES (?, ?, ?, ?, ?, ?, ?)')
    const putBefore = db.prepare('INSERT INTO line_before VALUES (?, ?, ?)')
    const putLine = db.prepare('INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    const putGone = db.prepare('INSERT INTO line_gone VALUES (?, ?, ?)')
    const putSscc = db.prepare('INSERT OR IGNORE INTO sscc VALUES (?, ?, ?, ?, ?)')
    const ruleSet = ruleSetHash(rules)
    const total = changed.reduce((sum, { asn }) => sum + asn.lines.length, 0)
    let done = 0
    let historyOf = history.now()
    for (const { asn, hash, newest, before } of changed) {
      const revision = (newest?.revision ?? 0) + 1
      putAsn.run(
        asn.asn,
        revision,
        hash,
        asn.seller,
        before?.seller ?? null,
        asn.lines.length,
        JSON.stringify(asn),
      )
      const known = newest ? linesNow(database, asn.asn) : new Map<string, KnownLine>()
      for (const line of before?.lines ?? []) putBefore.run(asn.asn, line.line, line.lot)
      for (const line of asn.lines) {
        if (done % ROWS_TOLD === 0) {
          onProgress({ stage: 'decide', done, total })
          historyOf = history.now()
        }
        done++
        const decision = decide({
          line,
          asn,
          lotSize: lotSizeOf(asn, line),
          ruleSet: rules,
          ruleSetHash: ruleSet,
          at,
          history: historyOf(line, asn),
        })
        const row = rowOf.get(line) ?? 0
        const made = {
          json: JSON.stringify(line),
          decisionHash: decisionHash(decision, sha256Native),
          ruleSet,
        }
        const was = known.get(lineKey(line))
        // Of other goods, or of another entry item, it is another line in the place of the one of before.
        if (was && !isOfTheSame(was, line)) putGone.run(asn.asn, line.line, line.lot)
        known.delete(lineKey(line))
        putLine.run(
          ...[asn.asn, line.line, line.lot, line.gtin, line.customsEntry, line.entryItem, line.quantity],
          ...[decision.decision, made.decisionHash, row, was && isUnchanged(was, made) ? 1 : 0],
          ...[made.json, JSON.stringify(decision)],
        )
        for (const sscc of line.ssccs) putSscc.run(sscc, asn.asn, line.line, line.lot, row)
      }
      for (const { line, lot } of known.values()) putGone.run(asn.asn, line, lot)
    }
    db.exec('COMMIT')
  } finally {
    db.close()
    history.close()
  }
}

const isOfTheSame = (was: KnownLine, { gtin, customsEntry, entryItem }: PlanLine): boolean =>
  was.gtin === gtin && was.customsEntry === customsEntry && was.entryItem === entryItem

const isUnchanged = (
  was: KnownLine,
  now: { readonly json: string; readonly decisionHash: string; readonly ruleSet: string },
): boolean => was.json === now.json && was.decisionHash === now.decisionHash && was.ruleSet === now.ruleSet

function answersOf(asns: readonly Compared[]): TakenAsn[] {
  let room = changesMax
  return asns.map((one) => {
    const { asn, newest, before } = one
    const answer = { asn: asn.asn, lines: asn.lines.length }
    if (!newest) return { ...answer, outcome: 'taken' }
    if (!before) return { ...answer, outcome: 'unchanged' }
    const diff = listChanges(diffPlans(before, asn), room)
    room -= diff.changes.length
    return { ...answer, outcome: 'revised', diff }
  })
}
