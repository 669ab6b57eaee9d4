import type { CustomsOrderState, CustomsScope } from '../../core/bonded/customs-order.ts'
import type { BondedLot, Movement } from '../../core/bonded/movement.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { type CustomsHold, containerOf, customsHolds, type HeldGoods, openOrders } from './customs-holds.ts'

/** A movement as it is stored, with the statement that implies it. */
export interface StoredMove extends Movement {
  readonly statement: number
  readonly part: number
  /** RFC 3339; of the statement. */
  readonly t: string
  /** Hex. */
  readonly id: string
  readonly details: MoveDetails
}

/** What a movement's timeline shows beside the numbers. */
export interface MoveDetails {
  readonly document: string | null
  readonly witness: string | null
  readonly reason: string | null
  readonly order: string | null
  readonly corrects: string | null
  /** EPCs of units that moved by themselves. */
  readonly epcs: readonly string[]
}

export interface StoredOrder {
  readonly number: string
  readonly statement: number
  /** Id of that statement, hex. */
  readonly id: string
  readonly t: string
  readonly scope: CustomsScope
  readonly deadline: string | null
  /** SHA-256 of the order's paper, hex. */
  readonly document: string | null
  readonly state: CustomsOrderState
  readonly ended: number | null
}

/** A line of a plan, as far as an account needs it. */
export interface EntryLine extends BondedLot {
  readonly asn: string
  readonly line: string
  readonly planned: number
  readonly received: number
  readonly short: number
  readonly damaged: number
  readonly reasons: string
  readonly closedAt: string | null
  readonly json: string
  readonly verdict: string
  readonly decisionHash: string
  readonly ruleSet: string
}

/** Where something with a name of its own is that left the account, or came back into it. */
export interface Gone {
  readonly epc: string
  readonly state: 'shipped' | 'back' | 'destroyed'
  /** How it came back. */
  readonly quality: 'sellable' | 'damaged' | null
  readonly statement: number
}

export type RecordKind = 'book' | 'seal' | 'arrival' | 'close'

export interface StoredRecord {
  readonly statement: number
  /** Hex. */
  readonly id: string
  readonly t: string
  readonly json: string
}

/** Records of one kind that are read at once: books and closings of years. */
const RECORDS_MAX = 10_000

const itemColumns = 'customs_entry AS customsEntry, entry_item AS entryItem'

/** An item of a customs entry, as plans name it. */
export interface EntryItem {
  readonly customsEntry: string
  readonly entryItem: string
}

/** By entry, then by the item's number. */
function byEntry(a: EntryItem, b: EntryItem): number {
  if (a.customsEntry !== b.customsEntry) return a.customsEntry < b.customsEntry ? -1 : 1
  return Number(a.entryItem) - Number(b.entryItem) || (a.entryItem < b.entryItem ? -1 : 1)
}
const lineColumns = `asn, line, lot, gtin, ${itemColumns}, planned, received, short, damaged,
  reasons, closed_at AS closedAt, json, verdict, decision_hash AS decisionHash, rule_set AS ruleSet`

/** What statements imply of goods under customs' supervision, and what supervisors signed for it. Rows are only added. */
export class BondedStore {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  /** Lines of an item, or of all items of an entry. */
  lines(customsEntry: string, entryItem: string): EntryLine[] {
    return this.#db
      .prepare<[string, string], EntryLine>(
        `SELECT ${lineColumns} FROM plan_line WHERE customs_entry = ? AND entry_item = ? ORDER BY asn, line, lot`,
      )
      .all(customsEntry, entryItem)
  }

  /** Items by entry, those of one notice where it is given. At most `limit`, read in the order of an index. */
  items(asn: string | null, limit: number): EntryItem[] {
    if (asn !== null) return this.itemsIn([asn], limit)
    return this.#db
      .prepare<[number], EntryItem>(
        `SELECT ${itemColumns} FROM plan_line GROUP BY customs_entry, entry_item LIMIT ?`,
      )
      .all(limit)
      .sort(byEntry)
  }

