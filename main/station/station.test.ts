import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Code } from '../../core/errors/codes.ts'
import { tallyKey } from '../../core/progress/line-tally.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { writeTold } from '../progress/told-by-others.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { BenchStation } from './bench-station.stub.ts'
import { moveLabel } from './label-moves.ts'

const formula = ']d20109506000110011' + '1728021410KM1-2608A'
const formulaLine = { asn: 'ASN-2026-1122-01', line: '1', lot: 'KM1-2608A' }
const followOn = ']E09506000110028'
const followOnLine = { asn: 'ASN-2026-1122-01', line: '2', lot: 'KM2-2607C' }
const honey = ']d20109506000110035172905311' + '0MH250+26/05'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const payloads = (): Record<string, unknown>[] =>
  bench.store.batches
    .all()
    .flatMap(({ n }) => bench.store.statementsOf(n))
    .map(({ bytes, contentType }) => ({
      ...(parseCanonical(readStatement(bytes).payload) as Record<string, unknown>),
      contentType,
    }))

const lineNow = (line: { asn: string; line: string; lot: string }) => bench.store.plans.line(line)

describe('goods in hand', () => {
  it('are received and get one label, which commissions the unit when it is scanned back', async () => {
    const received = await bench.scan(formula)
    expect(received).toMatchObject({ kind: 'accepted', sentence: { code: 'goods-accepted' } })
    const back = await bench.scan(await bench.newestLabel())
    expect(back).toMatchObject({ kind: 'accepted', sentence: { code: 'label-verified' } })
    expect(payloads().map((p) => p.bizStep ?? p.contentType)).toEqual([
      contentTypes.record('plan-accepted'),
      contentTypes.record('inspection-asked'),
      contentTypes.record('plan-accepted'),
      contentTypes.record('plan-accepted'),
      contentTypes.record('shift-opened'),
      'receiving',
      'commissioning',
    ])
    const [receiving, commissioning] = payloads().slice(-2)
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
    expect(payloads().at(-1)?.epcList).toEqual(['https://id.gs1.org/01/09506000110011/21/MAKER-1'])
    expect(await bench.scan(serialised)).toMatchObject({
      kind: 'duplicate',
      sentence: { code: 'duplicate-serial' },
    })
  })
})

