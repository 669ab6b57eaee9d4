import type { Change } from '../../../core/contract/decision-service.ts'
import type { Verdict } from '../../../core/decision/decision.ts'
import { fromHex, toHex } from '../../../core/encoding/hex.ts'
import { type Database, openDatabase } from '../../../platform/sqlite/open-database.ts'
import { ASNS_APPLICATION_ID, asnsMigrations } from './asns-schema.ts'
import type { SaidOfAsn } from './said-of-asn.ts'

/** What a station has said of a notice as a whole. */
export interface AsnByStation {
  readonly station: string
  readonly revision: number | null
  readonly plan: string | null
  readonly ruleSet: string | null
  /** JSON of the record that released it. */
  readonly released: string | null
  readonly releasedAt: string | null
}

/** What a station has said of goods of a notice. */
export interface LineByStation {
  readonly gtin: string
  readonly lot: string
  /** Empty in what events say: they name goods and lot. */
  readonly line: string
  readonly station: string
  readonly received: number
  readonly labeled: number
  readonly held: string | null
  readonly closed: 0 | 1
  /** As the line was decided anew; null where no record says so. */
  readonly decision: Verdict | null
  readonly decisionHash: string | null
  readonly ruleSet: string | null
}

interface NewsRow {
  readonly n: number
  readonly digits: string
  readonly t: string
  readonly kind: string
  readonly body: string
}

/** Record that says of a notice that its goods may go on. */
const RELEASED = 'asn-released'

/** What was folded of a log: see `asns-schema.ts`. */
export class AsnsStore {
  readonly #db: Database
  readonly #about
  readonly #bound
  readonly #asn
  readonly #line
  readonly #news

