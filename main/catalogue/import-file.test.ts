import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, describe, expect, it } from 'vitest'
import { isColumnOf } from '../../core/catalogue/columns.ts'
import { type TableName, tableNames } from '../../core/catalogue/tables.ts'
import { exampleRows, templateCsv } from '../../core/catalogue/template-rows.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { CatalogueImports } from './catalogue-imports.ts'
import { type ImportTask, importFile } from './import-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-catalogue-import-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
const newTask = (table: TableName | null, more: Partial<ImportTask> = {}): ImportTask => ({
  catalogue: join(folder, `${++files}.sqlite`),
  fileName: 'goods.csv',
  table,
  replace: false,
  isDry: false,
  badge: 'S-01',
  t: '2026-11-22T09:00:00.000+08:00',
  ...more,
})
const silent = () => {}
const take = (text: string | Uint8Array, task: ImportTask) =>
  importFile(typeof text === 'string' ? Buffer.from(text) : text, task, silent)

const product = exampleRows.products
const csv = (rows: readonly Readonly<Record<string, string>>[], separator = ',') => {
  const columns = Object.keys(rows[0] ?? {})
  return [columns, ...rows.map((row) => columns.map((column) => `"${row[column] ?? ''}"`))]
    .map((cells) => cells.join(separator))
    .join('\n')
}
const gtins = ['9506000110011', '9506000110028', '9506000110035'] as const
const products = (change: Partial<Record<string, string>> = {}) =>
  gtins.map((gtin) => ({ ...product, gtin, ...change }) as Record<string, string>)

const problemsOf = async (text: string, table: TableName = 'products') => {
  const taken = await take(text, newTask(table))
  return taken.ok ? [] : taken.problems.map(({ row, column, code }) => [row, column, code])
}

