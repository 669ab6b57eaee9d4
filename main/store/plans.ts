import type { Database } from '../../platform/sqlite/open-database.ts'

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

export type Count = 'received' | 'labeled' | 'passed' | 'short' | 'damaged'

const columns = `asn, line, lot, gtin, json, planned, verdict, decision, decision_hash AS decisionHash, rule_set AS ruleSet,
  received, labeled, passed, short, damaged, reasons, held, closed_at AS closedAt`

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

  addRevision(plan: StoredPlan, takenAt: string): void {
    this.#db
      .prepare('INSERT INTO plan (asn, revision, hash, json, taken_at) VALUES (?, ?, ?, ?, ?)')
      .run(plan.asn, plan.revision, plan.hash, plan.json, takenAt)
  }

  /** Adds a line, or brings its plan and decision up to date; what was counted on it stays. */
  putLine(
    line: Pick<
      StoredLine,
      | 'asn'
      | 'line'
      | 'lot'
      | 'gtin'
      | 'json'
      | 'planned'
      | 'verdict'
      | 'decision'
      | 'decisionHash'
      | 'ruleSet'
    >,
  ): void {
    this.#db
      .prepare(
        `INSERT INTO plan_line (asn, line, lot, gtin, json, planned, verdict, decision, decision_hash, rule_set)
         VALUES (@asn, @line, @lot, @gtin, @json, @planned, @verdict, @decision, @decisionHash, @ruleSet)
         ON CONFLICT DO UPDATE SET gtin = excluded.gtin, json = excluded.json, planned = excluded.planned,
           verdict = excluded.verdict, decision = excluded.decision, decision_hash = excluded.decision_hash, rule_set = excluded.rule_set`,
      )
      .run(line)
  }

  /** Lines of a notice that nothing has happened on: the ones a revision may drop. */
  dropUntouched(asn: string, keep: readonly LineName[]): void {
    const kept = new Set(keep.map((k) => `${k.line}\n${k.lot}`))
    for (const line of this.lines()) {
      if (line.asn !== asn || kept.has(`${line.line}\n${line.lot}`)) continue
      if (line.received + line.short + line.damaged > 0) continue
      this.#db
        .prepare('DELETE FROM plan_sscc WHERE asn = ? AND line = ? AND lot = ? AND received IS NULL')
        .run(asn, line.line, line.lot)
      this.#db
        .prepare('DELETE FROM plan_line WHERE asn = ? AND line = ? AND lot = ?')
        .run(asn, line.line, line.lot)
    }
  }

  lines(): StoredLine[] {
    return this.#db
      .prepare<[], StoredLine>(
        `SELECT ${columns} FROM plan_line ORDER BY asn, CAST(line AS INTEGER), line, lot`,
      )
      .all()
  }

  linesOf(gtin: string): StoredLine[] {
    return this.#db
      .prepare<[string], StoredLine>(
        `SELECT ${columns} FROM plan_line WHERE gtin = ? ORDER BY asn, CAST(line AS INTEGER), line, lot`,
      )
      .all(gtin)
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

  close(name: LineName, at: string): void {
    this.#db
      .prepare('UPDATE plan_line SET closed_at = ? WHERE asn = ? AND line = ? AND lot = ?')
      .run(at, name.asn, name.line, name.lot)
  }

  putSscc(sscc: string, name: LineName): void {
    this.#db
      .prepare('INSERT OR IGNORE INTO plan_sscc (sscc, asn, line, lot) VALUES (?, ?, ?, ?)')
      .run(sscc, name.asn, name.line, name.lot)
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
