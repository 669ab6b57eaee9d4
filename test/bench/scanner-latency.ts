import { join } from 'node:path'
import { SerialPort } from 'serialport'
import { openSerialScanner } from '../../drivers/scanners/serial/serial-scanner.ts'
import { missingForHidraw, runUnderUmockdev } from '../rigs/hidraw/hidraw-rig.ts'
import { missingPrograms } from '../rigs/programs.ts'
import { laySerialCable } from '../rigs/serial-cable.ts'
import { quantile, type Row, type Skipped } from './row.ts'

/** A tenth of the 50 ms in which a scan is to be on the screen. */
const P99_MS = 5
const RIG_MS_MAX = 60_000
const BLOCKS = 6
const ROUNDS = 300
const WARM_UP_ROUNDS = 50

interface Times {
  /** Milliseconds each. */
  readonly ours: readonly number[]
  readonly alone: readonly number[]
}

const us = (ms: number) => `${Math.round(ms * 1000)} µs`
const shown = (times: readonly number[]) =>
  `p50 ${us(quantile(times, 0.5))}, p99 ${us(quantile(times, 0.99))}`

function row(work: string, peer: string, { ours, alone }: Times): Row {
  const p99 = quantile(ours, 0.99)
  return {
    work,
    budget: `p99 < ${P99_MS} ms`,
    figure: shown(ours),
    met: p99 < P99_MS,
    peers: [`${peer} alone ${shown(alone)}, on the same rig, turn by turn`],
    numbers: {
      p50Ms: quantile(ours, 0.5),
      p99Ms: p99,
      peerP50Ms: quantile(alone, 0.5),
      peerP99Ms: quantile(alone, 0.99),
      events: ours.length,
    },
  }
}

const hidWork = 'HID report → symbol event'
const serialWork = 'serial bytes → symbol event'

/** The time from a HID report to its symbol, through our driver and through node-hid alone. */
export function benchHidLatency(): Row | Skipped {
  const missing = missingForHidraw()
  if (missing.length > 0) return { work: hidWork, missing }
  const program = join(import.meta.dirname, '../rigs/hidraw/latency-under-umockdev.ts')
  const [times] = runUnderUmockdev(program, RIG_MS_MAX) as Times[]
  if (times === undefined) throw new Error('the rig measured nothing')
  return row(hidWork, 'node-hid', times)
}

const text = (round: number) => `010950600013435210AU-2407\x1d37${100_000 + round}`

/** Times of symbols one after the other over an open cable. `listen` is told whom to tell the text of what has come. */
async function timed(
  write: (bytes: Buffer) => void,
  listen: (heard: (text: string) => void) => void,
): Promise<number[]> {
  let heard: (text: string) => void = () => undefined
  listen((said) => heard(said))
  const times: number[] = []
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round++) {
    const bytes = Buffer.from(`]C1${text(round)}\r`, 'latin1')
    const start = performance.now()
    const event = new Promise<number>((resolve, reject) => {
      heard = (said) => {
        if (said === text(round)) resolve(performance.now() - start)
        else reject(new Error(`${JSON.stringify(said)} came in round ${round}`))
      }
    })
    write(bytes)
    const ms = await event
    if (round >= WARM_UP_ROUNDS) times.push(ms)
  }
  return times
}

/** The time from a symbol's bytes on the cable to its event, through our driver and through serialport alone. */
export async function benchSerialLatency(): Promise<Row | Skipped> {
  const missing = missingPrograms(['socat'])
  if (missing.length > 0) return { work: serialWork, missing }
  const cable = await laySerialCable()
  const { path } = cable
  const ours: number[] = []
  const alone: number[] = []
  try {
    for (let block = 0; block < BLOCKS; block++) {
      const scanner = await openSerialScanner({ id: 'bench', name: 'Bench', path })
      const told = (heard: (text: string) => void) =>
        scanner.subscribe({
          symbol: (symbol) => heard(symbol.text),
          fault: () => undefined,
          state: () => undefined,
        })
      ours.push(...(await timed(cable.write, told)))
      await scanner.close()
      const port = new SerialPort({ path, baudRate: 9600, autoOpen: false })
      await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())))
      // As little as a program would do by itself: bytes up to CR, without the AIM id.
      let pending = ''
      const ended = (heard: (text: string) => void) =>
        port.on('data', (bytes: Buffer) => {
          pending += bytes.toString('latin1')
          if (!pending.endsWith('\r')) return
          heard(pending.slice(3, -1))
          pending = ''
        })
      alone.push(...(await timed(cable.write, ended)))
      await new Promise<void>((resolve) => port.close(() => resolve()))
    }
  } finally {
    await cable.dispose()
  }
  return row(serialWork, 'serialport', { ours, alone })
}
