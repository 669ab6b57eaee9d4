import type { DemandKind } from '../../core/decision/demand-kind.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { preparedOnce } from '../../platform/sqlite/prepared-once.ts'
import type { LineName } from '../store/plans.ts'

/** What is demanded of a line before its goods go on, and how that ended. */
export interface LineDemand extends LineName {
  readonly demand: string
  readonly kind: DemandKind
  /** The demand as `demandsOf` gave it, JSON. */
  readonly json: string
  readonly since: string
  readonly endedAt: string | null
  /** `met`: a decision no longer asks for it. `overridden`: a supervisor waived it. `gone`: other rules, or another plan, do not ask for it. */
  readonly ended: 'met' | 'overridden' | 'gone' | null
}

export type NewDemand = Pick<LineDemand, 'demand' | 'kind' | 'json'> & { readonly subject: string }

/** A supervisor's word on held goods, with the bytes of their statement. */
export interface StoredWord extends LineName {
  readonly id: string
  readonly kind: 'override' | 'lift'
  readonly t: string
  readonly badge: string
  readonly reason: string
  readonly bytes: Uint8Array
}

export interface StoredRelease {
  readonly asn: string
  readonly release: number
  readonly t: string
  readonly statement: number
}

const demandColumns = 'asn, line, lot, demand, kind, json, since, ended_at AS endedAt, ended'

const openDemands = preparedOnce<[string, string, string], LineDemand>(
  `SELECT ${demandColumns} FROM line_demand WHERE asn = ? AND line = ? AND lot = ? AND ended IS NULL ORDER BY demand`,
)

const waiting = preparedOnce<[string, string, string, string], LineName>(
  `SELECT asn, line, lot FROM line_demand INDEXED BY line_demand_subject
   WHERE kind = ? AND subject = ? AND asn = ? AND demand = ? AND ended IS NULL ORDER BY since, line, lot`,
)

/** Holds and releases of inbound plans: what is demanded of each line, which notices wait, what was released, who overrode. */
export class ReleaseBook {
  /** For readers of other rooms that look into the same transaction. */
  readonly db: Database

  constructor(db: Database) {
    this.db = db
  }

  /** Open demands of a line. */
  openOf(name: LineName): LineDemand[] {
    return openDemands(this.db).all(name.asn, name.line, name.lot)
  }

  /** Lines of a notice that have open demands. */
  linesDemanding(asn: string): LineName[] {
    return this.db
      .prepare<[string], LineName>(
        'SELECT DISTINCT asn, line, lot FROM line_demand WHERE asn = ? AND ended IS NULL',
      )
      .all(asn)
  }

  /** Lines of a notice that wait for one demand, in the order in which they came to. */
  waitingFor(
    asn: string,
    { demand, kind, subject }: Pick<LineDemand, 'demand' | 'kind'> & { readonly subject: string },
  ): LineName[] {
    return waiting(this.db).all(kind, subject, asn, demand)
  }

  /** Every demand that lines of a notice ever had, in the order in which they came. */
  ofAsn(asn: string): LineDemand[] {
    return this.db
      .prepare<[string], LineDemand>(
        `SELECT ${demandColumns} FROM line_demand WHERE asn = ? ORDER BY since, line, lot, demand`,
      )
      .all(asn)
  }

  /**
   * Open lines that a conclusion bears on: those that ever had a demand of its subject, and those that wait for one of the same
   * kind on the same maker or product, which rules may take it for as well.
   */
  concernedBy(kind: string, subject: string): LineName[] {
    return this.db
      .prepare<{ kind: string; subject: string }, LineName>(
        `SELECT DISTINCT d.asn, d.line, d.lot FROM line_demand AS d JOIN plan_line AS l
           ON l.asn = d.asn AND l.line = d.line AND l.lot = d.lot AND l.closed_at IS NULL
         WHERE (d.kind = @kind AND d.subject = @subject) OR (d.kind = @kind AND d.ended IS NULL AND
           (d.subject ->> 'manufacturer' = @subject ->> 'manufacturer' OR d.subject ->> 'gtin' = @subject ->> 'gtin'))
         ORDER BY d.asn, d.line, d.lot`,
      )
      .all({ kind, subject })
  }

  /** Hex statement id of the signed result that a task was concluded by; null when it was not. */
  resultOf(task: string): string | null {
    return (
      this.db
        .prepare<[string], string>('SELECT lower(hex(result)) FROM inspection_conclusion WHERE task = ?')
        .pluck()
        .get(task) ?? null
    )
  }

