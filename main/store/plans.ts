import type { Database } from '../../platform/sqlite/open-database.ts'
import { preparedOnce } from '../../platform/sqlite/prepared-once.ts'

export type Verdict = 'exempt' | 'whitelisted' | 'label' | 'hold' | 'refuse'

export interface StoredPlan {
  readonly asn: string
  readonly revision: number
  readonly hash: string
  readonly json: string
}

/** A planned line with its decision and its counts (units). */
export interface StoredLine {
  readonly asn: string
  readonly line: string
  readonly lot: string
  readonly gtin: string
  readonly json: string
  readonly planned: number
  readonly verdict: Verdict
  readonly decision: string
  readonly decisionHash: string
  readonly ruleSet: string
  readonly received: number
  readonly labeled: number
  /** Received and needing no label of ours: exempt, whitelisted or serialised by the maker. */
  readonly passed: number
  readonly short: number
  readonly damaged: number
  readonly reasons: string
  readonly held: 0 | 1
  readonly closedAt: string | null
}

export interface LineName {
  readonly asn: string
  readonly line: string
  readonly lot: string
}

/** A line without the text of its decision. */
export type LineHead = Pick<StoredLine, keyof LineName | 'json' | 'verdict' | 'decisionHash'>

/** What a revision says anew of a line. */
export interface LineRevision {
  readonly json: string
  readonly planned: number
  readonly customsEntry: string
  readonly entryItem: string
}

export type Count = 'received' | 'labeled' | 'passed' | 'short' | 'damaged'

const columns = `asn, line, lot, gtin, json, planned, verdict, decision, decision_hash AS decisionHash, rule_set AS ruleSet,
  received, labeled, passed, short, damaged, reasons, held, closed_at AS closedAt`

/** Whether anything that is on record hangs on a line, so that a revision may not take it away. */
export const hasBegun = `(received > 0 OR labeled > 0 OR passed > 0 OR short > 0 OR damaged > 0 OR held = 1 OR closed_at IS NOT NULL
  OR reasons <> '[]'
  OR EXISTS (SELECT 1 FROM label_job AS l WHERE l.asn = plan_line.asn AND l.line = plan_line.line AND l.lot = plan_line.lot)
  OR EXISTS (SELECT 1 FROM packing_case AS c WHERE c.asn = plan_line.asn AND c.line = plan_line.line AND c.lot = plan_line.lot))`

/** Closed lines that are shown beside those in work: a shift's, and not the year's. */
const CLOSED_IN_WORK_MAX = 100
/** Closed lines of a product that are worth telling of. */
const CLOSED_SHOWN = 50

/** A line with what the plan in force calls it: what is told to other stations. */
export interface CountedLine extends LineName {
  readonly gtin: string
  readonly planned: number
  readonly received: number
  readonly labeled: number
  readonly passed: number
  readonly short: number
  readonly damaged: number
  readonly held: 0 | 1
  readonly closedAt: string | null
  readonly revision: number
  readonly plan: string
}

/** By notice, line number and lot: as `lines` has them. */
const inPlanOrder = (a: StoredLine, b: StoredLine): number =>
  order(a.asn, b.asn) ||
  (Number.parseInt(a.line, 10) || 0) - (Number.parseInt(b.line, 10) || 0) ||
  order(a.line, b.line) ||
  order(a.lot, b.lot)

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const putDecision = preparedOnce<string[], unknown>(
  'UPDATE plan_line SET verdict = ?, decision = ?, decision_hash = ?, rule_set = ? WHERE asn = ? AND line = ? AND lot = ?',
)

/** Inbound plans, their decisions and what has come of them. */
export class Plans {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  newest(asn: string): StoredPlan | null {
    return (
      this.#db
        .prepare<[string], StoredPlan>(
          'SELECT asn, revision, hash, json FROM plan WHERE asn = ? ORDER BY revision DESC LIMIT 1',
        )
        .get(asn) ?? null
    )
  }

  /** SHA-256 of the plan in force, hex. */
  hashOf(asn: string): string | null {
    return (
      this.#db
        .prepare<[string], string>('SELECT hash FROM plan WHERE asn = ? ORDER BY revision DESC LIMIT 1')
        .pluck()
        .get(asn) ?? null
    )
  }

