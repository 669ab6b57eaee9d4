import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { canonicalText } from '../../core/catalogue/canonical-row.ts'
import type { Manufacturer, Product } from '../../core/catalogue/rows.ts'
import { keyOf, type RowOf, type TableName } from '../../core/catalogue/tables.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import type { Origin } from '../../platform/catalogue/catalogue-schema.ts'
import { openCatalogueFile, RowWriter } from './catalogue-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-catalogue-'))
afterAll(() => rmSync(folder, { recursive: true }))

const formula: Product = {
  gtin: '09506000110011',
  names: { en: 'Formula', 'zh-CN': '奶粉' },
  category: 'infant-formula',
  hsCode: '1901101000',
  country: 'AU',
}
const works: Manufacturer = { id: 'M1', name: 'Gippsland Dairy Works Pty Ltd', country: 'AU' }

function put<T extends TableName>(file: string, origin: Origin, table: T, ...rows: RowOf<T>[]): void {
  const db = openCatalogueFile(file)
  const writer = new RowWriter(db, origin)
  for (const row of rows) writer.put(table, { key: keyOf(table, row), body: canonicalText(row) })
  db.close()
}

describe('a catalogue', () => {
  it('knows nothing while there is no file, and finds it once it is there', () => {
    const file = join(folder, 'later.sqlite')
    const reader = openCatalogue(file)
    expect([
      reader.product(formula.gtin),
      reader.manufacturer('M1'),
      reader.factoryReports('M1', 'x'),
      reader.figures(formula.gtin, 'L1'),
      reader.agencies(),
      reader.version(),
    ]).toEqual([null, null, [], null, [], null])
    put(file, 'local', 'products', formula)
    expect(reader.product(formula.gtin)).toEqual(formula)
    reader.close()
  })

  it('goes by what the consortium signed where a local file says otherwise', () => {
    const file = join(folder, 'both.sqlite')
    put(file, 'local', 'products', { ...formula, category: 'toys' })
    const reader = openCatalogue(file)
    expect(reader.product(formula.gtin)?.category).toBe('toys')
    put(file, 'consortium', 'products', formula)
    expect(reader.product(formula.gtin)?.category).toBe('infant-formula')
    reader.close()
  })

  it('goes by the newer figures of a batch, whoever told them', () => {
    const file = join(folder, 'figures.sqlite')
    const batch = {
      gtin: formula.gtin,
      lot: 'KM1-2608A',
      sold: 100,
      refunded: 1,
      complaints: 0,
      asOf: '2026-11-01',
    }
    put(file, 'consortium', 'figures', batch)
    put(file, 'local', 'figures', { ...batch, refunded: 9, asOf: '2026-11-20' })
    const reader = openCatalogue(file)
    expect(reader.figures(formula.gtin, 'KM1-2608A')?.refunded).toBe(9)
    expect(reader.figures(formula.gtin, 'KM1-2608')).toBeNull()
    reader.close()
  })

  it('hands the factory evaluations of a maker over under the name that plans give it', () => {
    const file = join(folder, 'reports.sqlite')
    put(file, 'consortium', 'manufacturers', works, { ...works, id: 'M10', name: 'Another' })
    const paper = {
      manufacturer: 'M1',
      kind: 'factory-evaluation',
      from: '2025-07-01',
      until: '2027-06-30',
    } as const
    put(
      file,
      'consortium',
      'certificates',
      { ...paper, id: 'FE-1', category: 'infant-formula' },
      { ...paper, id: 'FE-2', category: 'honey' },
      { ...paper, id: 'ISO', kind: 'quality-system' },
      { ...paper, manufacturer: 'M10', id: 'FE-3' },
    )
    put(file, 'local', 'certificates', { ...paper, id: 'FE-4', until: '2028-06-30' })
    const reader = openCatalogue(file)
    const { name } = works
    expect(reader.factoryReports(name, 'infant-formula')).toEqual([
      { manufacturer: name, category: 'infant-formula', report: 'FE-1', expires: '2027-06-30' },
      { manufacturer: name, category: 'infant-formula', report: 'FE-4', expires: '2028-06-30' },
    ])
    expect(reader.certificates('M10').map(({ id }) => id)).toEqual(['FE-3'])
    reader.close()
  })

  it('lists the agencies that do an inspection', () => {
    const file = join(folder, 'agencies.sqlite')
    const agency = { name: 'A', reach: 'file', org: 'agency' } as const
    put(
      file,
      'consortium',
      'agencies',
      { ...agency, id: 'A1', inspections: ['ingredient-inspection'] },
      { ...agency, id: 'A2', inspections: ['factory-evaluation'] },
    )
    const reader = openCatalogue(file)
    expect(reader.agencies('ingredient-inspection').map(({ id }) => id)).toEqual(['A1'])
    expect(reader.agencies().map(({ id }) => id)).toEqual(['A1', 'A2'])
    expect(reader.agency('A2')?.inspections).toEqual(['factory-evaluation'])
    reader.close()
  })
})
