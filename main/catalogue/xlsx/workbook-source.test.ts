import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { TableName } from '../../../core/catalogue/tables.ts'
import { openCatalogue } from '../../../platform/catalogue/catalogue-reader.ts'
import { repositoryFile } from '../../workspace/repository-file.ts'
import { importFile } from '../import-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-workbook-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
async function take(bytes: Uint8Array, table: TableName | null = null) {
  const catalogue = join(folder, `${++files}.sqlite`)
  const task = { catalogue, fileName: 'book.xlsx', table, replace: false, isDry: false, badge: 'S', t: 'now' }
  return { catalogue, taken: await importFile(bytes, task, () => {}) }
}
// One was written by XlsxWriter, the other by openpyxl.
const workbook = (name: string) => readFileSync(repositoryFile('fixtures', 'workbooks', `${name}.xlsx`))
const problems = ({ taken }: Awaited<ReturnType<typeof take>>) =>
  taken.ok ? [] : taken.problems.map(({ sheet, row, column, code }) => [sheet, row, column, code])

describe('a workbook', () => {
  it('gives the tables that its sheets are called like: numbers whole, days as days, formulas as what they gave', async () => {
    const { catalogue, taken } = await take(workbook('goods'))
    expect(taken).toMatchObject({
      ok: true,
      tables: [
        { table: 'products', added: 2 },
        { table: 'certificates', added: 1 },
      ],
    })
    const reader = openCatalogue(catalogue)
    expect(reader.product('09506000110011')).toMatchObject({
      names: {
        en: 'Koala Meadow Infant Formula, Stage 1 & more <900 g>',
        'zh-CN': '考拉牧场婴儿配方奶粉1段 900克',
      },
      hsCode: '1901101000',
      ingredients: ['skimmed milk', 'lactose'],
    })
    expect(reader.product('09506000110028')).toMatchObject({
      names: { en: 'Follow-on Formula' },
      hsCode: '1901101000',
    })
    const [paper] = reader.told('certificates', 'gippsland-dairy/FE-2025-0147')
    expect(paper?.row).toMatchObject({ from: '2025-07-01', until: '2027-06-30' })
    reader.close()
  })

  it('names sheet, row and column of what a spreadsheet did to a value', async () => {
    expect(problems(await take(workbook('troubles')))).toEqual([
      ['products', 2, 'name_en', 'catalogue-formula-uncalculated'],
      ['products', 3, 'gtin', 'catalogue-number-rounded'],
      ['products', 4, 'gtin', 'catalogue-value-scientific'],
      ['products', 5, 'name_en', 'catalogue-cell-error'],
      ['products', 6, 'gtin', expect.stringMatching(/^catalogue-gtin-/)],
      ['products', 8, '', 'catalogue-row-twice'],
      ['products', 9, '', 'catalogue-row-shape'],
      ['certificates', 2, 'from', 'catalogue-date-serial'],
    ])
  })

  it('is refused when it is cut off, changed, or none', async () => {
    const good = workbook('goods')
    expect(problems(await take(good.subarray(0, good.length - 30)))).toEqual([
      [null, 0, '', 'catalogue-workbook-malformed'],
    ])
    expect(problems(await take(Buffer.from('d0cf11e0a1b11ae1', 'hex')))).toEqual([
      [null, 0, '', 'catalogue-workbook-malformed'],
    ])
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const bytes = Uint8Array.from(good)
        bytes[at] = (bytes[at] ?? 0) ^ by
        // Whatever it says, it says it in words: nothing of a damaged file is a crash.
        expect(typeof (await take(bytes, 'products')).taken.ok).toBe('boolean')
      }),
      { numRuns: 25 },
    )
  })

  it('is refused before it is inflated when it says that it is a thousand times as large', async () => {
    expect(problems(await take(zip({ 'xl/workbook.xml': Buffer.alloc(4 * 1024 * 1024) })))).toEqual([
      [null, 0, '', 'catalogue-too-large'],
    ])
  })

  it('is inflated no further than it says', async () => {
    const lying = zip({ 'xl/workbook.xml': Buffer.from(`<workbook>${' '.repeat(100_000)}</workbook>`) }, 1000)
    expect(problems(await take(lying))).toEqual([[null, 0, '', 'catalogue-workbook-malformed']])
  })

  it('brings no entities of its own', async () => {
    const xml =
      '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><workbook><sheets><sheet name="&a;"/></sheets></workbook>'
    expect(problems(await take(zip({ 'xl/workbook.xml': Buffer.from(xml) })))).toEqual([
      [null, 0, '', 'catalogue-workbook-malformed'],
    ])
  })
})

/** A zip of these parts; `said`: what its directory calls their size. */
function zip(parts: Readonly<Record<string, Buffer>>, said?: number): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(parts)) {
    const packed = deflateRawSync(content)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(said ?? content.length, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    local.push(head, Buffer.from(name), packed)
    central.push(entry, Buffer.from(name))
    at += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(central.length / 2, 10)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...local, ...central, end])
}