  /** Brings the plan of a line that has begun up to date. What was counted and decided on it stays. */
  reviseLine(name: LineName, { json, planned, customsEntry, entryItem }: LineRevision): void {
    this.#db
      .prepare(
        'UPDATE plan_line SET json = ?, planned = ?, customs_entry = ?, entry_item = ? WHERE asn = ? AND line = ? AND lot = ?',
      )
      .run(json, planned, customsEntry, entryItem, name.asn, name.line, name.lot)
  }

  /** Lines of a notice on which something has happened: goods, a person's word, a label or a case. */
  begunLines(asn: string): StoredLine[] {
    return this.#db
      .prepare<[string], StoredLine>(`SELECT ${columns} FROM plan_line WHERE asn = ? AND ${hasBegun}`)
      .all(asn)
  }

  /**
   * Lines on which something was counted, held or closed: those still open first, then those closed since (Unix seconds).
   * Looks at every line, so it is for readers beside the station.
   */
  countedLines(closedSince: number, limit: number): CountedLine[] {
    return this.#db
      .prepare<[number, number], CountedLine>(
        `SELECT l.asn, l.line, l.lot, l.gtin, l.planned, l.received, l.labeled, l.passed, l.short, l.damaged, l.held,
           l.closed_at AS closedAt, p.revision, p.hash AS plan
         FROM plan_line AS l JOIN plan AS p ON p.asn = l.asn
           AND p.revision = (SELECT max(revision) FROM plan WHERE asn = l.asn)
         WHERE (l.received > 0 OR l.labeled > 0 OR l.passed > 0 OR l.short > 0 OR l.damaged > 0 OR l.held = 1 OR l.closed_at IS NOT NULL)
           AND (l.closed_at IS NULL OR unixepoch(l.closed_at) >= ?)
         ORDER BY l.closed_at IS NOT NULL, l.closed_at DESC, l.asn, l.line, l.lot LIMIT ?`,
      )
      .all(closedSince, limit)
  }

  /** Notices with a line on which nothing has happened and that other rules than these have decided. */
  asnsUntouched(ruleSet: string): string[] {
    return this.#db
      .prepare<[string], string>(
        `SELECT DISTINCT asn FROM plan_line WHERE closed_at IS NULL AND rule_set <> ? AND NOT ${hasBegun} ORDER BY asn`,
      )
      .pluck()
      .all(ruleSet)
  }

  /** Those lines of one notice. */
  untouchedLines(asn: string, ruleSet: string): StoredLine[] {
    return this.#db
      .prepare<[string, string], StoredLine>(
        `SELECT ${columns} FROM plan_line WHERE asn = ? AND closed_at IS NULL AND rule_set <> ? AND NOT ${hasBegun}`,
      )
      .all(asn, ruleSet)
  }

  /** Those lines of all notices, notice by notice: what tells whether they are as they were a moment ago. */
  untouchedHeads(ruleSet: string): LineHead[] {
    return this.#db
      .prepare<[string], LineHead>(
        `SELECT asn, line, lot, json, verdict, decision_hash AS decisionHash FROM plan_line
         WHERE closed_at IS NULL AND rule_set <> ? AND NOT ${hasBegun} ORDER BY asn, CAST(line AS INTEGER), line, lot`,
      )
      .all(ruleSet)
  }

  hasLines(): boolean {
    return this.#db.prepare('SELECT 1 FROM plan_line LIMIT 1').get() !== undefined
  }

  lines(): StoredLine[] {
    return this.#db
      .prepare<[], StoredLine>(
        `SELECT ${columns} FROM plan_line ORDER BY asn, CAST(line AS INTEGER), line, lot`,
      )
      .all()
  }

  /** At most `limit` lines: those that are still worked on, then those that were closed last, in the order of `lines`. */
  linesInWork(limit: number): StoredLine[] {
    const open = this.#db
      .prepare<[number], StoredLine>(
        `SELECT ${columns} FROM plan_line WHERE closed_at IS NULL ORDER BY asn, CAST(line AS INTEGER), line, lot LIMIT ?`,
      )
      .all(limit)
    const closed = this.#db
      .prepare<[number], StoredLine>(
        `SELECT ${columns} FROM plan_line WHERE closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT ?`,
      )
      .all(Math.min(limit - open.length, CLOSED_IN_WORK_MAX))
    return [...open, ...closed].sort(inPlanOrder)
  }

