import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Code } from '../../core/errors/codes.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { formula, formulaLine, honey, payloadsOf } from './bench-goods.stub.ts'
import { BenchStation } from './bench-station.stub.ts'
import { moveLabel } from './label-moves.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const lineNow = (line: { asn: string; line: string; lot: string }) => bench.store.plans.line(line)

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
      payloadsOf(bench).filter((p) => p.contentType === contentTypes.record('void-before-commissioning')),
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
    expect(payloadsOf(bench).at(-1)).toMatchObject({ action: 'DELETE', bizStep: 'decommissioning' })
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
    expect(payloadsOf(bench).at(-1)).toMatchObject({
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
    expect(payloadsOf(bench).at(-1)).toMatchObject({
      state: 'uncertain',
      recovery: true,
      reason: 'not-printed',
    })
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

describe('a case', () => {
  it('takes labels as they are verified, and its own label makes the aggregation event', async () => {
    await bench.press('open-case', formulaLine)
    for (let n = 0; n < 2; n++) {
      await bench.scan(formula)
      expect(await bench.scan(await bench.newestLabel())).toMatchObject({ sentence: { code: 'unit-packed' } })
    }
    await bench.press('close-case')
    expect(await bench.scan(await bench.newestLabel())).toMatchObject({ sentence: { code: 'case-closed' } })
    const packing = payloadsOf(bench).at(-1)
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
