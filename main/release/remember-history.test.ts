import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { canonicalText } from '../../core/catalogue/canonical-row.ts'
import { keyOf, type RowOf, type TableName } from '../../core/catalogue/tables.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { openCatalogueFile, RowWriter } from '../catalogue/catalogue-file.ts'
import { inspectionTables } from '../inspection/inspection-tables.ts'
import { historyOf } from './history-of.ts'
import { rememberHistory } from './remember-history.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-history-'))
afterAll(() => rmSync(folder, { recursive: true }))

const gtin = fc.constantFrom('09506000110011', '09506000110028')
const lot = fc.constantFrom('L1', 'L2')
const manufacturer = fc.constantFrom('M1', 'Maker Ltd', 'Nobody')
const category = fc.constantFrom('food', 'toys')
const container = fc.constantFrom(null, 'BMKU2046318', 'BMKU5107731')
const t = fc.constantFrom('2026-11-01T09:00:00.000Z', '2026-11-09T09:00:00.000Z')

const task = fc.record({
  kind: fc.constantFrom('factory-evaluation', 'container-loading-supervision', 'ingredient-inspection'),
  gtin: fc.option(gtin),
  ...{ lot, manufacturer, container, t },
  state: fc.constantFrom('concluded', 'contested'),
  outcome: fc.constantFrom('conformant', 'non-conformant'),
})
const switching = fc.record({
  ...{ gtin, manufacturer, t },
  rule: fc.constantFrom('I1', 'I2'),
  severity: fc.constantFrom('normal', 'tightened'),
})
const store = fc.record({
  tasks: fc.array(task, { maxLength: 6 }),
  switching: fc.array(switching, { maxLength: 4 }),
  evaluated: fc.option(fc.array(fc.option(category), { maxLength: 3 })),
  figures: fc.array(fc.record({ gtin, lot }), { maxLength: 3 }),
})
const asked = fc.array(
  fc.record({ line: fc.record({ gtin, lot, manufacturer, category }), container, asOf: fc.option(t) }),
  { minLength: 8, maxLength: 20 },
)

/** Inspections without the statements and results that led to them. */
function stored({ tasks, switching }: typeof store extends fc.Arbitrary<infer S> ? S : never): Database {
  const db = new Sqlite(':memory:')
  db.pragma('foreign_keys = OFF')
  db.exec(inspectionTables)
  for (const [n, one] of tasks.entries()) {
    const id = `T${n}`
    const json = JSON.stringify({ subject: { manufacturer: one.manufacturer }, refundRatio: null })
    db.prepare(
      `INSERT INTO inspection_task VALUES (@n, @id, @id, 1, @kind, 'ASN-1', @gtin, @lot, @manufacturer, @container,
         '2026-12-01', @id, @json, @n, @state, NULL)`,
    ).run({ ...one, n, id, json })
    db.prepare(
      `INSERT INTO inspection_conclusion VALUES (@id, x'00', @t, @outcome, 'result', NULL, NULL, NULL, '', NULL, @n)`,
    ).run({ ...one, n, id })
  }
  for (const { severity, ...one } of switching)
    db.prepare(
      `INSERT INTO inspection_switching VALUES (NULL, @gtin, @manufacturer, @rule, @t, 'lot', @json, 1, NULL, NULL)`,
    ).run({ ...one, json: JSON.stringify({ severity, discontinued: false }) })
  return db
}

let files = 0
function catalogued({ evaluated, figures }: typeof store extends fc.Arbitrary<infer S> ? S : never): string {
  const file = join(folder, `${files++}.sqlite`)
  if (evaluated === null) return file
  const db = openCatalogueFile(file)
  const writer = new RowWriter(db, 'local')
  const put = <T extends TableName>(table: T, row: RowOf<T>) =>
    writer.put(table, { key: keyOf(table, row), body: canonicalText(row) })
  put('manufacturers', { id: 'M1', name: 'Maker Ltd', country: 'AU' })
  for (const [n, category] of evaluated.entries())
    put('certificates', {
      ...{ manufacturer: 'M1', id: `C${n}`, kind: 'factory-evaluation', from: '2026-01-01' },
      ...{ until: '2027-01-01', ...(category && { category }) },
    })
  for (const { gtin, lot } of figures)
    put('figures', { gtin, lot, sold: 100, refunded: 3, complaints: 1, asOf: '2026-11-01' })
  db.close()
  return file
}

it('remembers of lines exactly what looking each of them up would say', () => {
  let told = 0
  fc.assert(
    fc.property(store, asked, (kept, questions) => {
      const sources = { db: stored(kept), catalogue: openCatalogue(catalogued(kept)) }
      const remembered = rememberHistory(sources)
      for (const { line, container, asOf } of questions) {
        const history = historyOf(sources, line, { container }, asOf ?? undefined)
        expect(remembered(line, { container }, asOf ?? undefined)).toEqual(history)
        told += Object.values(history).filter(({ length }) => length > 0).length
      }
      sources.catalogue.close()
      sources.db.close()
    }),
    { numRuns: 30 },
  )
  expect(told).toBeGreaterThan(100)
})
