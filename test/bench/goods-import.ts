import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ImportTask, importFile } from '../../main/catalogue/import-file.ts'
import { goodsWorkbook } from './goods-workbook.ts'
import { grouped, perSecond, type Row } from './row.ts'
import { goodsCsv } from './sample-goods.ts'

const ROWS = 100_000
const ROWS_PER_SECOND = 5000

/** 100,000 products read, checked, compared and stored, from CSV and from a workbook; then once more, when nothing differs. */
export async function benchGoodsImport(): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-bench-goods-'))
  try {
    const task = (name: string): ImportTask => ({
      catalogue: join(folder, `${name}.sqlite`),
      fileName: name,
      table: 'products',
      replace: false,
      isDry: false,
      badge: 'SUP-0001',
      t: '2026-11-22T09:00:00.000+08:00',
    })
    const csv = Buffer.from(goodsCsv(0, ROWS))
    const workbook = goodsWorkbook(ROWS)
    const csvMs = await taken(csv, task('csv'))
    const againMs = await taken(csv, task('csv'))
    const xlsxMs = await taken(workbook, task('xlsx'))
    const [csvRate, xlsxRate] = [perSecond(ROWS, csvMs), perSecond(ROWS, xlsxMs)]
    return {
      work: `goods data, a file of ${grouped(ROWS)} products taken`,
      budget: `≥ ${grouped(ROWS_PER_SECOND)} rows/s (our own)`,
      figure: `CSV ${grouped(csvRate)} rows/s, Excel ${grouped(xlsxRate)} rows/s`,
      met: csvRate >= ROWS_PER_SECOND && xlsxRate >= ROWS_PER_SECOND,
      peers: [
        `the same file again ${grouped(perSecond(ROWS, againMs))} rows/s; CSV ${(csv.length / 1e6).toFixed(0)} MB, workbook ${(workbook.length / 1e6).toFixed(0)} MB; this process then weighs ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
      ],
      numbers: { csvRate, xlsxRate, againMs, rss: process.memoryUsage.rss() },
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function taken(bytes: Uint8Array, task: ImportTask): Promise<number> {
  const start = performance.now()
  const answer = await importFile(bytes, task, () => {})
  if (!answer.ok || answer.rows !== ROWS) throw new Error(JSON.stringify(answer))
  return performance.now() - start
}
