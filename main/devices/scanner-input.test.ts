import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { ScannerInput } from './scanner-input.ts'

let bench: BenchStation
let scanners: ScannerInput

beforeEach(async () => {
  bench = await BenchStation.open()
  scanners = bench.workspace.scanners
})
afterEach(async () => {
  vi.useRealTimers()
  await bench.close()
})

const feed = (text: string, device = 'wedge') => scanners.feed(device, toUtf8(text))
/** What the station's log says of scans, oldest first: the code of the sentence. */
const said = (): string[] =>
  bench.station
    .view()
    .recent.map(({ sentence }) => sentence.code)
    .reverse()
const shown = () => bench.station.view().state

describe('bytes in a scanner’s name', () => {
  it('are one symbol, however they are cut', async () => {
    await feed(']E0950600')
    await feed('0199993\r')
    expect(shown().sentence.code).not.toBe('scan-incomplete')
    expect(shown().kind).toBe('stop')
  })

  it('are taken in their order when two calls come at once', async () => {
    const taken: string[] = []
    const garbage = vi.spyOn(bench.station, 'garbage').mockImplementation(async (_, { code }) => {
      taken.push(code)
      return {} as never
    })
    await Promise.all([feed('\u0001\r\u0001\r'), feed('x'.repeat(9000))])
    expect(taken).toEqual(['scan-control-byte', 'scan-control-byte', 'scan-too-long'])
    garbage.mockRestore()
  })

  it('of a seventeenth scanner are refused in words, and the others go on', async () => {
    for (let n = 0; n < 16; n++) await feed('\u0001\r', `scanner-${n}`)
    await expect(feed(']E09506000199993\r', 'scanner-16')).rejects.toMatchObject({
      code: 'scanner-too-many',
      detail: { device: 'scanner-16', max: 16 },
    })
    await feed(']E09506000199993\r', 'scanner-3')
    expect(shown().kind).toBe('stop')
  })
})

describe('a symbol that is begun and not ended', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    scanners = new ScannerInput(bench.station)
  })

  const silence = async (ms: number) => {
    vi.advanceTimersByTime(ms)
    // The station takes inputs in turn: this one comes after what the silence has brought.
    await bench.station.reissue(0)
  }

  it('is refused and shown after half a second of silence, and is no part of the next', async () => {
    await feed(']E09506')
    await silence(499)
    expect(said()).not.toContain('scan-incomplete')
    await silence(1)
    expect(shown()).toMatchObject({ kind: 'refused', sentence: { code: 'scan-incomplete' } })
    await feed(']E09506000199993\r')
    expect(shown().kind).toBe('stop')
  })

  it('may pause for less than that between any two pieces', async () => {
    for (const piece of [']E0', '95060', '00199', '993']) {
      await feed(piece)
      await silence(400)
    }
    await feed('\r')
    await silence(2_000)
    expect(said()).not.toContain('scan-incomplete')
    expect(shown().kind).toBe('stop')
  })

  it('too long to be one does not swallow the next', async () => {
    await feed('x'.repeat(9_000))
    expect(shown().sentence.code).toBe('scan-too-long')
    await silence(500)
    await feed(']E09506000199993\r')
    expect(shown().kind).toBe('stop')
  })

  it('is forgotten when the station closes', async () => {
    await feed(']E09506')
    scanners.close()
    expect(vi.getTimerCount()).toBe(0)
    await silence(1_000)
    expect(said()).not.toContain('scan-incomplete')
  })
})
