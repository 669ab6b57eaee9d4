import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleRows, templateCsv } from '../../core/catalogue/template-rows.ts'
import { makeBackup } from '../../main/backup/make-backup.ts'
import { readBackup } from '../../main/backup/read-archive.ts'
import { importFile } from '../../main/catalogue/import-file.ts'
import { createTasks } from '../../main/inspection/create-tasks.ts'
import { restoreWorkspace } from '../../main/restore/restore-workspace.ts'
import { BenchStation } from '../../main/station/bench-station.stub.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { openCatalogue } from '../../platform/catalogue/catalogue-reader.ts'
import { wallClock } from '../../platform/clock/clock.ts'

const scratch = mkdtempSync(join(tmpdir(), 'bondmark-attachments-'))
const task = 'a'.repeat(64)
const at = (name: string) => join(scratch, name)
let bench: BenchStation
let report: string
let bytes: Buffer

const back = (out: string) =>
  makeBackup({ workspace: bench.folder, out: at(out), passphrase: null }, wallClock, () => {})
const read = (file: string) => readBackup({ file: at(file), passphrase: async () => '' })
const restore = (from: string, into: string) =>
  restoreWorkspace({
    backup: at(from),
    folder: at(into),
    passphrase: async () => '',
    despiteProblems: false,
    clock: wallClock,
    onProgress: () => {},
  })

beforeAll(async () => {
  bench = await BenchStation.open()
  const line = bench.store.plans.lines()[0]
  if (!line) throw new Error('the sample day has no line')
  const asked = {
    demand: {
      ...{ id: task, kind: 'ingredient-inspection' as const, rule: 'I1' },
      subject: { gtin: line.gtin, lot: line.lot, manufacturer: 'Maker' },
      sampling: {
        ...{ level: 'II', aql: '6.5', severity: 'normal' as const, lotSize: line.planned },
        ...{ letter: 'D', n: 8, ac: 1, re: 2 },
      },
    },
    asn: line.asn,
    lines: [{ line: line.line, lot: line.lot, quantity: line.planned, unitsPerCase: 6, ssccs: [] }],
    ...{ decisions: [line.decisionHash], ruleSet: line.ruleSet, refundRatio: null, days: 7 },
  }
  bench.store.transaction(() => createTasks(bench.station.ctx, [asked]))
  bench.later(60_000)
  const desk = bench.workspace.control.inspections
  desk.sample(task, { units: 8, epcs: [], note: '' })
  await desk.practise(task, 'conformant')
  const { attachments, catalogue } = workspaceFiles(bench.folder)
  const [name = ''] = readdirSync(attachments)
  report = join(attachments, name)
  bytes = readFileSync(report)
  const goods = { catalogue, fileName: 'goods.csv', table: 'products' as const, replace: false, isDry: false }
  await importFile(
    Buffer.from(templateCsv('products')),
    { ...goods, badge: 'SUP-0001', t: bench.clock.now() },
    () => {},
  )
  await bench.workspace.close()
})
afterAll(() => {
  rmSync(bench.folder, { recursive: true, force: true })
  rmSync(scratch, { recursive: true, force: true })
})

describe('a backup of a station that has inspections', () => {
  it('holds reports and pictures and goods data, and a restored workspace has them', async () => {
    const { header } = await back('whole')
    expect(header.attachments).toEqual({ held: 1, missing: 0 })
    expect((await read('whole')).header).toEqual(header)
    const { checked } = await restore('whole', 'restored')
    expect(checked.problems).toEqual([])
    const files = workspaceFiles(at('restored'))
    expect(readdirSync(files.attachments)).toEqual([report.slice(-64)])
    expect(readFileSync(join(files.attachments, report.slice(-64)))).toEqual(bytes)
    const catalogue = openCatalogue(files.catalogue)
    expect(catalogue.product('09506000110011')?.brand).toBe(exampleRows.products.brand)
    catalogue.close()
  })

  it('is refused for any changed byte of a report', async () => {
    await back('changed')
    const whole = readFileSync(at('changed'))
    const place = whole.indexOf(bytes)
    expect(place).toBeGreaterThan(0)
    for (const offset of [0, bytes.length >> 1, bytes.length - 1]) {
      const changed = Buffer.from(whole)
      changed[place + offset] = (changed[place + offset] ?? 0) ^ 1
      writeFileSync(at('changed'), changed)
      await expect(read('changed')).rejects.toMatchObject({
        code: 'backup-damaged',
        detail: { at: `attachments/${report.slice(-64)}` },
      })
    }
  })

  it('says that a damaged report is not in it, is restored, and fsck names what is gone', async () => {
    writeFileSync(report, 'another report')
    expect((await back('damaged')).header.attachments).toEqual({ held: 0, missing: 1 })
    rmSync(report)
    // As every backup of before it held attachments: with no word of them.
    const { header } = await back('without')
    expect(header.attachments).toEqual({ held: 0, missing: 1 })
    const { checked } = await restore('without', 'restored-without')
    expect(checked.problems).toEqual([{ code: 'inspection-attachment-lost', where: report.slice(-64) }])
    expect(existsSync(at('restored-without'))).toBe(true)
  })
})
