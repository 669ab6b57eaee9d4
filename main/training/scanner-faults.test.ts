import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ScannerFaultName } from '../../core/contract/devices.ts'
import { BenchStation } from '../station/bench-station.stub.ts'

let bench: BenchStation

beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

/** Holds the nth sample goods to the simulated scanner, with a fault, and answers what the station says of it. */
async function scanWith(fault: ScannerFaultName, nth: number) {
  const { hands, scanners } = bench.workspace
  hands.scannerFault(fault)
  expect(hands.scannerNow()).toBe(fault)
  const sample = hands.goods()[nth]
  if (!sample) throw new Error('no such goods')
  return scanners.feed('hid-1', Buffer.from(sample.bytes, 'base64url'))
}
const codes = async (fault: ScannerFaultName, nth = 0) =>
  (await scanWith(fault, nth)).map(({ sentence }) => sentence.code)

describe('the simulated scanner of a training station', () => {
  it('reads sample goods as a good one does', async () => {
    const [outcome, ...others] = await scanWith('none', 0)
    expect([outcome?.kind, others]).toEqual(['accepted', []])
  })

  it('may send each code twice: the second is a double trigger', async () => {
    const outcomes = await scanWith('double-trigger', 0)
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'duplicate'])
  })

  it('may swallow separators: the lot runs into the expiry, and is no lot of the plan', async () => {
    const [outcome] = await scanWith('lost-gs', 0)
    expect(outcome?.kind).not.toBe('accepted')
  })

  it('may send noise before a code: that is refused, and the code read', async () => {
    const outcomes = await scanWith('garbage', 0)
    expect(outcomes.at(-1)?.kind).toBe('accepted')
    expect(outcomes.length).toBeGreaterThan(1)
    expect(outcomes[0]?.sentence.code).toMatch(/^scan-/)
  })

  it('may break off: nothing is taken until its silence has been noticed', async () => {
    expect(await codes('cut', 1)).toEqual([])
    bench.workspace.scanners.close()
  })

  it('is mended by choosing that it reads well', async () => {
    await codes('garbage')
    expect(await codes('none', 1)).toHaveLength(1)
  })
})
