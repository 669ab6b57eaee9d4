import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { workspaceFiles } from '../workspace/workspace.ts'
import { BenchStation } from './bench-station.stub.ts'
import { findStatements } from './find.ts'
import { lookUp } from './look-up.ts'

/** Every text that was prepared while a station worked. */
const prepared = new Set<string>()
let bench: BenchStation

beforeAll(async () => {
  const prepare = Database.prototype.prepare
  const spy = vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (
    this: Database.Database,
    sql,
  ) {
    prepared.add(sql)
    return prepare.call(this, sql) as Database.Statement
  })
  bench = await BenchStation.open('quick.csv')
  await bench.scan(']d201095060001100111728041110KM1-2610D')
  const label = await bench.newestLabel()
  await bench.scan(label)
  const { ctx } = bench.station
  bench.station.view()
  bench.station.newestLabels(8)
  findStatements(ctx, { text: label, limit: 5 })
  findStatements(ctx, { lot: 'KM1-2610D', step: 'receiving', from: '2026-01-01T00:00:00Z', limit: 5 })
  lookUp(ctx, label)
  await bench.press('void', { serial: ctx.store.labels.newest(1)[0]?.serial, reason: 'torn' })
  spy.mockRestore()
}, 60_000)
afterAll(() => bench.close())

/** Tables that grow with every scan, for ever. */
const growing =
  /^SCAN (statement|epc|receipt|label_job|packing_case|case_unit|scan|plan_line|plan_sscc|fact|term)\b/

it('no scan, view or look-up reads through all that a station ever recorded', () => {
  const db = new Database(workspaceFiles(bench.folder).database, { readonly: true })
  // A plan on its way in stands in a table of its own, which lasts as long as its import.
  const selects = [...prepared].filter(
    (sql) => /^\s*(SELECT|UPDATE|DELETE)/i.test(sql) && !/\bincoming\./.test(sql),
  )
  expect(selects.length).toBeGreaterThan(30)
  const scans = selects.flatMap((sql) => {
    // A plan does not depend on what is bound; names that are not there are bound to nothing.
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql.replace(/[@:]\w+|\?/g, 'NULL')}`).all() as {
      detail: string
    }[]
    return plan.filter(({ detail }) => growing.test(detail)).map(({ detail }) => `${detail}: ${sql}`)
  })
  db.close()
  // The newest so many of a table are read from its end, and lines in work from an index that holds no others.
  expect(
    scans.filter(
      (scan) =>
        !/ORDER BY (n|job|number) (ASC|DESC) LIMIT|^SCAN plan_line USING INDEX plan_line_(open|closed)/.test(
          scan,
        ),
    ),
  ).toEqual([])
})
