import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { lotSizeOf } from '../../core/decision/question.ts'
import type { Asn } from '../../core/plan/asn.ts'
import { type SampleRow, sampleCsv } from '../../core/plan/sample-plan.stub.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { planOf } from '../station/planned-line.ts'
import { unsettle } from './history-mark.ts'
import { plannedNotice } from './planned-notice.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open('quick.csv')
})
afterEach(() => bench.close())

const take = (rows: readonly SampleRow[]) =>
  bench.station.importPlan(Buffer.from(sampleCsv(rows)), 'plan.csv')
const goods = ']d2' + '0109506000110011' + '17280229' + '10L1'

/** Everything that decisions ask of the notice, against its whole text. */
function compareWithText(): void {
  const asn = JSON.parse(bench.store.plans.newest('ASN-7')?.json ?? '') as Asn
  const notice = plannedNotice(bench.store.releases.db, 'ASN-7')
  const { seller, supervisionMode, container } = asn
  expect(notice.head).toEqual({ asn: 'ASN-7', seller, supervisionMode, container })
  for (const line of bench.store.plans.linesOfAsn('ASN-7').map(planOf))
    expect(notice.lotSizeOf(line)).toBe(lotSizeOf(asn, line))
}

it('a notice has the head and the lots that its text has, in each of its revisions', async () => {
  const tricky = 'A "quoted","lines":[ Ltd'
  const two = [{ seller: tricky }, { seller: tricky, line: '2', quantity: '18' }]
  const other = { seller: tricky, line: '3', manufacturer: 'Another Ltd', quantity: '6' }
  await take([...two, other])
  compareWithText()
  expect(plannedNotice(bench.store.releases.db, 'ASN-7').lotSizeOf(planOf(lineOf('1')))).toBe(30)
  await take(
    [...two, { ...other, quantity: '600' }, { ...other, line: '4', lot: 'L2' }].map((row) => ({
      ...row,
      seller: 'B',
    })),
  )
  compareWithText()
})

const lineOf = (line: string) => {
  const found = bench.store.plans.line({ asn: 'ASN-7', line, lot: 'L1' })
  if (!found) throw new Error('no such line')
  return found
}

it('goods are decided by no text but that of their own line, however much is known since', async () => {
  await take([{}])
  await bench.workspace.control.release.settle()
  const whole = vi.spyOn(bench.store.plans, 'newest')
  expect(await bench.scan(goods)).toMatchObject({ kind: 'accepted' })
  await bench.scan(await bench.newestSymbol())
  // Every line is to be looked at, before its goods go on and by itself.
  bench.store.transaction(() => unsettle(bench.station.ctx))
  expect(await bench.scan(goods)).toMatchObject({ kind: 'accepted' })
  await bench.workspace.control.release.settle()
  expect(whole).not.toHaveBeenCalled()
})

it('a report that has run out overnight lets no goods go on, and holds lines that nobody scans', async () => {
  const report = { report_expires: bench.clock.now().slice(0, 10) }
  await take([report, { ...report, line: '2', lot: 'L2', gtin: '9506000110028' }])
  const verdicts = () => bench.store.plans.linesOfAsn('ASN-7').map(({ verdict }) => verdict)
  await bench.workspace.control.release.settle()
  expect(verdicts()).toEqual(['label', 'label'])
  expect(await bench.scan(goods)).toMatchObject({ kind: 'accepted' })
  await bench.scan(await bench.newestSymbol())
  bench.later(24 * 60 * 60 * 1000)
  expect(await bench.scan(goods)).toMatchObject({ kind: 'stop', sentence: { code: 'goods-on-hold' } })
  expect(verdicts()).toEqual(['hold', 'label'])
  await bench.press('ack')
  await bench.workspace.control.release.settle()
  expect(verdicts()).toEqual(['hold', 'hold'])
})
