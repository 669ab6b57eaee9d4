import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import { caughtMeanwhile } from '../caught-meanwhile.stub.ts'
import { createScanQueue } from './scan-queue.ts'
import type { ScannedSymbol, Scanner, ScannerState } from './scanner.ts'

/** A scanner under test, and the far end of its cable. */
export interface ScannerRig {
  readonly scanner: Scanner
  /** A symbol in the smallest pieces that its cable can break between: reports, or bytes. */
  pieces(aim: string, text: string): Uint8Array[]
  /** The device sends them, one after the other. */
  send(pieces: readonly Uint8Array[]): void
  /** Noise (the same for the same round), which ends as noise does before a symbol: with what ends a symbol. */
  garbage(round: number): Uint8Array[]
  /** A symbol that comes in more than one piece, and not in many. */
  readonly breakable: { readonly aim: string; readonly text: string }
  unplug(): Promise<void>
  replug(): Promise<void>
  dispose(): Promise<void>
}

/** Opens the nth of identical scanners. */
export type OpenRig = (which: 0 | 1) => Promise<ScannerRig>

export interface ScannerCase {
  readonly title: string
  run(rig: ScannerRig, openSecond: () => Promise<ScannerRig>): Promise<void>
}

export function listen(scanner: Scanner) {
  const symbols: ScannedSymbol[] = []
  const faults: Failure[] = []
  const states: ScannerState[] = []
  const end = scanner.subscribe({
    symbol: (symbol) => symbols.push(symbol),
    fault: (failure) => faults.push(failure),
    state: (state) => states.push(state),
  })
  return { symbols, faults, states, end }
}

export async function until(what: string, condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 12_000; turn++) {
    if (condition()) return
    await sleep(5)
  }
  assert.fail(`waited in vain for ${what}`)
}

/** Long enough for a symbol to arrive that should not. */
const silence = () => sleep(80)

const sendSymbol = ({ send, pieces }: ScannerRig, aim: string, text: string) => send(pieces(aim, text))

async function replugged(rig: ScannerRig): Promise<void> {
  await rig.unplug()
  await until('lost', () => rig.scanner.state === 'lost')
  await rig.replug()
  await until('connected', () => rig.scanner.state === 'connected')
}

const numbered = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, at) => `${prefix}-${at}`)
const textsOf = (symbols: readonly ScannedSymbol[]) => symbols.map(({ text }) => text)

/**
 * What every scanner does, whatever its cable. Without a test framework, since the HID rig runs the cases in a process
 * of its own: each throws an AssertionError when the scanner fails it.
 */
