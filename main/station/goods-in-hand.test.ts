import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tallyKey } from '../../core/progress/line-tally.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { writeTold } from '../progress/told-by-others.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { followOn, followOnLine, formula, formulaLine, payloadsOf } from './bench-goods.stub.ts'
import { BenchStation } from './bench-station.stub.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const lineNow = (line: { asn: string; line: string; lot: string }) => bench.store.plans.line(line)

describe('goods in hand', () => {
  it('are received and get one label, which commissions the unit when it is scanned back', async () => {
    const received = await bench.scan(formula)
    expect(received).toMatchObject({ kind: 'accepted', sentence: { code: 'goods-accepted' } })
    const back = await bench.scan(await bench.newestLabel())
    expect(back).toMatchObject({ kind: 'accepted', sentence: { code: 'label-verified' } })
    expect(payloadsOf(bench).map((p) => p.bizStep ?? p.contentType)).toEqual([
      contentTypes.record('plan-accepted'),
      contentTypes.record('inspection-asked'),
      contentTypes.record('plan-accepted'),
      contentTypes.record('plan-accepted'),
      contentTypes.record('shift-opened'),
      'receiving',
      'commissioning',
    ])
    const [receiving, commissioning] = payloadsOf(bench).slice(-2)
    const receipt = bench.store.statementsOf(1).at(-2)
    expect(commissioning?.['bm:bindingScan']).toBe(receipt?.id)
    expect(receiving?.quantityList).toEqual([
      { epcClass: 'https://id.gs1.org/01/09506000110011/10/KM1-2608A', quantity: 1 },
    ])
    expect(lineNow(formulaLine)).toMatchObject({ received: 1, labeled: 1 })
  })

  it('without a lot in their code wait until a person has read it off', async () => {
    expect(await bench.scan(followOn)).toMatchObject({ kind: 'pick-lot' })
    expect(lineNow(followOnLine)?.received).toBe(0)
    expect(bench.station.view().lots.map((line) => line.lot)).toEqual(['KM2-2607C', 'KM2-2609B'])
    expect(await bench.press('confirm-lot', followOnLine)).toMatchObject({
      kind: 'accepted',
      sentence: { code: 'goods-accepted' },
    })
    expect(lineNow(followOnLine)?.received).toBe(1)
    expect(await bench.scan(followOn)).toMatchObject({ kind: 'accepted' })
    expect(lineNow(followOnLine)?.received).toBe(2)
  })

  it('count once when one trigger pull arrives twice, and twice when it is pulled twice', async () => {
    await bench.scan(formula)
    expect(await bench.scan(formula, 'hid-1', 84)).toMatchObject({
      kind: 'duplicate',
      sentence: { code: 'duplicate-trigger' },
    })
    expect(await bench.scan(formula, 'hid-1', 301)).toMatchObject({ kind: 'accepted' })
    expect(await bench.scan(formula, 'hid-2', 10)).toMatchObject({ kind: 'accepted' })
    expect(lineNow(formulaLine)?.received).toBe(3)
  })

  it('count once when a scanner that is read past the window types into it too, and twice when pulled twice', async () => {
    const heard = (device: 'device-1' | 'wedge', afterMs: number) => {
      bench.later(afterMs)
      const isTyped = device === 'device-1' && { isTyped: true }
      return bench.station.scan({ device, aim: ']d2', text: formula.slice(3), ...isTyped })
    }
    await heard('device-1', 2000)
    const answered = bench.station.desk.state
    expect(answered.kind).toBe('accepted')
    await heard('wedge', 90)
    expect(bench.station.desk.state).toEqual(answered)
    await heard('device-1', 310)
    await heard('wedge', 20)
    expect(lineNow(formulaLine)?.received).toBe(2)
    await heard('wedge', 2000)
    await heard('device-1', 20)
    expect(lineNow(formulaLine)?.received).toBe(3)
  })

  it('in no plan stop the line until somebody acknowledges it', async () => {
    expect(await bench.scan(']E09506000199993')).toMatchObject({
      kind: 'stop',
      sentence: { code: 'goods-not-planned' },
    })
    expect(await bench.scan(formula)).toMatchObject({ kind: 'stop' })
    expect(lineNow(formulaLine)?.received).toBe(0)
    await bench.press('ack')
    expect(await bench.scan(formula)).toMatchObject({ kind: 'accepted' })
  })

  it('that cannot be read are refused, and the next scan goes on', async () => {
    expect(await bench.scan(']d20109506000110012')).toMatchObject({ kind: 'refused' })
    expect(
      await bench.station.garbage('hid-1', { code: 'scan-incomplete', detail: { bytes: 7 } }),
    ).toMatchObject({ kind: 'refused' })
    expect(await bench.scan(formula)).toMatchObject({ kind: 'accepted' })
  })

  it('of a lot that is not planned are a STOP', async () => {
    expect(await bench.scan(']d20109506000110011' + '1728021410OTHER')).toMatchObject({
      kind: 'stop',
      sentence: { code: 'lot-not-planned' },
    })
  })

  it('of a lot that may have swallowed further fields are a STOP that says what to look at', async () => {
    expect(await bench.scan(']d20109506000110011' + '1728021410KM1-2608A21MAKER-1')).toMatchObject({
      kind: 'stop',
      sentence: { code: 'lot-not-planned', detail: { lot: 'KM1-2608A21MAKER-1' } },
      next: { code: 'next-check-separators' },
    })
    expect(lineNow(formulaLine)?.received).toBe(0)
  })

  it('whose serial may have swallowed further fields are received, and the person asked to compare it', async () => {
    const swallowed = ']d20109506000110011' + '1728021421MAKER-110KM1-2608A'
    expect(await bench.scan(swallowed)).toMatchObject({ kind: 'pick-lot' })
    expect(await bench.press('confirm-lot', formulaLine)).toMatchObject({
      kind: 'accepted',
      sentence: { code: 'goods-serialised' },
      next: { code: 'next-compare-serial', detail: { serial: 'MAKER-110KM1-2608A' } },
    })
  })

  it('already serialised by their maker are received once, by their own EPC, and get no label', async () => {
    const serialised = ']d20109506000110011' + '1728021410KM1-2608A\x1d21MAKER-1'
    expect(await bench.scan(serialised)).toMatchObject({
      kind: 'accepted',
      sentence: { code: 'goods-serialised' },
      next: { code: 'next-no-label' },
    })
    expect(bench.store.labels.outstanding()).toEqual([])
    expect(payloadsOf(bench).at(-1)?.epcList).toEqual(['https://id.gs1.org/01/09506000110011/21/MAKER-1'])
    expect(await bench.scan(serialised)).toMatchObject({
      kind: 'duplicate',
      sentence: { code: 'duplicate-serial' },
    })
  })
})

