import { describe, expect, it } from 'vitest'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { createSimulatedScanner } from '../simulators/scanners/simulated-scanner.ts'
import { createScanQueue, type ScanInput } from './scan-queue.ts'

const symbol = (device: string, text: string): ScanInput => ({
  kind: 'symbol',
  symbol: { device, aim: ']E0', text },
})

/** A queue whose inputs are taken only when the test says so. */
function heldQueue(waitingMax: number) {
  const taken: string[] = []
  const faults: [string, Failure][] = []
  const held: (() => void)[] = []
  const queue = createScanQueue({
    waitingMax,
    take: async (input) => {
      await new Promise<void>((resolve) => held.push(resolve))
      taken.push(input.kind === 'symbol' ? `${input.symbol.device} ${input.symbol.text}` : input.failure.code)
    },
    fault: (device, failure) => faults.push([device, failure]),
  })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const release = async (count: number) => {
    for (let one = 0; one < count; one++) {
      held.shift()?.()
      await turn()
    }
  }
  return { queue, taken, faults, release }
}

describe('the queue between scanners and station', () => {
  it('keeps what it accepted, in order, and refuses all that comes until that is done', async () => {
    const { queue, taken, faults, release } = heldQueue(3)
    const accepted = Array.from({ length: 10 }, (_, n) => queue.put(symbol('a', `${n}`)))
    // One is being taken, three wait.
    expect(accepted).toEqual([true, true, true, true, ...Array(6).fill(false)])
    await release(2)
    expect(queue.put(symbol('a', 'between'))).toBe(false)
    await release(2)
    expect(taken).toEqual(['a 0', 'a 1', 'a 2', 'a 3'])
    expect(faults).toEqual([
      ['a', { code: 'scan-dropped', detail: { device: 'a', dropped: 1 } }],
      ['a', { code: 'scan-dropped', detail: { device: 'a', dropped: 7 } }],
    ])
    expect(queue.put(symbol('a', 'after'))).toBe(true)
    await release(1)
    expect(taken.at(-1)).toBe('a after')
    expect([queue.droppedOf('a'), queue.droppedOf('b'), queue.waiting]).toEqual([7, 0, 0])
  })

  it('says how long each has waited for its turn: two pulls a second apart stay two', async () => {
    let nowMs = 1000
    const waited: number[] = []
    const queue = createScanQueue({
      nowMs: () => nowMs,
      take: async (_, waitedMs) => {
        waited.push(waitedMs)
        // The first one keeps the second waiting.
        await new Promise((resolve) => setImmediate(resolve))
        nowMs = 3000
      },
      fault: () => undefined,
    })
    queue.put(symbol('a', 'first'))
    nowMs = 2000
    queue.put(symbol('a', 'second'))
    await queue.close()
    expect(waited).toEqual([0, 1000])
  })

  it('takes one scanner after the other, so that one that floods starves nobody', async () => {
    const { queue, taken, release } = heldQueue(20)
    for (let n = 0; n < 10; n++) queue.put(symbol('flood', `${n}`))
    queue.put(symbol('b', 'first'))
    queue.put(symbol('b', 'second'))
    await release(5)
    expect(taken).toEqual(['flood 0', 'b first', 'flood 1', 'b second', 'flood 2'])
  })

  it('goes on when an input is refused, and says why', async () => {
    const faults: Failure[] = []
    const taken: string[] = []
    const queue = createScanQueue({
      take: async (input) => {
        if (input.kind === 'symbol' && input.symbol.text === 'bad') throw new BondmarkError('scan-empty')
        taken.push(input.kind)
      },
      fault: (_, failure) => faults.push(failure),
    })
    queue.put(symbol('a', 'bad'))
    queue.put(symbol('a', 'good'))
    await queue.close()
    expect([faults, taken]).toEqual([[{ code: 'scan-empty', detail: {} }], ['symbol']])
    expect(queue.put(symbol('a', 'late'))).toBe(false)
  })

  it('keeps a refused read in its place among the symbols, and tells at once that a scanner is gone', async () => {
    const { queue, taken, faults, release } = heldQueue(5)
    const scanner = createSimulatedScanner({ id: 'a', name: 'A' })
    const leave = queue.attach(scanner)
    scanner.feed(Buffer.from(']E01\r\x01\r]E02\r', 'latin1'))
    scanner.unplug()
    expect(faults.map(([device, { code }]) => [device, code])).toEqual([['a', 'scanner-lost']])
    await release(3)
    expect(taken).toEqual(['a 1', 'scan-control-byte', 'a 2'])
    leave()
    scanner.replug()
    scanner.feed(Buffer.from(']E03\r'))
    expect(queue.waiting).toBe(0)
  })

  it('takes symbols in the name that a scanner has here, and says of a scanner that types that it does', async () => {
    const taken: ScanInput[] = []
    const queue = createScanQueue({ take: async (input) => taken.push(input), fault: () => undefined })
    const scanner = createSimulatedScanner({ id: 'hid:1', name: 'A' })
    queue.attach(scanner, 'device-1')
    queue.attach({ ...scanner, kind: 'hid-keyboard' }, 'device-2')
    scanner.feed(Buffer.from(']E01\r', 'latin1'))
    await queue.close()
    const symbol = { aim: ']E0', text: '1' }
    expect(taken).toEqual([
      { kind: 'symbol', symbol: { ...symbol, device: 'device-1' } },
      { kind: 'symbol', symbol: { ...symbol, device: 'device-2', isTyped: true } },
    ])
  })
})