export const scannerCases: readonly ScannerCase[] = [
  {
    title: 'gives a symbol once, with its AIM id apart and its GS kept',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      sendSymbol(rig, ']C1', '010950600013435210AU-2407\x1d37120')
      await until('the symbol', () => heard.symbols.length > 0)
      await silence()
      const device = rig.scanner.id
      assert.deepEqual(heard.symbols, [{ device, aim: ']C1', text: '010950600013435210AU-2407\x1d37120' }])
      assert.deepEqual(heard.faults, [])
    },
  },
  {
    title: 'gives a symbol whose pieces come one by one',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      const { aim, text } = rig.breakable
      for (const piece of rig.pieces(aim, text)) {
        rig.send([piece])
        await sleep(2)
      }
      await until('the symbol', () => heard.symbols.length > 0)
      assert.deepEqual([textsOf(heard.symbols), heard.faults], [[text], []])
    },
  },
  {
    title: 'gives a burst of 300 symbols in order, none merged and none lost',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      const sent = numbered(300, 'SERIAL')
      for (const text of sent) sendSymbol(rig, ']d2', text)
      await until('300 symbols', () => heard.symbols.length >= sent.length)
      assert.deepEqual([textsOf(heard.symbols), heard.faults], [sent, []])
    },
  },
  {
    title: 'gives a symbol of 600 letters whole',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      const text = 'https://verify.bondmark.example/'.padEnd(600, 'abcdefghij')
      sendSymbol(rig, ']Q1', text)
      await until('the symbol', () => heard.symbols.length > 0)
      assert.deepEqual(heard.symbols, [{ device: rig.scanner.id, aim: ']Q1', text }])
    },
  },
  {
    title: 'gives the same symbol twice when it comes twice: two units may bear the same code',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      for (let turn = 0; turn < 2; turn++) sendSymbol(rig, ']E0', '9506000134352')
      await until('two symbols', () => heard.symbols.length === 2)
      assert.deepEqual(textsOf(heard.symbols), ['9506000134352', '9506000134352'])
    },
  },
  {
    title: 'reads every symbol that comes between rounds of noise',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      const sent = numbered(12, 'AFTER-NOISE')
      for (const [round, text] of sent.entries()) {
        rig.send(rig.garbage(round))
        sendSymbol(rig, ']d2', text)
      }
      await until('the symbols', () => heard.symbols.some(({ text }) => text === sent.at(-1)))
      const ours = heard.symbols.filter(({ aim }) => aim === ']d2')
      assert.deepEqual(textsOf(ours), sent)
      assert.ok(heard.faults.length > 0)
      assert.deepEqual(
        heard.faults.filter(({ code }) => !code.startsWith('scan-')),
        [],
      )
      assert.equal(rig.scanner.state, 'connected')
    },
  },
  {
    title: 'is lost when unplugged, says that a symbol broke off, and reads on when plugged in again',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      const pieces = rig.pieces(rig.breakable.aim, rig.breakable.text)
      // Behind a whole symbol: when that has arrived, the beginning has, or is about to.
      rig.send([...rig.pieces(']E0', '9506000134369'), ...pieces.slice(0, Math.ceil(pieces.length / 2))])
      await until('the symbol before', () => heard.symbols.length === 1)
      await silence()
      await replugged(rig)
      sendSymbol(rig, ']E0', '9506000134352')
      await until('the symbol', () => heard.symbols.length > 1)
      assert.deepEqual(heard.states, ['lost', 'connected'])
      assert.deepEqual(
        heard.faults.map(({ code }) => code),
        ['scan-incomplete', 'scanner-lost'],
      )
      assert.deepEqual(textsOf(heard.symbols), ['9506000134369', '9506000134352'])
    },
  },
  {
    title: 'unplugged anywhere in a symbol, gives no half of it, and the next one whole',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      const { aim, text } = rig.breakable
      const pieces = rig.pieces(aim, text)
      const whole: string[] = []
      for (let cut = 0; cut < pieces.length; cut++) {
        rig.send(pieces.slice(0, cut))
        await sleep(10)
        await replugged(rig)
        whole.push(`WHOLE-${cut}`)
        sendSymbol(rig, ']d2', `WHOLE-${cut}`)
        await until(`the symbol after a cut at ${cut}`, () => heard.symbols.at(-1)?.text === whole.at(-1))
      }
      // A keyboard's last report only lets the key go: there, the symbol was whole before it.
      const given = textsOf(heard.symbols)
      assert.deepEqual(
        given.filter((one) => one !== text),
        whole,
      )
      assert.ok(given.length - whole.length <= 1)
      const others = heard.faults.filter(({ code }) => code !== 'scan-incomplete' && code !== 'scanner-lost')
      assert.deepEqual(others, [])
    },
  },
  {
    title: 'keeps two identical scanners apart',
    run: async (rig, openSecond) => {
      const second = await openSecond()
      try {
        assert.notEqual(rig.scanner.id, second.scanner.id)
        const heard = [listen(rig.scanner), listen(second.scanner)]
        const texts = [numbered(40, 'FIRST'), numbered(40, 'SECOND')]
        for (let at = 0; at < 40; at++) {
          sendSymbol(rig, ']d2', `FIRST-${at}`)
          sendSymbol(second, ']d2', `SECOND-${at}`)
        }
        await until('all symbols', () => heard.every(({ symbols }) => symbols.length >= 40))
        assert.deepEqual(
          heard.map(({ symbols }) => textsOf(symbols)),
          texts,
        )
        const devices = heard.map(({ symbols }) => new Set(symbols.map(({ device }) => device)))
        assert.deepEqual(devices, [new Set([rig.scanner.id]), new Set([second.scanner.id])])
        await second.unplug()
        await until('lost', () => second.scanner.state === 'lost')
        sendSymbol(rig, ']d2', 'STILL-THERE')
        await until('the symbol', () => heard[0]?.symbols.length === 41)
        assert.equal(rig.scanner.state, 'connected')
      } finally {
        await second.scanner.close()
        await second.dispose()
      }
    },
  },
  {
    title: 'flooded with 1,000 scans, has the queue keep the first in order and say how many it dropped',
    run: async (rig) => {
      const taken: string[] = []
      const dropped: number[] = []
      const queue = createScanQueue({
        waitingMax: 50,
        take: async (input) => {
          await sleep(1)
          if (input.kind === 'symbol') taken.push(input.symbol.text)
        },
        fault: (_, { code, detail }) => {
          assert.equal(code, 'scan-dropped')
          dropped.push(Number(detail.dropped))
        },
      })
      const heard = listen(rig.scanner)
      queue.attach(rig.scanner)
      const sent = numbered(1000, 'F')
      for (const text of sent) sendSymbol(rig, ']d2', text)
      await until('1,000 symbols', () => heard.symbols.length >= sent.length)
      await queue.close()
      assert.deepEqual(textsOf(heard.symbols), sent)
      // A burst is told when it begins (1) and, whole, when it is over.
      const bursts = dropped.filter((_, at) => at % 2 === 1)
      const total = bursts.reduce((sum, count) => sum + count, 0)
      assert.equal(taken.length + total, sent.length)
      assert.equal(queue.droppedOf(rig.scanner.id), total)
      const places = taken.map((text) => sent.indexOf(text))
      assert.deepEqual(
        places,
        [...places].sort((a, b) => a - b),
      )
      assert.deepEqual(places.slice(0, 50), [...Array(50).keys()])
    },
  },
  {
    title: 'waits for a listener that is slow, and loses nothing',
    run: async (rig) => {
      const texts: string[] = []
      rig.scanner.subscribe({
        symbol: ({ text }) => {
          const end = performance.now() + 5
          while (performance.now() < end);
          texts.push(text)
        },
        fault: () => undefined,
        state: () => undefined,
      })
      const sent = numbered(40, 'SLOW')
      for (const text of sent) sendSymbol(rig, ']d2', text)
      await until('all symbols', () => texts.length >= sent.length)
      assert.deepEqual(texts, sent)
    },
  },
  {
    title: 'tells the other listeners when one throws, reads on, and hides the bug from nobody',
    run: async (rig) => {
      const bug = new Error('a bug of a listener')
      const caught = await caughtMeanwhile(async () => {
        rig.scanner.subscribe({
          symbol: () => {
            throw bug
          },
          fault: () => undefined,
          state: () => undefined,
        })
        const heard = listen(rig.scanner)
        for (const text of ['A', 'B']) sendSymbol(rig, ']d2', text)
        await until('both symbols', () => heard.symbols.length >= 2)
        await silence()
        assert.deepEqual(
          [textsOf(heard.symbols), heard.faults, rig.scanner.state],
          [['A', 'B'], [], 'connected'],
        )
      })
      assert.deepEqual(caught, [bug, bug])
    },
  },
  {
    title: 'proves that it is there while it is, and not when it is gone',
    run: async (rig) => {
      await until('a proof', () => rig.scanner.seenAtMs !== null)
      const first = rig.scanner.seenAtMs ?? 0
      sendSymbol(rig, ']E0', '9506000134352')
      await until('a newer proof', () => (rig.scanner.seenAtMs ?? 0) > first)
      await rig.unplug()
      await until('lost', () => rig.scanner.state === 'lost')
      const last = rig.scanner.seenAtMs
      await silence()
      assert.equal(rig.scanner.seenAtMs, last)
      await rig.replug()
    },
  },
  {
    title: 'stops telling a listener that has left',
    run: async (rig) => {
      const left = listen(rig.scanner)
      const staying = listen(rig.scanner)
      left.end()
      sendSymbol(rig, ']E0', '9506000134352')
      await until('the symbol', () => staying.symbols.length > 0)
      assert.deepEqual(left.symbols, [])
    },
  },
  {
    title: 'says nothing any more once closed, which may be said twice',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      await Promise.all([rig.scanner.close(), rig.scanner.close()])
      assert.equal(rig.scanner.state, 'closed')
      sendSymbol(rig, ']E0', '9506000134352')
      await silence()
      assert.deepEqual(heard, { ...heard, symbols: [], faults: [], states: ['closed'] })
    },
  },
  {
    title: 'closed in the middle of a symbol, says nothing of it',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      const pieces = rig.pieces(rig.breakable.aim, rig.breakable.text)
      rig.send(pieces.slice(0, 1))
      await silence()
      await rig.scanner.close()
      rig.send(pieces.slice(1))
      await silence()
      assert.deepEqual(heard, { ...heard, symbols: [], faults: [], states: ['closed'] })
    },
  },
  {
    title: 'closed while it is lost, is not taken up again',
    run: async (rig) => {
      const heard = listen(rig.scanner)
      await rig.unplug()
      await until('lost', () => rig.scanner.state === 'lost')
      await rig.scanner.close()
      await rig.replug()
      sendSymbol(rig, ']E0', '9506000134352')
      await silence()
      assert.deepEqual([heard.states, heard.symbols], [['lost', 'closed'], []])
    },
  },
]

/** Runs one case on a rig of its own. */
export async function runScannerCase(which: ScannerCase, open: OpenRig): Promise<void> {
  const rig = await open(0)
  try {
    await which.run(rig, () => open(1))
  } finally {
    await rig.scanner.close()
    await rig.dispose()
  }
}