  /** Lines of one notice, in the order of `lines`. */
  linesOfAsn(asn: string): StoredLine[] {
    return this.#db
      .prepare<[string], StoredLine>(
        `SELECT ${columns} FROM plan_line WHERE asn = ? ORDER BY CAST(line AS INTEGER), line, lot`,
      )
      .all(asn)
  }

  /** At most `limit` notices: those with a line that is still worked on, then the others, each the newest first. */
  asnsInWork(limit: number): string[] {
    return this.#db
      .prepare<[number], string>(
        `SELECT p.asn FROM plan AS p WHERE p.revision = 1
         ORDER BY NOT EXISTS (SELECT 1 FROM plan_line AS l WHERE l.asn = p.asn AND l.closed_at IS NULL),
           p.taken_at DESC, p.asn LIMIT ?`,
      )
      .pluck()
      .all(limit)
  }

  asnCount(): number {
    return this.#db.prepare<[], number>('SELECT count(DISTINCT asn) FROM plan').pluck().get() ?? 0
  }

  openCount(): number {
    return (
      this.#db.prepare<[], number>('SELECT count(*) FROM plan_line WHERE closed_at IS NULL').pluck().get() ??
      0
    )
  }

  /** Units of open lines that are still to be received and will need a label: at most `max`, of the first 500 lines. */
  unitsToLabel(max: number): number {
    const lines = this.#db
      .prepare<[], number>(
        `SELECT max(planned - received - short, 0) FROM
           (SELECT planned, received, short, verdict, held FROM plan_line WHERE closed_at IS NULL LIMIT 500)
         WHERE verdict = 'label' AND held = 0`,
      )
      .pluck()
      .iterate()
    let units = 0
    for (const line of lines) {
      units += line
      if (units >= max) return max
    }
    return units
  }

  /** Lines of a product, of one lot where it is known; otherwise all that are still worked on, and some closed last. */
  linesOf(gtin: string, lot: string | null = null): StoredLine[] {
    if (lot !== null)
      return this.#db
        .prepare<[string, string], StoredLine>(`SELECT ${columns} FROM plan_line WHERE gtin = ? AND lot = ?`)
        .all(gtin, lot)
        .sort(inPlanOrder)
    const open = this.#db
      .prepare<[string], StoredLine>(`SELECT ${columns} FROM plan_line WHERE gtin = ? AND closed_at IS NULL`)
      .all(gtin)
    const closed = this.#db
      .prepare<[string, number], StoredLine>(
        `SELECT ${columns} FROM plan_line WHERE gtin = ? AND closed_at IS NOT NULL ORDER BY closed_at DESC LIMIT ?`,
      )
      .all(gtin, CLOSED_SHOWN)
    return [...open, ...closed].sort(inPlanOrder)
  }

  line(name: LineName): StoredLine | null {
    return (
      this.#db
        .prepare<[string, string, string], StoredLine>(
          `SELECT ${columns} FROM plan_line WHERE asn = ? AND line = ? AND lot = ?`,
        )
        .get(name.asn, name.line, name.lot) ?? null
    )
  }

  add(name: LineName, count: Count, units: number): void {
    this.#db
      .prepare(`UPDATE plan_line SET ${count} = ${count} + ? WHERE asn = ? AND line = ? AND lot = ?`)
      .run(units, name.asn, name.line, name.lot)
  }

  note(name: LineName, reason: { kind: string; quantity: number; reason: string }): void {
    this.#db
      .prepare(
        "UPDATE plan_line SET reasons = json_insert(reasons, '$[#]', json(?)) WHERE asn = ? AND line = ? AND lot = ?",
      )
      .run(JSON.stringify(reason), name.asn, name.line, name.lot)
  }

  hold(name: LineName): void {
    this.#db
      .prepare('UPDATE plan_line SET held = 1 WHERE asn = ? AND line = ? AND lot = ?')
      .run(name.asn, name.line, name.lot)
  }

  /** Its goods may go on. What a person had held is noted. */
  unhold(name: LineName): void {
    this.#db
      .prepare('UPDATE plan_line SET held = 0 WHERE asn = ? AND line = ? AND lot = ?')
      .run(name.asn, name.line, name.lot)
  }