describe('goods whose code says another expiry than the plan', () => {
  it('are a STOP', async () => {
    expect(await bench.scan(']d20109506000110011' + '1725010110KM1-2608A')).toMatchObject({
      kind: 'stop',
      sentence: { code: 'expiry-differs', detail: { found: '2025-01-01', planned: '2028-02-14' } },
    })
    expect(lineNow(formulaLine)?.received).toBe(0)
  })
})

describe('what the rules say', () => {
  it.each([
    ['exempt goods are received only', 'exempt', 'accepted', 'goods-exempt'],
    ['whitelisted goods are received only', 'whitelisted', 'accepted', 'goods-whitelisted'],
    ['goods on hold go to the inspection area', 'hold', 'stop', 'goods-on-hold'],
    ['goods of an unknown category are refused', 'refuse', 'stop', 'category-not-in-rules'],
  ])('%s', async (_, verdict, kind, code) => {
    const line = bench.store.plans.lines().find((candidate) => candidate.verdict === verdict)
    const scanned = await bench.scan(`]d201${line?.gtin}10${line?.lot}`)
    expect(scanned).toMatchObject({ kind, sentence: { code } })
    expect(bench.store.labels.outstanding()).toEqual([])
  })

  it('goods on hold are stated as held once', async () => {
    const line = bench.store.plans.lines().find((candidate) => candidate.verdict === 'hold')
    for (let n = 0; n < 2; n++) {
      await bench.scan(`]d201${line?.gtin}10${line?.lot}`)
      await bench.press('ack')
    }
    expect(payloadsOf(bench).filter((p) => p.bizStep === 'holding')).toHaveLength(1)
  })
})

describe('a line that is more than planned together with another station', () => {
  it('is amber at the scan of goods, and still when the label is scanned back', async () => {
    await bench.workspace.close()
    const counts = { received: 48, labeled: 48, passed: 0, short: 0, damaged: 0 }
    const plan = { planned: 48, revision: 1, plan: 'a'.repeat(64), held: false, closed: false }
    const [kid, at] = ['b'.repeat(64), new Date().toISOString()]
    writeTold(workspaceFiles(bench.folder).others, {
      ...{ format: 'bondmark/told-by-others/1', document: 'd', heads: [], digest: '', seq: 0, at },
      ...{ tasks: [], files: [], drafts: [] },
      stations: [{ kid, name: 'LBL08', at, setAside: null }],
      lines: { [tallyKey(formulaLine)]: [{ kid, seq: 9, head: null, ...counts, ...plan }] },
    })
    await bench.reopen()
    const beyond = { over: 1, own: 1, others: 48, planned: 48, stations: 'LBL08' }
    expect((await bench.scan(formula)).next).toEqual({ code: 'next-label-and-count', detail: beyond })
    const back = await bench.scan(await bench.newestLabel())
    expect(back).toMatchObject({ kind: 'accepted', sentence: { code: 'label-verified' } })
    expect(bench.station.view().state).toMatchObject({
      sentence: { code: 'label-verified' },
      next: { code: 'next-count-together', detail: beyond },
    })
  })
})
