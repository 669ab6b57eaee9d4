import { basename } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { labelEntryOf } from '../history/label-entry.ts'
import { listStops } from '../history/list-stops.ts'
import { searchLabels } from '../history/search-labels.ts'
import { stockAnswer } from '../stock/stock-of-shift.ts'
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
    // Goods data is a file of its own.
    if (this.name.endsWith(basename(workspaceFiles('').database))) prepared.add(sql)
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
  searchLabels(ctx, { text: label, limit: 5 })
  searchLabels(ctx, { serial: '7QG', reason: 'torn', doubt: false, shift: 1, limit: 5 })
  labelEntryOf(ctx, 1)
  listStops(ctx, { limit: 5 })
  stockAnswer(ctx.store)
  await bench.press('open-pallet')
  bench.station.view()
  await bench.press('close-pallet')
  await bench.press('label-order', { order: 'strict', badge: 'SUP-0001', passcode: '135790' })
  const { release, bonded, inspections } = bench.workspace.control
  const [first] = release.list().asns
  release.show(first?.asn ?? '')
  const [item] = bonded.items({ book: null, asn: null, state: null }).items
  bonded.items({ book: null, asn: first?.asn ?? '', state: 'held' })
  bonded.item(item?.customsEntry ?? '', item?.entryItem ?? '')
  bonded.orders()
  inspections.list()
  await release.settle()
  // No label of ours: a STOP, and its end.
  await bench.scan(label.replace(/.$/, 'A'))
  await bench.press('ack')
  await bench.press('void', { serial: ctx.store.labels.newest(1)[0]?.serial, reason: 'torn' })
  spy.mockRestore()
})
afterAll(() => bench.close())

/** Tables that grow with every scan, for ever. */
const growing =
  /^SCAN (statement|epc|receipt|label_job|print_attempt|packing_case|case_unit|packing_pallet|pallet_case|stop|stock_move|pool_serial|scan|plan_line|plan_sscc|fact|term|line_demand|asn_release|release_word|bonded_move|bonded_gone|bonded_record|customs_order|inspection_\w+|outgoing_message)\b/

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
        ![
          /ORDER BY (n|job|number) (ASC|DESC) LIMIT/,
          /^SCAN plan_line USING INDEX plan_line_(open|closed)/,
          // Indexes of what is open, and of rolls.
          /^SCAN (print_attempt USING INDEX print_attempt_open|stop USING INDEX stop_open|stock_move USING INDEX stock_move_issue)/,
          // Orders that keep goods; results that fit no task; tasks that are counted, for whoever looks at them.
          /^SCAN (customs_order USING (COVERING )?INDEX customs_order_(open|seized)|inspection_quarantine USING INDEX inspection_quarantine_open)/,
          /^SCAN inspection_task USING COVERING INDEX inspection_task_state: SELECT state, count/,
          // Whether a table holds anything at all.
          /: SELECT 1 FROM \w+ LIMIT 1$/,
          // Entry items a screen at a time, in the order of their index.
          /^SCAN plan_line USING COVERING INDEX plan_line_entry: .* LIMIT \?/s,
          // A walk of the history ends by itself.
          /^SCAN label_job USING (COVERING )?INDEX label_job_reason: .* LIMIT 20?000\b/s,
          // Whether one was made of an empty pallet that is removed: pallets are few.
          /^SCAN packing_pallet: DELETE/,
        ].some((known) => known.test(scan)),
    ),
  ).toEqual([])
})