describe('a label', () => {
  it('on the wrong goods is a STOP, and right again once its own goods are in hand', async () => {
    await bench.scan(formula)
    const label = await bench.newestLabel()
    expect(await bench.scan(honey)).toMatchObject({ kind: 'stop', sentence: { code: 'goods-other-product' } })
    await bench.press('ack')
    expect(await bench.scan(label)).toMatchObject({ kind: 'stop', sentence: { code: 'label-other-product' } })
    await bench.press('ack')
    expect(await bench.scan(formula)).toMatchObject({ kind: 'accepted', sentence: { code: 'binding-set' } })
    expect(lineNow(formulaLine)?.received).toBe(1)
    expect(await bench.scan(label)).toMatchObject({ kind: 'accepted', sentence: { code: 'label-verified' } })
  })

  it('whose seal was changed, or that this station never printed, is a STOP', async () => {
    await bench.scan(formula)
    const label = await bench.newestLabel()
    const last = label.at(-2) === 'A' ? 'B' : 'A'
    expect(await bench.scan(`${label.slice(0, -2)}${last}${label.slice(-1)}`)).toMatchObject({
      kind: 'stop',
      sentence: { code: 'seal-forged' },
    })
    await bench.press('ack')
    expect(await bench.scan(label.replace(/\/21\/.{15}/, '/21/B7Q000000000000'))).toMatchObject({
      kind: 'stop',
      sentence: { code: 'seal-of-other-unit' },
    })
    expect(lineNow(formulaLine)?.labeled).toBe(0)
  })

  it('that is voided is never verified; its unit gets another serial', async () => {
    await bench.scan(formula)
    const old = await bench.newestLabel()
    await bench.press('void', { reason: 'torn' })
    const fresh = await bench.newestLabel()
    expect(fresh).not.toBe(old)
    expect(await bench.scan(old)).toMatchObject({ kind: 'stop', sentence: { code: 'label-voided' } })
    await bench.press('ack')
    await bench.scan(formula)
    expect(await bench.scan(fresh)).toMatchObject({ kind: 'accepted' })
    expect(lineNow(formulaLine)).toMatchObject({ received: 1, labeled: 1 })
    expect(
      payloads().filter((p) => p.contentType === contentTypes.record('void-before-commissioning')),
    ).toHaveLength(1)
  })

  it('voided after its unit lived decommissions it', async () => {
    await bench.scan(formula)
    const label = await bench.newestLabel()
    await bench.scan(label)
    await bench.press('void', {
      serial: label.slice(label.indexOf('/21/') + 4, label.indexOf('?')),
      reason: 'torn',
    })
    expect(payloads().at(-1)).toMatchObject({ action: 'DELETE', bizStep: 'decommissioning' })
    expect(lineNow(formulaLine)).toMatchObject({ received: 1, labeled: 0 })
  })

  it('of a damaged unit is voided for good, and the unit counted as damaged', async () => {
    await bench.scan(formula)
    await bench.newestLabel()
    await bench.press('void', { reason: 'damaged' })
    expect(bench.store.labels.outstanding()).toEqual([])
    expect(lineNow(formulaLine)).toMatchObject({ received: 1, labeled: 0, damaged: 1 })
  })

  it('is the fourth void of a shift only for a supervisor', async () => {
    await bench.scan(formula)
    for (let n = 0; n < 3; n++) {
      await bench.newestLabel()
      await bench.press('void', { reason: 'misprint' })
    }
    await bench.newestLabel()
    await expect(bench.press('void', { reason: 'misprint' })).rejects.toMatchObject({
      code: 'void-needs-supervisor',
    })
    await bench.press('sign-in', { badge: 'SUP-0001', passcode: '135790' })
    expect(await bench.press('void', { reason: 'misprint' })).toMatchObject({ kind: 'accepted' })
  })

  it('is the fourth void also with a supervisor beside the operator, who answers for it', async () => {
    await bench.scan(formula)
    for (let n = 0; n < 3; n++) {
      await bench.newestLabel()
      await bench.press('void', { reason: 'smudged' })
    }
    await bench.newestLabel()
    expect(bench.station.view().label).toMatchObject({ state: 'printed', mayVoid: 'supervisor' })
    const operator = { badge: 'OP-0007', passcode: '2468' }
    await expect(bench.press('void', { reason: 'smudged', ...operator })).rejects.toMatchObject({
      code: 'void-needs-supervisor',
    })
    const wrong = { badge: 'SUP-0001', passcode: '000000' }
    await expect(bench.press('void', { reason: 'smudged', ...wrong })).rejects.toMatchObject({
      code: 'sign-in-refused',
    })
    const supervisor = { badge: 'SUP-0001', passcode: '135790' }
    expect(await bench.press('void', { reason: 'smudged', ...supervisor })).toMatchObject({
      kind: 'accepted',
    })
    expect(payloads().at(-1)).toMatchObject({
      reason: 'smudged',
      operator: bench.store.people.get('SUP-0001')?.pseudonym,
    })
    expect(bench.station.view().person?.badge).toBe('OP-0007')
  })

  const inDoubt = async (code: Code) => {
    await bench.newestLabel()
    const job = bench.store.labels.newest(1)[0]?.job ?? 0
    bench.store.transaction(() =>
      moveLabel(bench.station.ctx, { job }, 'doubt', bench.clock.now(), {
        doubt: { code, detail: { printer: 'ZD421' } },
      }),
    )
    return job
  }

  it('that a stop of the station has put in doubt is given up as recovery: it does not count, and needs no supervisor', async () => {
    await bench.scan(formula)
    for (let n = 0; n < 5; n++) {
      const job = await inDoubt(n % 2 === 0 ? 'label-doubt-restart' : 'label-doubt-closing')
      expect(bench.station.view().label).toMatchObject({ mayVoid: 'yes' })
      await bench.press('void', { reason: 'not-printed' })
      expect(bench.store.labels.get(job)).toMatchObject({ state: 'voided', recovery: 1 })
    }
    expect(payloads().at(-1)).toMatchObject({ state: 'uncertain', recovery: true, reason: 'not-printed' })
  })

  it('that a fault of the printer has put in doubt counts: opening its head gives nobody labels without end', async () => {
    await bench.scan(formula)
    for (let n = 0; n < 3; n++) {
      const job = await inDoubt('label-doubt-head-open')
      expect(bench.station.view().label).toMatchObject({ mayVoid: 'yes' })
      await bench.press('void', { reason: 'not-printed' })
      expect(bench.store.labels.get(job)).toMatchObject({ state: 'voided', recovery: 0 })
    }
    const job = await inDoubt('label-doubt-head-open')
    expect(bench.station.view().label).toMatchObject({ mayVoid: 'supervisor' })
    const holder = vi.spyOn(bench.store.attempts, 'holderOf')
    await expect(bench.press('void', { reason: 'not-printed' })).rejects.toMatchObject({
      code: 'void-needs-supervisor',
    })
    // What is refused throws nothing away at the printer.
    expect(holder).not.toHaveBeenCalled()
    holder.mockRestore()
    await bench.press('void', { reason: 'not-printed', badge: 'SUP-0001', passcode: '135790' })
    expect(bench.store.labels.get(job)).toMatchObject({ state: 'voided', recovery: 0 })
  })

  it('scanned twice is a duplicate', async () => {
    await bench.scan(formula)
    const label = await bench.newestLabel()
    await bench.scan(label)
    expect(await bench.scan(label)).toMatchObject({
      kind: 'duplicate',
      sentence: { code: 'label-already-verified' },
    })
  })
})