  /** Items of these notices by entry, each once, at most `limit`. */
  itemsIn(asns: readonly string[], limit: number): EntryItem[] {
    const ofOne = this.#db.prepare<[string, number], EntryItem>(
      `SELECT ${itemColumns} FROM plan_line WHERE asn = ? GROUP BY customs_entry, entry_item LIMIT ?`,
    )
    const items = new Map<string, EntryItem>()
    for (const asn of asns) {
      if (items.size >= limit) break
      for (const item of ofOne.all(asn, limit)) items.set(`${item.customsEntry} ${item.entryItem}`, item)
    }
    return [...items.values()].sort(byEntry).slice(0, limit)
  }

  /** Items of an entry. */
  itemsOf(customsEntry: string): string[] {
    return this.#db
      .prepare<[string], string>(
        `SELECT DISTINCT entry_item FROM plan_line WHERE customs_entry = ? ORDER BY CAST(entry_item AS INTEGER), 1`,
      )
      .pluck()
      .all(customsEntry)
  }

  /** Lines of a notice. */
  linesOf(asn: string): EntryLine[] {
    return this.#db
      .prepare<[string], EntryLine>(
        `SELECT ${lineColumns} FROM plan_line WHERE asn = ? ORDER BY CAST(line AS INTEGER), line, lot`,
      )
      .all(asn)
  }

  /** Notices whose plan in force names a container. */
  noticesIn(container: string): string[] {
    return this.#db
      .prepare<[string], string>(
        `SELECT asn FROM plan AS p WHERE json_extract(json, '$.container') = ?
           AND revision = (SELECT max(revision) FROM plan WHERE asn = p.asn) ORDER BY asn`,
      )
      .pluck()
      .all(container)
  }

  /** What the plan in force of a notice says of its doors and its supervision mode; null when there is no such notice. */
  doorsOf(asn: string): { container: string | null; seal: string | null; mode: string } | null {
    return (
      this.#db
        .prepare<[string], { container: string | null; seal: string | null; mode: string }>(
          `SELECT json_extract(json, '$.container') AS container, json_extract(json, '$.containerSeal') AS seal,
             json_extract(json, '$.supervisionMode') AS mode FROM plan WHERE asn = ? ORDER BY revision DESC LIMIT 1`,
        )
        .get(asn) ?? null
    )
  }

  addMoves(statement: number, moves: readonly Movement[], details: MoveDetails): void {
    const insert = this.#db.prepare(
      `INSERT INTO bonded_move (statement, part, kind, customs_entry, entry_item, gtin, lot, quantity, json)
       VALUES (@statement, @part, @kind, @customsEntry, @entryItem, @gtin, @lot, @quantity, @json)`,
    )
    for (const [part, { state, ...move }] of moves.entries())
      insert.run({ statement, part, ...move, json: JSON.stringify({ state, ...details }) })
  }

  /** Movements of an item in the order of their statements. */
  moves(customsEntry: string, entryItem: string): StoredMove[] {
    return this.#moves('customs_entry = ? AND entry_item = ?', [customsEntry, entryItem])
  }

  /** Items of which an order has held units. */
  itemsHeldBy(order: string): { customsEntry: string; entryItem: string }[] {
    return this.#db
      .prepare<[string], { customsEntry: string; entryItem: string }>(
        `SELECT DISTINCT customs_entry AS customsEntry, entry_item AS entryItem FROM bonded_move
         WHERE kind = 'held' AND json_extract(json, '$.order') = ? ORDER BY 1, 2`,
      )
      .all(order)
  }

  #moves(where: string, values: readonly (string | number)[]): StoredMove[] {
    type Row = Omit<StoredMove, 'state' | 'details' | 'id'> & { id: Buffer; json: string }
    return this.#db
      .prepare<unknown[], Row>(
        `SELECT m.statement, part, kind, customs_entry AS customsEntry, entry_item AS entryItem, gtin, lot, quantity, m.json,
           s.t, s.id FROM bonded_move AS m JOIN statement AS s ON s.n = m.statement WHERE ${where} ORDER BY m.statement, part`,
      )
      .all(...values)
      .map(({ json, id, ...row }) => {
        const { state, ...details } = JSON.parse(json) as MoveDetails & Pick<Movement, 'state'>
        return { ...row, id: id.toString('hex'), state, details }
      })
  }

  holds(goods: HeldGoods): CustomsHold[] {
    return customsHolds(this.#db, goods)
  }

  openOrders(): CustomsHold[] {
    return openOrders(this.#db)
  }

  containerOf(asn: string): string | null {
    return containerOf(this.#db, asn)
  }

  addOrder(order: Omit<StoredOrder, 'id' | 'state' | 'ended'>): void {
    this.#db
      .prepare(
        `INSERT INTO customs_order (number, statement, t, scope, deadline, document, state)
         VALUES (@number, @statement, @t, @scope, @deadline, @document, 'open')`,
      )
      .run({ ...order, scope: JSON.stringify(order.scope) })
  }

  moveOrder(number: string, state: CustomsOrderState, ended: number | null): void {
    this.#db
      .prepare('UPDATE customs_order SET state = ?, ended = ? WHERE number = ?')
      .run(state, ended, number)
  }

  order(number: string): StoredOrder | null {
    return this.#orders('WHERE number = ?', [number])[0] ?? null
  }

  /** Orders that are open, then those that ended last; at most `limit`. */
  orders(limit: number): StoredOrder[] {
    return this.#orders('ORDER BY ended IS NOT NULL, o.statement DESC LIMIT ?', [limit])
  }

  #orders(where: string, values: readonly (string | number)[]): StoredOrder[] {
    return this.#db
      .prepare<unknown[], Omit<StoredOrder, 'scope' | 'id'> & { scope: string; id: Buffer }>(
        `SELECT number, o.statement, s.id, o.t, scope, deadline, document, state, ended
         FROM customs_order AS o JOIN statement AS s ON s.n = o.statement ${where}`,
      )
      .all(...values)
      .map((row) => ({ ...row, id: row.id.toString('hex'), scope: JSON.parse(row.scope) as CustomsScope }))
  }

  addRecord(
    statement: number,
    kind: RecordKind,
    subject: string,
    record: Readonly<Record<string, unknown>>,
  ): void {
    this.#db
      .prepare('INSERT INTO bonded_record (statement, kind, subject, json) VALUES (?, ?, ?, ?)')
      .run(statement, kind, subject, JSON.stringify(record))
  }

  /** Records about a subject, the newest first. */
  records(kind: RecordKind, subject: string): StoredRecord[] {
    return this.#records('r.kind = ? AND r.subject = ?', [kind, subject])
  }

  newestRecord(kind: RecordKind, subject: string): StoredRecord | null {
    return this.#records('r.kind = ? AND r.subject = ?', [kind, subject], 1)[0] ?? null
  }

  /** All records of a kind, the newest first. */
  recordsOf(kind: RecordKind): StoredRecord[] {
    return this.#records('r.kind = ?', [kind])
  }

  #records(where: string, values: readonly string[], limit = RECORDS_MAX): StoredRecord[] {
    return this.#db
      .prepare<unknown[], Omit<StoredRecord, 'id'> & { id: Buffer }>(
        `SELECT r.statement, s.id, s.t, r.json FROM bonded_record AS r JOIN statement AS s ON s.n = r.statement
         WHERE ${where} ORDER BY r.statement DESC LIMIT ${limit}`,
      )
      .all(...values)
      .map((row) => ({ ...row, id: row.id.toString('hex') }))
  }

  addApproval(approval: { id: string; statement: number; badge: string; bytes: Uint8Array }): void {
    this.#db
      .prepare('INSERT INTO bonded_approval (id, statement, badge, bytes) VALUES (?, ?, ?, ?)')
      .run(Buffer.from(approval.id, 'hex'), approval.statement, approval.badge, approval.bytes)
  }

  /** Units and cases that left or came back by their own names, as they moved last. */
  putGone(epcs: readonly string[], now: Omit<Gone, 'epc'>): void {
    const put = this.#db.prepare(
      `INSERT INTO bonded_gone (epc, state, quality, statement) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET state = excluded.state, quality = excluded.quality, statement = excluded.statement`,
    )
    for (const epc of epcs) put.run(epc, now.state, now.quality, now.statement)
  }

  /** Where a unit or a case is that has left or come back by its own name; null while it never has. */
  gone(epc: string): Gone | null {
    return (
      this.#db
        .prepare<[string], Gone>('SELECT epc, state, quality, statement FROM bonded_gone WHERE epc = ?')
        .get(epc) ?? null
    )
  }

  /** Whether one statement is about both of these. */
  statedTogether(one: string, other: string): boolean {
    const found = this.#db
      .prepare(
        'SELECT 1 FROM epc AS a JOIN epc AS b ON b.statement = a.statement AND b.epc = ? WHERE a.epc = ? LIMIT 1',
      )
      .get(other, one)
    return found !== undefined
  }

  /** Serials of our labels that are alive in the zone, by lines: what a quantity of the lot must leave alone. */
  serialsLeft(lines: readonly Pick<EntryLine, 'asn' | 'line' | 'lot'>[]): number {
    const count = this.#db
      .prepare<[string, string, string], number>(
        `SELECT count(*) FROM label_job AS l WHERE l.kind = 'unit' AND l.state = 'verified' AND l.asn = ? AND l.line = ? AND l.lot = ?
           AND NOT EXISTS (SELECT 1 FROM bonded_gone AS g WHERE g.epc = 'https://id.gs1.org/01/' || l.gtin || '/21/' || l.serial
             AND (g.state <> 'back' OR g.quality = 'damaged'))
           AND NOT EXISTS (SELECT 1 FROM case_unit AS u JOIN packing_case AS c ON c.number = u.number
             JOIN bonded_gone AS g ON g.epc = 'https://id.gs1.org/00/' || c.sscc WHERE u.job = l.job AND g.state = 'shipped')`,
      )
      .pluck()
    return lines.reduce((total, { asn, line, lot }) => total + (count.get(asn, line, lot) ?? 0), 0)
  }
}