  /** Open demands that no task here asks for: another station of the warehouse has them inspected. */
  unasked(): Pick<LineDemand, 'asn' | 'demand' | 'json'>[] {
    return this.db
      .prepare<[], Pick<LineDemand, 'asn' | 'demand' | 'json'>>(
        `SELECT asn, demand, min(json) AS json FROM line_demand
         WHERE ended IS NULL AND demand NOT IN (SELECT demand FROM inspection_task) GROUP BY asn, demand ORDER BY asn, demand`,
      )
      .all()
  }

  /** Lines on hold of which nothing is noted: decided before demands were kept. */
  undemanded(): LineName[] {
    return this.db
      .prepare<[], LineName>(
        `SELECT asn, line, lot FROM plan_line AS l WHERE closed_at IS NULL AND verdict = 'hold' AND NOT EXISTS
           (SELECT 1 FROM line_demand AS d WHERE d.asn = l.asn AND d.line = l.line AND d.lot = l.lot AND d.ended IS NULL)`,
      )
      .all()
  }

  /** A demand of a line, or one that had ended and is asked for again, since then. */
  demand({ asn, line, lot }: LineName, { demand, kind, subject, json }: NewDemand, t: string): void {
    this.db
      .prepare(
        `INSERT INTO line_demand (asn, line, lot, demand, kind, subject, json, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (asn, line, lot, demand) DO UPDATE SET since = excluded.since, ended_at = NULL, ended = NULL WHERE ended IS NOT NULL`,
      )
      .run(asn, line, lot, demand, kind, subject, json, t)
  }

  endDemand(
    { asn, line, lot }: LineName,
    demand: string,
    ended: 'met' | 'overridden' | 'gone',
    t: string,
  ): void {
    this.db
      .prepare(
        `UPDATE line_demand SET ended = ?, ended_at = ? WHERE asn = ? AND line = ? AND lot = ? AND demand = ? AND ended IS NULL`,
      )
      .run(ended, t, asn, line, lot, demand)
  }

  /** Demands of lines that a revision has taken out of the plan. */
  endGone(asn: string, t: string): void {
    this.db
      .prepare(
        `UPDATE line_demand SET ended = 'gone', ended_at = ? WHERE asn = ? AND ended IS NULL AND NOT EXISTS
           (SELECT 1 FROM plan_line AS l WHERE l.asn = line_demand.asn AND l.line = line_demand.line AND l.lot = line_demand.lot)`,
      )
      .run(t, asn)
  }

  /** The notice has goods that must be released before it is done. */
  wait(asn: string, t: string): void {
    this.db.prepare('INSERT OR IGNORE INTO asn_hold (asn, since) VALUES (?, ?)').run(asn, t)
  }

  isWaiting(asn: string): boolean {
    return this.db.prepare('SELECT 1 FROM asn_hold WHERE asn = ?').get(asn) !== undefined
  }

  waiting(): string[] {
    return this.db.prepare<[], string>('SELECT asn FROM asn_hold ORDER BY since, asn').pluck().all()
  }

  /** The notice is released: by this statement, and waits for nothing any more. */
  release(asn: string, t: string, statement: number): void {
    this.db
      .prepare(
        `INSERT INTO asn_release (asn, release, t, statement)
         SELECT ?, coalesce(max(release), 0) + 1, ?, ? FROM asn_release WHERE asn = ?`,
      )
      .run(asn, t, statement, asn)
    this.db.prepare('DELETE FROM asn_hold WHERE asn = ?').run(asn)
  }

  releases(asn: string): StoredRelease[] {
    return this.db
      .prepare<[string], StoredRelease>(
        'SELECT asn, release, t, statement FROM asn_release WHERE asn = ? ORDER BY release',
      )
      .all(asn)
  }

  addWord({ id, kind, asn, line, lot, t, badge, reason, bytes }: StoredWord): void {
    this.db
      .prepare(
        `INSERT INTO release_word (id, kind, asn, line, lot, t, badge, reason, bytes) VALUES (unhex(?), ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(id, kind, asn, line, lot, t, badge, reason, bytes)
  }

  /** Supervisors' words on lines of a notice, in order. */
  words(asn: string): StoredWord[] {
    return this.db
      .prepare<[string], StoredWord>(
        `SELECT lower(hex(id)) AS id, kind, asn, line, lot, t, badge, reason, bytes FROM release_word WHERE asn = ? ORDER BY n`,
      )
      .all(asn)
  }
}
