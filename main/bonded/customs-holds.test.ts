import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CustomsScope } from '../../core/bonded/customs-order.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { migrations } from '../store/schema.ts'
import { customsHolds } from './customs-holds.ts'

let db: Database
beforeEach(() => {
  db = new Sqlite(':memory:')
  for (const { sql } of migrations) db.exec(sql)
  db.pragma('foreign_keys = OFF')
  db.prepare("INSERT INTO plan VALUES ('A-1', 1, 'h', ?, '2026-11-22T09:00:00.000+08:00')").run(
    JSON.stringify({ container: 'BMKU2046318' }),
  )
})
afterEach(() => db.close())

const nothing: CustomsScope = { asn: null, line: null, lot: null, container: null, quantity: null }
let statement = 0
function order(number: string, scope: Partial<CustomsScope>): void {
  db.prepare(
    "INSERT INTO customs_order VALUES (?, ?, '2026-11-22T10:00:00.000+08:00', ?, NULL, NULL, 'open', NULL)",
  ).run(number, ++statement, JSON.stringify({ ...nothing, ...scope }))
}
const numbers = (goods: Parameters<typeof customsHolds>[1]) =>
  customsHolds(db, goods).map((hold) => hold.order)

describe('goods that customs wants to see', () => {
  it('are held by the order of their notice, line, lot or container, and others are free', () => {
    order('BK-1', { asn: 'A-1', line: '2' })
    order('BK-2', { container: 'BMKU2046318', lot: 'L9' })
    expect(numbers({ asn: 'A-1' })).toEqual(['BK-1', 'BK-2'])
    expect(numbers({ asn: 'A-1', line: '2', lot: 'L1' })).toEqual(['BK-1'])
    expect(numbers({ asn: 'A-1', line: '1', lot: 'L9' })).toEqual(['BK-2'])
    expect(numbers({ asn: 'A-1', line: '1', lot: 'L1' })).toEqual([])
    expect(numbers({ asn: 'A-2' })).toEqual([])
  })

  it('are free again once the order has ended, and it ends once', () => {
    order('BK-1', { asn: 'A-1' })
    const end = db.prepare("UPDATE customs_order SET state = 'released', ended = 99 WHERE number = 'BK-1'")
    end.run()
    expect(numbers({ asn: 'A-1', line: '1', lot: 'L1' })).toEqual([])
    expect(() => end.run()).toThrow('an order ends once')
  })
})