describe('after a STOP', () => {
  it('a label is taken only once its goods are in hand again', async () => {
    await bench.scan(formula)
    const label = await bench.newestLabel()
    await bench.scan(']E09506000199993')
    await bench.press('ack')
    expect(await bench.scan(label)).toMatchObject({ kind: 'stop', sentence: { code: 'label-other-product' } })
    await bench.press('ack')
    await bench.scan(']d20109506000110012')
    expect(await bench.scan(label)).toMatchObject({ kind: 'stop' })
    await bench.press('ack')
    await bench.scan(formula)
    expect(await bench.scan(label)).toMatchObject({ kind: 'accepted', sentence: { code: 'label-verified' } })
  })

  it('locking, signing in and sealing leave it standing', async () => {
    await bench.scan(']E09506000199993')
    await bench.press('lock')
    expect(bench.station.desk.state.kind).toBe('stop')
    await expect(bench.press('ack')).rejects.toMatchObject({ code: 'sign-in-first' })
    await bench.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    expect(await bench.scan(formula)).toMatchObject({ kind: 'stop' })
  })
})

describe('a label that is voided while the printer is asked', () => {
  it('is never printed', async () => {
    await bench.workspace.hands.printerFault('media-out')
    await bench.scan(formula)
    const job = bench.store.labels.outstanding()[0]
    const mended = bench.workspace.hands.printerFault('none')
    await bench.press('void', { serial: job?.serial, reason: 'torn' })
    await mended
    await bench.station.printed()
    await bench.station.printed()
    expect(bench.store.labels.get(job?.job ?? 0)).toMatchObject({ state: 'voided', sentAt: null })
    expect(bench.workspace.tray.whole(job?.serial ?? '')).toBeNull()
  })
})

