import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contentTypes } from '../../core/statement/content-types.ts'
import { formula, formulaLine, payloadsOf } from './bench-goods.stub.ts'
import { BenchStation } from './bench-station.stub.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

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
    expect(payloadsOf(bench).at(-1)).toMatchObject({
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

describe('what is stated', () => {
  it('of a shift counts what ended in it', async () => {
    await bench.scan(formula)
    await bench.scan(await bench.newestLabel())
    await bench.press('close-shift')
    await bench.press('sign-in', { badge: 'OP-0012', passcode: '1357' })
    await bench.press('close-shift')
    const closed = payloadsOf(bench).filter((p) => p.contentType === contentTypes.record('shift-closed'))
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
