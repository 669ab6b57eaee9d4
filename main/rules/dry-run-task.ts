import Sqlite from 'better-sqlite3'
import type { DryRunLine, RulesDryRunAnswer } from '../../core/contract/rules.ts'
import { decide } from '../../core/decision/decide.ts'
import { type Decision, reasonSentence, type Verdict } from '../../core/decision/decision.ts'
import { demandsOf } from '../../core/decision/demand.ts'
import { lotSizeOf } from '../../core/decision/question.ts'
import { type RuleSet, readRuleSet } from '../../core/decision/rule-set.ts'
import type { Asn, PlanLine } from '../../core/plan/asn.ts'
import { namedSet } from '../../core/rules/approved-rules.ts'
import { asDatabaseFailure } from '../../platform/sqlite/open-database.ts'
import { type OpenHistory, openHistory } from '../release/open-history.ts'
import { plain } from './plain-failures.ts'

/** A dry run to be made. */
export interface DryRunTask {
  /** The station's database and its goods data; they are read and nothing else. */
  readonly database: string
  readonly catalogue: string
  readonly draft: RuleSet
  /** What counts now: of days before it came into the store, what is on record with their lines is taken. */
  readonly inForce: RuleSet
  /** First and last day at the warehouse, `YYYY-MM-DD`; null: no bound. */
  readonly from: string | null
  readonly to: string | null
}

/** Lines done, of how many. */
export type DryRunTold = (done: number, total: number) => void

const TOLD_EVERY = 500
/** Lines that change which are listed, and parts of the goods that are told of. */
const LISTED_MAX = 500
const PARTS_MAX = 20

/**
 * Decides the plan lines of days gone by twice: by the rules that counted for them then, and by a draft. Both times at the moment
 * when the plan was taken and with the same history, so that what differs is the rules' doing alone. Throws `database-…`.
 */
export function dryRun(task: DryRunTask, told: DryRunTold): RulesDryRunAnswer {
  const db = new Sqlite(task.database, { readonly: true, fileMustExist: true })
  const history = openHistory(task.database, task.catalogue)
  try {
    db.exec('BEGIN')
    return new DryRun(db, history, task).run(told)
  } catch (error) {
    throw asDatabaseFailure(error, task.database)
  } finally {
    history.close()
    db.close()
  }
}

interface PlanRow {
  readonly asn: string
  readonly json: string
  readonly takenAt: string
}

interface DecidedRow {
  readonly line: string
  readonly lot: string
  readonly ruleSet: string
  readonly verdict: Verdict
}

class DryRun {
  readonly #db
  readonly #history
  #historyOf
  readonly #task
  readonly #draftHash
  readonly #sets = new Map<string, RuleSet | null>()
  readonly #tally = new Tally()

  constructor(db: Sqlite.Database, history: OpenHistory, task: DryRunTask) {
    this.#db = db
    this.#history = history
    this.#historyOf = history.now()
    this.#task = task
    this.#draftHash = namedSet(task.draft).hash
    this.#sets.set(namedSet(task.inForce).hash, task.inForce)
  }

  run(told: DryRunTold): RulesDryRunAnswer {
    const { draft, inForce, from, to } = this.#task
    const total = this.#count()
    let done = 0
    const decided = this.#db.prepare<[string], DecidedRow>(
      'SELECT line, lot, rule_set AS ruleSet, verdict FROM plan_line WHERE asn = ?',
    )
    told(0, total)
    for (const { asn: name, json, takenAt } of this.#plans()) {
      const asn = JSON.parse(json) as Asn
      const rows = new Map(decided.all(name).map((row) => [keyOf(row), row]))
      for (const line of asn.lines) {
        this.#line(asn, line, takenAt, rows.get(keyOf(line)))
        if (++done % TOLD_EVERY !== 0) continue
        told(done, total)
        this.#historyOf = this.#history.now()
      }
    }
    told(done, total)
    return {
      format: 'bondmark/rules-dry-run/1',
      draft: namedSet(draft),
      inForce: namedSet(inForce),
      from,
      to,
      ...this.#tally.answer(),
    }
  }

  /** The newest revision of each notice, as far as it was taken in these days, the oldest first. */
  #plans(): IterableIterator<PlanRow> {
    return this.#db
      .prepare<[string, string], PlanRow>(
        `SELECT p.asn, p.json, p.taken_at AS takenAt ${newestPlans} ORDER BY p.taken_at, p.asn`,
      )
      .iterate(this.#task.from ?? '0000-00-00', this.#task.to ?? '9999-99-99')
  }

  #count(): number {
    return (
      this.#db
        .prepare<[string, string], number>(
          `SELECT coalesce(sum(json_array_length(p.json, '$.lines')), 0) ${newestPlans}`,
        )
        .pluck()
        .get(this.#task.from ?? '0000-00-00', this.#task.to ?? '9999-99-99') ?? 0
    )
  }

  #line(asn: Asn, line: PlanLine, at: string, row: DecidedRow | undefined): void {
    const ruleSet = (row && this.#setOf(row.ruleSet)) ?? this.#task.inForce
    const history = this.#historyOf(line, asn, at)
    const ask = (rules: RuleSet, ruleSetHash: string) =>
      decide({
        line,
        asn,
        lotSize: lotSizeOf(asn, line),
        ruleSet: rules,
        ruleSetHash,
        at,
        history,
      })
    const before = ask(ruleSet, namedHash(ruleSet))
    const after = ask(this.#task.draft, this.#draftHash)
    this.#tally.add(
      line,
      before,
      after,
      at.slice(0, 10),
      row !== undefined && row.verdict !== before.decision,
    )
  }

  /** What decided a line then; null for one whose document rotted. */
  #setOf(hash: string): RuleSet | null {
    const known = this.#sets.get(hash)
    if (known !== undefined) return known
    const json = this.#db
      .prepare<[string], string>('SELECT json FROM rule_set WHERE hash = ?')
      .pluck()
      .get(hash)
    const read = json === undefined ? null : readRuleSet(new TextEncoder().encode(json), hash)
    this.#sets.set(hash, read)
    return read
  }
}