  /** The next open lines whose verdict may hang on what is known of their goods, by name; from the first when `after` is null. */
  judgedAfter(after: LineName | null, limit: number): StoredLine[] {
    const { asn, line, lot } = after ?? { asn: '', line: '', lot: '' }
    return this.#db
      .prepare<[string, string, string, number], StoredLine>(
        `SELECT ${columns} FROM plan_line WHERE (asn, line, lot) > (?, ?, ?) AND closed_at IS NULL
           AND verdict IN ('whitelisted', 'label', 'hold') ORDER BY asn, line, lot LIMIT ?`,
      )
      .all(asn, line, lot, limit)
  }

  /** Of those, the lines of a notice that are of the same lot of the same goods as one: itself, and few others. */
  judgedOfLot({ asn, gtin, lot }: Pick<StoredLine, 'asn' | 'gtin' | 'lot'>): StoredLine[] {
    return this.#db
      .prepare<[string, string, string], StoredLine>(
        `SELECT ${columns} FROM plan_line INDEXED BY plan_line_goods WHERE gtin = ? AND closed_at IS NULL AND lot = ? AND asn = ?
           AND verdict IN ('whitelisted', 'label', 'hold') ORDER BY line`,
      )
      .all(gtin, lot, asn)
  }

  /** Lines of a notice whose goods are held and that are not closed. */
  heldLines(asn: string): StoredLine[] {
    return this.#db
      .prepare<[string], StoredLine>(
        `SELECT ${columns} FROM plan_line WHERE asn = ? AND closed_at IS NULL AND held = 1 ORDER BY CAST(line AS INTEGER), line, lot`,
      )
      .all(asn)
  }

  /** Whether a line of the notice is held by its decision or by somebody's word. */
  isBlocked(asn: string): boolean {
    return (
      this.#db
        .prepare(
          "SELECT 1 FROM plan_line WHERE asn = ? AND closed_at IS NULL AND (verdict = 'hold' OR verdict = 'refuse' OR held = 1) LIMIT 1",
        )
        .get(asn) !== undefined
    )
  }

  /** Lines of a notice that its decision holds. */
  linesOnHold(asn: string): StoredLine[] {
    return this.#db
      .prepare<[string], StoredLine>(
        `SELECT ${columns} FROM plan_line WHERE asn = ? AND closed_at IS NULL AND verdict = 'hold' ORDER BY CAST(line AS INTEGER), line, lot`,
      )
      .all(asn)
  }

  /** A line was decided anew. What its events have cited stays cited; those to come cite this. */
  decide(
    name: LineName,
    decided: Pick<StoredLine, 'verdict' | 'decision' | 'decisionHash' | 'ruleSet'>,
  ): void {
    putDecision(this.#db).run(
      ...[decided.verdict, decided.decision, decided.decisionHash, decided.ruleSet],
      ...[name.asn, name.line, name.lot],
    )
  }

  close(name: LineName, at: string): void {
    this.#db
      .prepare('UPDATE plan_line SET closed_at = ? WHERE asn = ? AND line = ? AND lot = ?')
      .run(at, name.asn, name.line, name.lot)
  }

  sscc(sscc: string): (LineName & { received: number | null }) | null {
    return (
      this.#db
        .prepare<[string], LineName & { received: number | null }>(
          'SELECT asn, line, lot, received FROM plan_sscc WHERE sscc = ?',
        )
        .get(sscc) ?? null
    )
  }

  /** SSCCs of a notice whose cases are received, with the line they were received for. */
  receivedSsccs(asn: string): (LineName & { sscc: string })[] {
    return this.#db
      .prepare<[string], LineName & { sscc: string }>(
        'SELECT sscc, asn, line, lot FROM plan_sscc WHERE asn = ? AND received IS NOT NULL ORDER BY sscc',
      )
      .all(asn)
  }

  receiveSscc(sscc: string, statement: number): void {
    this.#db.prepare('UPDATE plan_sscc SET received = ? WHERE sscc = ?').run(statement, sscc)
  }

  goodsSerialSeen(epc: string): boolean {
    return (
      this.#db
        .prepare<[string], { c: number }>('SELECT count(*) AS c FROM goods_serial WHERE epc = ?')
        .get(epc)?.c === 1
    )
  }

  receiveGoodsSerial(epc: string, statement: number): void {
    this.#db.prepare('INSERT INTO goods_serial (epc, statement) VALUES (?, ?)').run(epc, statement)
  }

  putRuleSet(hash: string, json: string): void {
    this.#db.prepare('INSERT OR IGNORE INTO rule_set (hash, json) VALUES (?, ?)').run(hash, json)
  }
}
