import type { Decision } from '../../core/decision/decision.ts'
import { lotClassEpc } from '../../core/gs1/epc.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import type { KnownGoods, LineNow, StatedAt, TaskAsked } from '../../core/statistics/known-goods.ts'
import { readSaid } from '../../core/statistics/read-said.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { storedPayload } from '../store/stored-payload.ts'
import { Remembered } from './remembered.ts'

interface LineRow extends Omit<LineNow, 'isClosed' | 'decision'> {
  readonly closedAt: string | null
  readonly decision: string
}

interface StatedRow {
  readonly n: number
  readonly t: string
  readonly contentType: string
  readonly bytes: Buffer
}

/** What the station's tables know of goods, each question answered by an index and remembered for a while. */
export class StoredGoods implements KnownGoods {
  readonly #db
  readonly #brands = new Remembered<string | null>()
  readonly #lines = new Remembered<{ gtin: string; brand: string } | null>()
  readonly #taken = new Remembered<string | null>()
  readonly #first = new Remembered<StatedAt | null>()
  readonly #open = new Remembered<boolean>()
  readonly #passed = new Remembered<boolean | null>()
  readonly #tasks = new Remembered<TaskAsked | null>()

  constructor(db: Database) {
    this.#db = db
  }

  brandOf(gtin: string, lot: string | null): string | null {
    return this.#brands.get([gtin, lot], () => {
      const brand = this.#db
        .prepare<{ gtin: string; lot: string | null }, string>(
          `SELECT json ->> 'brand' FROM plan_line WHERE gtin = @gtin AND (@lot IS NULL OR lot = @lot) ORDER BY asn, line LIMIT 1`,
        )
        .pluck()
        .get({ gtin, lot })
      return brand ?? (lot === null ? null : this.brandOf(gtin, null))
    })
  }

  lotOfReceipt(n: number, asn: string, gtin: string): string | null {
    const lots = this.#db
      .prepare<[string, string], string>(
        'SELECT DISTINCT lot FROM plan_line WHERE asn = ? AND gtin = ? ORDER BY lot',
      )
      .pluck()
      .all(asn, gtin)
    const named = this.#db.prepare<[string, number]>('SELECT 1 FROM epc WHERE epc = ? AND statement = ?')
    return lots.find((lot) => named.get(lotClassEpc(gtin, lot), n) !== undefined) ?? null
  }

  needsNoLabel(n: number, asn: string, gtin: string, lot: string | null, decision: string): boolean {
    const now = this.#passed.get([asn, gtin, lot, decision], () => {
      const verdict = this.#db
        .prepare<[string, string, string], string>(
          'SELECT verdict FROM plan_line WHERE asn = ? AND gtin = ? AND decision_hash = ? LIMIT 1',
        )
        .pluck()
        .get(asn, gtin, decision)
      return verdict === undefined ? null : verdict === 'exempt' || verdict === 'whitelisted'
    })
    return now ?? !this.#wasReserved(n, asn, gtin)
  }

  /** The decision that the event cites is no line's any more: the labels that were reserved for it say which it was. */
  #wasReserved(n: number, asn: string, gtin: string): boolean {
    return (
      this.#db
        .prepare<[string, string, number]>(
          `SELECT 1 FROM plan_line AS p JOIN label_job AS l ON l.asn = p.asn AND l.line = p.line AND l.lot = p.lot
           WHERE p.asn = ? AND p.gtin = ? AND l.binding = ? LIMIT 1`,
        )
        .get(asn, gtin, n) !== undefined
    )
  }

  lineOf(asn: string, line: string, lot: string): { gtin: string; brand: string } | null {
    return this.#lines.get(
      [asn, line, lot],
      () =>
        this.#db
          .prepare<[string, string, string], { gtin: string; brand: string }>(
            `SELECT gtin, json ->> 'brand' AS brand FROM plan_line WHERE asn = ? AND line = ? AND lot = ?`,
          )
          .get(asn, line, lot) ?? null,
    )
  }

  lostWithLabel(asn: string, line: string, lot: string): number {
    return (
      this.#db
        .prepare<[string, string, string], number>(
          `SELECT count(*) FROM label_job AS v WHERE v.asn = ? AND v.line = ? AND v.lot = ? AND v.kind = 'unit' AND v.state = 'voided'
             AND NOT EXISTS (SELECT 1 FROM label_job AS r WHERE r.replaces = v.job)`,
        )
        .pluck()
        .get(asn, line, lot) ?? 0
    )
  }

  *linesOf(asn: string): Generator<LineNow> {
    const rows = this.#db
      .prepare<[string], LineRow>(
        `SELECT line, lot, gtin, json ->> 'brand' AS brand, planned, received, closed_at AS closedAt, decision
         FROM plan_line WHERE asn = ? ORDER BY line, lot`,
      )
      .iterate(asn)
    for (const { closedAt, decision, ...row } of rows)
      yield { ...row, isClosed: closedAt !== null, decision: JSON.parse(decision) as Decision }
  }

  takenAt(asn: string): string | null {
    return this.#taken.get(
      [asn],
      () =>
        this.#db
          .prepare<[string], string>('SELECT taken_at FROM plan WHERE asn = ? ORDER BY revision LIMIT 1')
          .pluck()
          .get(asn) ?? null,
    )
  }

  awaitsRelease(asn: string): boolean {
    return (
      this.#db
        .prepare<[string, string]>(
          'SELECT 1 FROM asn_hold WHERE asn = ? AND NOT EXISTS (SELECT 1 FROM asn_release WHERE asn = ?)',
        )
        .get(asn, asn) !== undefined
    )
  }

  firstReceipt(asn: string, gtin: string, lot: string): StatedAt | null {
    return this.#first.get([asn, gtin, lot], () => {
      const about = this.#db
        .prepare<[string, string], StatedRow>(
          `SELECT s.n, s.t, s.content_type AS contentType, s.bytes FROM epc AS e JOIN statement AS s ON s.n = e.statement
           WHERE e.epc = ? AND s.content_type = ? ORDER BY e.statement`,
        )
        .iterate(lotClassEpc(gtin, lot), contentTypes.event)
      for (const { n, t, contentType, bytes } of about) {
        const said = readSaid(contentType, storedPayload(bytes))
        if (said?.kind === 'received' && said.asn === asn) return { n, t }
      }
      return null
    })
  }

  isOpen(asn: string, gtin: string, lot: string): boolean {
    return this.#open.get(
      [asn, gtin, lot],
      () =>
        this.#db
          .prepare<[string, string, string]>(
            'SELECT 1 FROM plan_line WHERE asn = ? AND gtin = ? AND lot = ? AND closed_at IS NULL LIMIT 1',
          )
          .get(asn, gtin, lot) !== undefined,
    )
  }

  lastVerified(asn: string, line: string, lot: string): string | null {
    return (
      this.#db
        .prepare<[string, string, string], string>(
          `SELECT ended_at FROM label_job WHERE asn = ? AND line = ? AND lot = ? AND kind = 'unit' AND state = 'verified'
           ORDER BY unixepoch(ended_at, 'subsec') DESC LIMIT 1`,
        )
        .pluck()
        .get(asn, line, lot) ?? null
    )
  }

  task(id: string): TaskAsked | null {
    return this.#tasks.get([id], () => {
      const row = this.#db
        .prepare<
          [string],
          {
            repeat: number
            gtin: string | null
            lot: string | null
            agency: string | null
            n: number | null
            size: number | null
          }
        >(
          `SELECT repeat, gtin, lot, agency, json ->> '$.sampling.n' AS n, json ->> '$.sampling.lotSize' AS size
           FROM inspection_task WHERE id = ?`,
        )
        .get(id)
      if (!row) return null
      const { n, size, ...task } = row
      // A sample as large as the lot is the lot (ISO 2859-1, 10.1).
      return { ...task, units: n === null ? 0 : Math.min(n, size ?? n) }
    })
  }
}
