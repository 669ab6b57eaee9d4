import { type CustomsScope, concerns } from '../../core/bonded/customs-order.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { containerOf } from '../bonded/customs-holds.ts'
import type { LineName } from '../store/plans.ts'

/**
 * Orders by which customs has kept the whole of a line: they have ended, and its goods go nowhere all the same. Of an order for
 * a part of the units, the account says what is left. One look at a short list while nothing was ever seized.
 */
export function seizedBy(db: Database, { asn, line, lot }: LineName): string[] {
  const rows = db
    .prepare<[], { order: string; scope: string }>(
      `SELECT number AS "order", scope FROM customs_order WHERE state = 'seized' ORDER BY statement`,
    )
    .all()
  if (rows.length === 0) return []
  const container = containerOf(db, asn)
  return rows
    .filter(({ scope }) => {
      const read = JSON.parse(scope) as CustomsScope
      return read.quantity === null && concerns(read, { asn, line, lot, container })
    })
    .map(({ order }) => order)
}

/** Whether customs has ever seized anything of this warehouse. */
export const wasSeized = (db: Database): boolean =>
  db.prepare("SELECT 1 FROM customs_order WHERE state = 'seized' LIMIT 1").get() !== undefined
