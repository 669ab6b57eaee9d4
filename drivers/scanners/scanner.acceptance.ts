import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { ScannedSymbol, Scanner, ScannerState } from './scanner.ts'

/** A scanner under test, and the far end of its cable. */
export interface ScannerRig {
  readonly scanner: Scanner
  /** The device reads a symbol and sends it its own way. */
  send(aim: string, text: string): void
  /** The device sends the beginning of a symbol and nothing more. */
  sendBeginning(aim: string, text: string): void
  /** The device sends bytes that are no symbol. */
  sendGarbage(): void
  unplug(): Promise<void>
  replug(): Promise<void>
  dispose(): Promise<void>
}

export interface ScannerCase {
  readonly title: string
  run(rig: ScannerRig): Promise<void>
}

function listen(scanner: Scanner) {
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

async function until(what: string, condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000; turn++) {
    if (condition()) return
    await sleep(10)
  }
  assert.fail(`waited in vain for ${what}`)
}

/** Long enough for a symbol to arrive that should not. */
const silence = () => sleep(80)

/**
 * What every scanner does, whatever its cable. Without a test framework, since the HID rig runs the cases in a process
 * of its own: each throws an AssertionError when the scanner fails it.
 */
export const scannerCases: readonly ScannerCase[] = [
  {
    title: 'gives a symbol once, with its AIM id apart and its GS kept',
    run: async ({ scanner, send }) => {
      const heard = listen(scanner)
      send(']C1', '010950600013435210AU-2407\x1d37120')
      await until('the symbol', () => heard.symbols.length > 0)
      await silence()
      const device = scanner.id
      assert.deepEqual(heard.symbols, [{ device, aim: ']C1', text: '010950600013435210AU-2407\x1d37120' }])
      assert.deepEqual(heard.faults, [])
    },
  },
  {
    title: 'gives a burst of 300 symbols in order, none merged and none lost',
    run: async ({ scanner, send }) => {
      const heard = listen(scanner)
      const sent = Array.from({ length: 300 }, (_, index) => `SERIAL-${index}`)
      for (const text of sent) send(']d2', text)
      await until('300 symbols', () => heard.symbols.length >= sent.length)
      assert.deepEqual(
        heard.symbols.map(({ text }) => text),
        sent,
      )
      assert.deepEqual(heard.faults, [])
    },
  },
  {
    title: 'gives a symbol of 600 letters whole',
    run: async ({ scanner, send }) => {
      const heard = listen(scanner)
      const text = 'https://verify.bondmark.example/'.padEnd(600, 'abcdefghij')
      send(']Q1', text)
      await until('the symbol', () => heard.symbols.length > 0)
      assert.deepEqual(heard.symbols, [{ device: scanner.id, aim: ']Q1', text }])
    },
  },
  {
    title: 'refuses garbage and reads the next symbol',
    run: async ({ scanner, send, sendGarbage }) => {
      const heard = listen(scanner)
      sendGarbage()
      await until('a fault', () => heard.faults.length > 0)
      send(']E0', '9506000134352')
      await until('the symbol', () => heard.symbols.length > 0)
      assert.deepEqual(heard.symbols, [{ device: scanner.id, aim: ']E0', text: '9506000134352' }])
      assert.ok(heard.faults.every(({ code }) => code.startsWith('scan-')))
    },
  },
  {
    title: 'is lost when unplugged, says that a symbol broke off, and reads on when plugged in again',
    run: async ({ scanner, send, sendBeginning, unplug, replug }) => {
      const heard = listen(scanner)
      sendBeginning(']Q1', 'x'.repeat(100))
      await silence()
      await unplug()
      await until('lost', () => scanner.state === 'lost')
      await replug()
      await until('connected', () => scanner.state === 'connected')
      send(']E0', '9506000134352')
      await until('the symbol', () => heard.symbols.length > 0)
      assert.deepEqual(heard.states, ['lost', 'connected'])
      assert.deepEqual(
        heard.faults.map(({ code }) => code),
        ['scan-incomplete', 'scanner-lost'],
      )
      assert.deepEqual(heard.symbols, [{ device: scanner.id, aim: ']E0', text: '9506000134352' }])
    },
  },
  {
    title: 'stops telling a listener that has left',
    run: async ({ scanner, send }) => {
      const left = listen(scanner)
      const staying = listen(scanner)
      left.end()
      send(']E0', '9506000134352')
      await until('the symbol', () => staying.symbols.length > 0)
      assert.deepEqual(left.symbols, [])
    },
  },
  {
    title: 'says nothing any more once closed, which may be said twice',
    run: async ({ scanner, send }) => {
      const heard = listen(scanner)
      await Promise.all([scanner.close(), scanner.close()])
      assert.equal(scanner.state, 'closed')
      send(']E0', '9506000134352')
      await silence()
      assert.deepEqual(heard, { ...heard, symbols: [], faults: [], states: ['closed'] })
    },
  },
]

/** Runs one case on a rig of its own. */
export async function runScannerCase(which: ScannerCase, open: () => Promise<ScannerRig>): Promise<void> {
  const rig = await open()
  try {
    await which.run(rig)
  } finally {
    await rig.scanner.close()
    await rig.dispose()
  }
}