  /** Throws `database-…`. */
  constructor(file: string) {
    this.#db = openDatabase(file, { applicationId: ASNS_APPLICATION_ID, migrations: asnsMigrations })
    this.#about = this.#db.prepare(
      'INSERT OR IGNORE INTO about (place, id, asn, station, gtin, lot) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#bound = this.#db.prepare<[Uint8Array], { asn: string; lot: string }>(
      'SELECT asn, lot FROM about WHERE id = ?',
    )
    this.#asn = this.#db.prepare(
      `INSERT INTO asn (asn, station, revision, plan, rule_set, released, released_at) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET revision = coalesce(excluded.revision, revision), plan = coalesce(excluded.plan, plan),
         rule_set = coalesce(excluded.rule_set, rule_set), released = coalesce(excluded.released, released),
         released_at = coalesce(excluded.released_at, released_at)`,
    )
    this.#line = this.#db.prepare(
      `INSERT INTO asn_line (asn, gtin, lot, line, station, received, labeled, held, closed, decision, decision_hash, rule_set)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET received = received + excluded.received, labeled = labeled + excluded.labeled,
         held = coalesce(excluded.held, held), closed = max(closed, excluded.closed),
         decision = coalesce(excluded.decision, decision), decision_hash = coalesce(excluded.decision_hash, decision_hash),
         rule_set = coalesce(excluded.rule_set, rule_set)`,
    )
    this.#news = this.#db.prepare(
      'INSERT OR IGNORE INTO news (n, digits, t, kind, body) VALUES (?, ?, ?, ?, ?)',
    )
  }

  /** How many entries were folded, and the id of the last one. */
  folded(): { readonly size: number; readonly last: Buffer | null } {
    const { size, last } = this.#db.prepare('SELECT size, last FROM folded').get() as {
      size: number
      last: Buffer | null
    }
    return { size, last }
  }

  /** Takes the next entries, each with its id and with what it says, durably together. */
  take(entries: readonly { readonly id: Uint8Array; readonly said: SaidOfAsn | null }[]): void {
    this.#db
      .transaction(() => {
        const from = this.folded().size
        for (const [n, { said }] of entries.entries()) if (said) this.#takeOne(from + n, said)
        const last = entries.at(-1)
        if (last) this.#db.prepare('UPDATE folded SET size = ?, last = ?').run(from + entries.length, last.id)
      })
      .immediate()
  }

  #takeOne(place: number, said: SaidOfAsn): void {
    const bound =
      said.boundTo && /^[0-9a-f]{64}$/.test(said.boundTo) ? this.#bound.get(fromHex(said.boundTo)) : undefined
    const asn = said.asn || bound?.asn
    if (!asn) return
    const { station, t, plan, news, held } = said
    const goods = { ...said.goods, lot: said.goods.lot || (bound?.lot ?? '') }
    this.#about.run(place, said.id, asn, station, goods.gtin, goods.lot)
    const released = news === RELEASED ? JSON.stringify(said.body) : null
    this.#asn.run(asn, station, plan?.revision, plan?.plan, plan?.ruleSet, released, released && t)
    this.#endHolds(asn, goods.lot, said)
    if (said.received > 0 || said.labeled > 0 || held !== null || said.closed || said.decided)
      this.#line.run(
        ...[
          asn,
          goods.gtin,
          goods.lot,
          goods.line,
          station,
          said.received,
          said.labeled,
          held,
          said.closed ? 1 : 0,
          said.decided?.decision,
          said.decided?.decisionHash,
          said.decided?.ruleSet,
        ],
      )
    if (news !== null && t !== '')
      this.#news.run(
        place + 1,
        toHex(said.id.subarray(0, 4)),
        t,
        news,
        JSON.stringify({ ...said.body, asn, station }),
      )
  }

  /**
   * Goods that are held make a release that was before them one of the past. A station ends its own holds alone: what another
   * one holds, it does not know of.
   */
  #endHolds(asn: string, lot: string, { station, held, ends }: SaidOfAsn): void {
    if (held !== null)
      this.#db.prepare('UPDATE asn SET released = NULL, released_at = NULL WHERE asn = ?').run(asn)
    if (ends === 'hold')
      this.#db
        .prepare('UPDATE asn_line SET held = NULL WHERE asn = ? AND station = ? AND lot = ?')
        .run(asn, station, lot)
    if (ends === 'every-hold')
      this.#db.prepare('UPDATE asn_line SET held = NULL WHERE asn = ? AND station = ?').run(asn, station)
  }

  /** How many lines of a notice there are, and how many of them a station holds that has not released the rest of it. */
  countOf(asn: string): { readonly lines: number; readonly held: number } {
    return this.#db
      .prepare<[string], { lines: number; held: number }>(
        `SELECT count(*) AS lines, count(l.held) FILTER (WHERE a.released IS NULL) AS held
         FROM asn_line AS l LEFT JOIN asn AS a USING (asn, station) WHERE l.asn = ?`,
      )
      .get(asn) as { lines: number; held: number }
  }

  ofAsn(asn: string): AsnByStation[] {
    return this.#db
      .prepare<[string], AsnByStation>(
        `SELECT station, revision, plan, rule_set AS ruleSet, released, released_at AS releasedAt FROM asn WHERE asn = ? ORDER BY station`,
      )
      .all(asn)
  }

  linesOf(asn: string, limit: number): LineByStation[] {
    return this.#db
      .prepare<[string, number], LineByStation>(
        `SELECT gtin, lot, line, station, received, labeled, held, closed, decision, decision_hash AS decisionHash, rule_set AS ruleSet
         FROM asn_line WHERE asn = ? ORDER BY gtin, lot, line, station LIMIT ?`,
      )
      .all(asn, limit)
  }

  /** Places of the statements about a notice, with whose word each is. */
  placesOf(asn: string, limit: number): { readonly place: number; readonly station: string }[] {
    return this.#db
      .prepare<[string, number], { place: number; station: string }>(
        'SELECT place, station FROM about WHERE asn = ? ORDER BY place LIMIT ?',
      )
      .all(asn, limit)
  }

  newsAfter(n: number, limit: number): Change[] {
    return this.#db
      .prepare<[number, number], NewsRow>(
        'SELECT n, digits, t, kind, body FROM news WHERE n > ? ORDER BY n LIMIT ?',
      )
      .all(n, limit)
      .map(({ digits, body, ...row }) => ({ cursor: `${row.n}.${digits}`, ...row, body: JSON.parse(body) }))
  }

  newestNews(): { readonly n: number; readonly digits: string } | null {
    return (
      this.#db
        .prepare<[], { n: number; digits: string }>('SELECT n, digits FROM news ORDER BY n DESC LIMIT 1')
        .get() ?? null
    )
  }

  digitsAt(n: number): string | null {
    return this.#db.prepare<[number], string>('SELECT digits FROM news WHERE n = ?').pluck().get(n) ?? null
  }

  close(): void {
    this.#db.close()
  }
}
