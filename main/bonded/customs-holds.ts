import { type CustomsScope, concerns } from '../../core/bonded/customs-order.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

/** An order of customs that keeps goods from going on. */
export interface CustomsHold {
  /** Customs' number of the order. */
  readonly order: string
  readonly scope: CustomsScope
  /** RFC 3339; when it was taken in. */
  readonly since: string
  /** RFC 3339 or `YYYY-MM-DD`; until when customs wants the goods shown. */
  readonly deadline: string | null
  readonly state: 'open' | 'inspecting'
  /** Place of the statement that took it in. */
  readonly statement: number
}

/** Goods of a notice, of one line or lot where these are given. */
export interface HeldGoods {
  readonly asn: string
  readonly line?: string
  readonly lot?: string
}

interface Row extends Omit<CustomsHold, 'scope'> {
  readonly scope: string
}

/**
 * The orders of customs that hold these goods now, the oldest first; none when they are free. Of a whole notice, those of
 * any of its lines. Cheap while no order is open: one look at an index.
 */
export function customsHolds(db: Database, { asn, line, lot }: HeldGoods): CustomsHold[] {
  const open = openOrders(db)
  if (open.length === 0) return []
  const container = open.some(({ scope }) => scope.container !== null) ? containerOf(db, asn) : null
  return open.filter(({ scope }) => concerns(scope, { asn, line: line ?? null, lot: lot ?? null, container }))
}

/** Every order that is open, the oldest first. */
export function openOrders(db: Database): CustomsHold[] {
  return db
    .prepare<[], Row>(
      `SELECT number AS "order", scope, t AS since, deadline, state, statement FROM customs_order
       WHERE ended IS NULL ORDER BY statement`,
    )
    .all()
    .map((row) => ({ ...row, scope: JSON.parse(row.scope) as CustomsScope }))
}

/** The container of a notice by its plan in force. */
export function containerOf(db: Database, asn: string): string | null {
  return (
    db
      .prepare<[string], string | null>(
        "SELECT json_extract(json, '$.container') FROM plan WHERE asn = ? ORDER BY revision DESC LIMIT 1",
      )
      .pluck()
      .get(asn) ?? null
  )
}