describe('what is stated', () => {
  it('of a shift counts what ended in it', async () => {
    await bench.scan(formula)
    await bench.scan(await bench.newestLabel())
    await bench.press('close-shift')
    await bench.press('sign-in', { badge: 'OP-0012', passcode: '1357' })
    await bench.press('close-shift')
    const closed = payloads().filter((p) => p.contentType === contentTypes.record('shift-closed'))
    expect(closed.map((p) => p.labels)).toEqual([
      { verified: 1, voided: 0 },
      { verified: 0, voided: 0 },
    ])
    expect(closed.every((p) => /^op-[0-9a-f]{12}$/.test(String(p.operator)))).toBe(true)
  })

  it('of a closed line is not changed by voiding one of its labels', async () => {
    await bench.scan(formula)
    const label = await bench.newestLabel()
    await bench.scan(label)
    await bench.press('short', { ...formulaLine, quantity: 47, reason: 'carton-missing' })
    await bench.press('close-line', formulaLine)
    const serial = label.slice(label.indexOf('/21/') + 4, label.indexOf('?'))
    await expect(bench.press('void', { serial, reason: 'torn' })).rejects.toMatchObject({
      code: 'line-is-closed',
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

describe('a case', () => {
  it('takes labels as they are verified, and its own label makes the aggregation event', async () => {
    await bench.press('open-case', formulaLine)
    for (let n = 0; n < 2; n++) {
      await bench.scan(formula)
      expect(await bench.scan(await bench.newestLabel())).toMatchObject({ sentence: { code: 'unit-packed' } })
    }
    await bench.press('close-case')
    expect(await bench.scan(await bench.newestLabel())).toMatchObject({ sentence: { code: 'case-closed' } })
    const packing = payloads().at(-1)
    expect(packing).toMatchObject({
      type: 'AggregationEvent',
      action: 'ADD',
      parentID: 'https://id.gs1.org/00/395060000070000008',
    })
    expect(packing?.childEPCs).toHaveLength(2)
  })

  it('that is full says so', async () => {
    await bench.press('open-case', formulaLine)
    for (let n = 0; n < 6; n++) {
      await bench.scan(formula)
      await bench.scan(await bench.newestLabel())
    }
    await bench.scan(formula)
    expect(await bench.scan(await bench.newestLabel())).toMatchObject({
      kind: 'stop',
      sentence: { code: 'case-is-full' },
    })
    expect(lineNow(formulaLine)?.labeled).toBe(7)
  })

  it('that is on record is not undone by voiding its label', async () => {
    await bench.press('open-case', formulaLine)
    await bench.scan(formula)
    await bench.scan(await bench.newestLabel())
    await bench.press('close-case')
    const label = await bench.newestLabel()
    await bench.scan(label)
    const sscc = label.slice(-18)
    await expect(bench.press('void', { serial: sscc, reason: 'torn' })).rejects.toMatchObject({
      code: 'case-is-closed',
    })
  })

  it('is dropped when it is closed empty, and stands in the way of closing the shift while it is open', async () => {
    await bench.press('open-case', formulaLine)
    await expect(bench.press('close-shift')).rejects.toMatchObject({ code: 'case-is-open' })
    expect(await bench.press('close-case')).toMatchObject({ sentence: { code: 'case-dropped' } })
    expect(bench.store.cases.all()).toEqual([])
  })
})

describe('the view', () => {
  it('says to look at the printer while it does not print the label that goods wait for', async () => {
    await bench.workspace.hands.printerFault('media-out')
    await bench.scan(formula)
    await bench.station.printed()
    expect(bench.station.view().state.next.code).toBe('next-see-printer')
    expect(bench.station.view().devices.find((device) => device.kind === 'printer')).toMatchObject({
      ok: false,
      status: { code: 'printer-is-media-out' },
    })
    await bench.workspace.hands.printerFault('none')
    await bench.newestLabel()
    expect(bench.station.view().state.next.code).toBe('next-apply-label')
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
    expect(payloads().filter((p) => p.bizStep === 'holding')).toHaveLength(1)
  })
})

describe('a station that is killed', () => {
  it('wakes up with what was acknowledged, the STOP nobody acknowledged, and uncertain labels', async () => {
    await bench.scan(formula)
    await bench.newestLabel()
    await bench.scan(']E09506000199993')
    const ids = bench.store.statementsOf(1).map((statement) => statement.id)
    await bench.workspace.close()
    await bench.reopen()
    expect(bench.store.statementsOf(1).map((statement) => statement.id)).toEqual(ids)
    expect(bench.station.desk.state.kind).toBe('stop')
    expect(bench.store.labels.outstanding().map((job) => job.state)).toEqual(['printed'])
  })

  it('never sends a reserved label whose PIN is gone: the unit gets a new serial', async () => {
    bench.workspace.hands.printerFault('media-out')
    await bench.station.printed()
    await bench.scan(formula)
    const before = bench.store.labels.outstanding()
    expect(before.map((job) => job.state)).toEqual(['reserved'])
    await bench.workspace.close()
    await bench.reopen()
    const after = bench.store.labels.outstanding()
    expect(after).toHaveLength(1)
    expect(after[0]?.serial).not.toBe(before[0]?.serial)
    expect(after[0]?.replaces).toBe(before[0]?.job)
    expect(bench.store.labels.get(before[0]?.job ?? 0)).toMatchObject({ state: 'voided', recovery: 1 })
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

describe('signing in and closing', () => {
  it('says the same of an unknown badge and a wrong passcode', async () => {
    await expect(bench.press('sign-in', { badge: 'OP-9999', passcode: '2468' })).rejects.toMatchObject({
      code: 'sign-in-refused',
    })
    await expect(bench.press('sign-in', { badge: 'OP-0007', passcode: '0000' })).rejects.toMatchObject({
      code: 'sign-in-refused',
    })
  })

  it('takes no scans while nobody is signed in', async () => {
    await bench.press('lock')
    expect(await bench.scan(formula)).toMatchObject({ kind: 'refused', sentence: { code: 'sign-in-first' } })
  })

  it('closes neither line nor shift over labels that are out', async () => {
    await bench.scan(formula)
    await bench.newestLabel()
    await expect(bench.press('close-line', formulaLine)).rejects.toMatchObject({ code: 'labels-outstanding' })
    await expect(bench.press('close-shift')).rejects.toMatchObject({ code: 'labels-outstanding' })
  })

  it('closes a line only when its quantities reconcile', async () => {
    await expect(bench.press('close-line', formulaLine)).rejects.toMatchObject({
      code: 'line-not-reconciled',
    })
    await bench.press('short', { ...formulaLine, quantity: 46, reason: 'carton-missing' })
    await bench.press('damaged', { ...formulaLine, quantity: 2, reason: 'wet' })
    await bench.press('close-line', formulaLine)
    expect(payloads().at(-1)).toMatchObject({
      contentType: contentTypes.record('line-closed'),
      planned: 48,
      received: 2,
      short: 46,
      damaged: 2,
    })
  })

  it('seals only by a supervisor, after the shift, and states nothing in the batch afterwards', async () => {
    await expect(bench.press('seal', { badge: 'SUP-0001', passcode: '135790' })).rejects.toMatchObject({
      code: 'shift-open',
    })
    await bench.press('close-shift')
    await expect(bench.press('seal', { badge: 'OP-0007', passcode: '2468' })).rejects.toMatchObject({
      code: 'seal-needs-supervisor',
    })
    await bench.press('seal', { badge: 'SUP-0001', passcode: '135790' })
    const [batch] = bench.store.batches.all()
    expect(batch).toMatchObject({ n: 1, state: 'sealed' })
    await bench.press('sign-in', { badge: 'OP-0007', passcode: '2468' })
    expect(bench.store.statementsOf(1).at(-1)?.contentType).toBe(contentTypes.manifest)
    expect(bench.store.statementsOf(2)).toHaveLength(1)
  })
})