const newestPlans = `FROM plan AS p
  WHERE p.revision = (SELECT max(revision) FROM plan WHERE asn = p.asn) AND substr(p.taken_at, 1, 10) BETWEEN ? AND ?`

const keyOf = ({ line, lot }: { line: string; lot: string }) => JSON.stringify([line, lot])

const hashes = new WeakMap<RuleSet, string>()
/** Hashing 32 MiB for each line would take the day. */
function namedHash(rules: RuleSet): string {
  const known = hashes.get(rules) ?? namedSet(rules).hash
  hashes.set(rules, known)
  return known
}

interface Part {
  lines: number
  changed: number
}

/** Counts what two decisions make of the same lines. */
class Tally {
  #lines = 0
  #changed = 0
  #otherwise = 0
  readonly #moves = new Map<string, { from: Verdict; to: Verdict; lines: number; units: number }>()
  readonly #demands = new Map<string, { before: number; after: number }>()
  readonly #days = new Map<string, Part>()
  readonly #categories = new Map<string, Part>()
  readonly #brands = new Map<string, Part>()
  readonly #listed: DryRunLine[] = []

  add(line: PlanLine, before: Decision, after: Decision, day: string, isOtherwise: boolean): void {
    const [had, has] = [kindsOf(before), kindsOf(after)]
    const newDemands = has.filter((kind) => !had.includes(kind))
    const goneDemands = had.filter((kind) => !has.includes(kind))
    const isChanged = before.decision !== after.decision || newDemands.length + goneDemands.length > 0
    this.#lines++
    if (isChanged) this.#changed++
    if (isOtherwise) this.#otherwise++
    const key = `${before.decision} ${after.decision}`
    const move = this.#moves.get(key) ?? { from: before.decision, to: after.decision, lines: 0, units: 0 }
    move.lines++
    move.units += line.quantity
    this.#moves.set(key, move)
    for (const kind of new Set([...had, ...has])) {
      const counts = this.#demands.get(kind) ?? { before: 0, after: 0 }
      if (had.includes(kind)) counts.before++
      if (has.includes(kind)) counts.after++
      this.#demands.set(kind, counts)
    }
    for (const [parts, name] of [
      [this.#days, day],
      [this.#categories, line.category],
      [this.#brands, line.brand],
    ] as const) {
      const part = parts.get(name) ?? { lines: 0, changed: 0 }
      part.lines++
      if (isChanged) part.changed++
      parts.set(name, part)
    }
    if (!isChanged || this.#listed.length >= LISTED_MAX) return
    const { gtin, category, brand, quantity: units, nameEn, nameZh } = line
    this.#listed.push({
      ...{ day, asn: before.asn, line: line.line, lot: line.lot, gtin, category, brand, units },
      name: { en: nameEn, 'zh-CN': nameZh },
      from: before.decision,
      to: after.decision,
      newDemands,
      goneDemands,
      before: lastReason(before),
      after: lastReason(after),
    })
  }

  answer() {
    const most = (parts: ReadonlyMap<string, Part>) =>
      listOf(parts)
        .sort((a, b) => b.changed - a.changed || b.lines - a.lines || (a.name < b.name ? -1 : 1))
        .slice(0, PARTS_MAX)
    return {
      lines: this.#lines,
      changed: this.#changed,
      moves: [...this.#moves.values()].sort((a, b) => b.lines - a.lines),
      demands: [...this.#demands]
        .map(([kind, counts]) => ({ kind, ...counts }))
        .sort((a, b) => (a.kind < b.kind ? -1 : 1)),
      days: listOf(this.#days).sort((a, b) => (a.name < b.name ? -1 : 1)),
      categories: most(this.#categories),
      brands: most(this.#brands),
      otherwise: this.#otherwise,
      listed: this.#listed,
    }
  }
}

const listOf = (parts: ReadonlyMap<string, Part>) => [...parts].map(([name, part]) => ({ name, ...part }))

const kindsOf = (decision: Decision): string[] =>
  [...new Set(demandsOf(decision).map(({ kind }) => kind))].sort()

function lastReason(decision: Decision) {
  const last = decision.reasons.at(-1)
  if (!last) throw new Error('a decision without a reason')
  return plain(reasonSentence(last))
}