describe('a file of goods data', () => {
  it.each(tableNames)(
    'of %s is taken as its template has it, and the same again changes nothing',
    async (table) => {
      const task = newTask(table)
      const first = await take(templateCsv(table), task)
      expect(first).toMatchObject({ ok: true, rows: 1, tables: [{ table, added: 1, unchanged: 0 }] })
      const again = await take(templateCsv(table), task)
      expect(again).toMatchObject({ ok: true, tables: [{ added: 0, changed: 0, unchanged: 1 }], changes: [] })
      expect(Object.keys(exampleRows[table]).filter((column) => !isColumnOf(table, column))).toEqual([])
    },
  )

  it.each([
    ['GB18030', iconv.encode(csv(products(), ';'), 'gb18030')],
    ['tabs', Buffer.from(csv(products(), '\t'))],
    [
      'JSON with lists',
      Buffer.from(
        JSON.stringify({
          format: 'bondmark/catalogue-table/1',
          table: 'products',
          rows: products().map((row) => ({
            ...row,
            ingredients: ['skimmed milk', 'lactose', 'vegetable oils'],
          })),
        }),
      ),
    ],
  ])('is read alike in %s', async (_, bytes) => {
    const task = newTask('products')
    expect(await take(bytes, task)).toMatchObject({ ok: true, rows: 3 })
    const reader = openCatalogue(task.catalogue)
    expect(reader.product('09506000110028')).toMatchObject({
      names: { 'zh-CN': product.name_zh, en: product.name_en },
      ingredients: ['skimmed milk', 'lactose', 'vegetable oils'],
    })
    expect(reader.find('考拉牧场', 9)).toHaveLength(3)
    expect(reader.find('koala infant form', 9)).toHaveLength(3)
    expect(reader.find('koala honey', 9)).toHaveLength(0)
    expect(reader.overview().tables).toEqual([{ table: 'products', consortium: 0, local: 3 }])
    reader.close()
  })

  it('names the place and the reason of everything that is wrong, and takes nothing', async () => {
    const rows = [
      { ...product, gtin: '9506000110012' },
      { ...product, gtin: '9.5E+12' },
      { ...product, gtin: '950600' + '0' },
      { ...product, country: 'XX' },
      { ...product, name_zh: '', name_en: '' },
      { ...product, pictures: 'picture.jpg' },
      { ...product },
      { ...product },
    ]
    expect(await problemsOf(csv(rows))).toEqual([
      [2, 'gtin', 'catalogue-gtin-check-digit'],
      [3, 'gtin', 'catalogue-value-scientific'],
      [4, 'gtin', expect.stringMatching(/catalogue-gtin-(zeros-lost|malformed)/)],
      [5, 'country', 'catalogue-origin-unknown'],
      [6, 'name_en', 'catalogue-name-missing'],
      [7, 'pictures', 'catalogue-picture-malformed'],
      [9, '', 'catalogue-row-twice'],
    ])
  })

  it('says that zeros were lost, that days are numbers, that dates are turned round, that more came back than was sold', async () => {
    // 0012345678905 without its zeros.
    expect(
      await problemsOf(
        csv([
          { ...product, gtin: '12345670' },
          { ...product, gtin: '2345678905' },
        ]),
      ),
    ).toEqual([[3, 'gtin', 'catalogue-gtin-malformed']])
    const paper = exampleRows.certificates
    expect(
      await problemsOf(
        csv([
          { ...paper, until: '2025-01-01' },
          { ...paper, id: 'x', from: '45839' },
        ]),
        'certificates',
      ),
    ).toEqual([
      [2, 'until', 'catalogue-days-reversed'],
      [3, 'from', 'catalogue-date-serial'],
    ])
    expect(await problemsOf(csv([{ ...exampleRows.figures, refunded: '12001' }]), 'figures')).toEqual([
      [2, 'refunded', 'catalogue-refunds-over'],
    ])
  })

  it('says in a dry run what then happens, field by field, and leaves everything as it is', async () => {
    const task = newTask('products')
    await take(csv(products()), task)
    const next = csv([...products({ category: 'toys' }).slice(0, 2), { ...product, gtin: '9506000310015' }])
    const dry = await take(next, { ...task, isDry: true, replace: true })
    const reader = openCatalogue(task.catalogue)
    expect(reader.product('09506000110011')?.category).toBe('infant-formula')
    expect(reader.overview().imports).toHaveLength(1)
    const done = await take(next, { ...task, replace: true })
    expect(done).toEqual({ ...dry, isDry: false })
    expect(done).toMatchObject({
      tables: [{ added: 1, changed: 2, removed: 1, unchanged: 0 }],
      changes: expect.arrayContaining([
        {
          table: 'products',
          key: '09506000110011',
          kind: 'changed',
          fields: [{ field: 'category', before: 'infant-formula', after: 'toys' }],
        },
      ]),
    })
    expect(reader.product('09506000110035')).toBeNull()
    reader.close()
  })

  it('never puts older figures in the place of newer ones', async () => {
    const task = newTask('figures')
    const figures = exampleRows.figures
    await take(csv([figures]), task)
    const late = csv([{ ...figures, as_of: '2026-10-01', refunded: '1' }])
    expect(await take(late, task)).toMatchObject({ ok: true, tables: [{ older: 1, changed: 0 }] })
    const reader = openCatalogue(task.catalogue)
    expect(reader.figures('09506000110011', 'KM1-2608A')?.refunded).toBe(48)
    reader.close()
  })
})

describe('an import in its thread', () => {
  it('tells how far it is, and when it is cancelled leaves what was', async () => {
    const task = newTask('categories', { fileName: 'many.csv' })
    const imports = new CatalogueImports(silent)
    await imports.take(Buffer.from(templateCsv('categories')), task)
    const many = Array.from({ length: 20_000 }, (_, n) => ({ id: `c-${n}`, name_en: `Category ${n}` }))
    const told: number[] = []
    const taking = imports.take(Buffer.from(csv(many)), task, ({ stage, rows }) => {
      if (stage === 'check') told.push(rows)
      if (rows >= 1000) imports.cancel()
    })
    await expect(taking).rejects.toMatchObject({
      code: 'catalogue-import-cancelled',
      detail: { file: 'many.csv' },
    })
    expect(told.length).toBeGreaterThan(1)
    const reader = openCatalogue(task.catalogue)
    expect(reader.overview().tables).toEqual([{ table: 'categories', consortium: 0, local: 1 }])
    expect(await imports.take(Buffer.from(csv(many)), task)).toMatchObject({ ok: true, rows: 20_000 })
    expect(reader.category('c-19999')?.names).toEqual({ en: 'Category 19999' })
    reader.close()
  })
})
