import type { ScannerConnection } from '../../../core/contract/devices.ts'
import { openTransport } from '../../../drivers/transports/open-transport.ts'
import type { Transport } from '../../../drivers/transports/transport.ts'
import { asFailure } from '../as-failure.ts'
import type { Present } from '../found/present.ts'
import { learnSerial } from './learn-serial.ts'
import type { PairingEar, Told } from './pairing-ear.ts'

type Line = Omit<Extract<ScannerConnection, { kind: 'serial' }>, 'kind' | 'path' | 'identity'>

const line = (baudRate: number, dataBits: Line['dataBits'] = 8, parity: Line['parity'] = 'none'): Line => ({
  baudRate,
  dataBits,
  parity,
  stopBits: 1,
  flow: 'none',
})

/** As scanners leave the factory, the commonest first. A virtual COM port takes any of them. */
export const serialLines: readonly Line[] = [
  line(9600),
  line(115_200),
  line(9600, 7, 'even'),
  line(38_400),
  line(19_200),
  line(57_600),
  line(9600, 7, 'odd'),
  line(9600, 8, 'even'),
]

/** After the last byte of a symbol: longer than any gap within one. */
const SYMBOL_END_MS = 120
/** How long each line is listened to while nothing comes. */
const LINE_MS = 8_000
const HEARD_MAX = 4096

/**
 * Listens to a serial port for the code, at one line after the other: the next one when what came was unreadable, or when
 * nothing came for a while.
 */
export function listenSerial(present: Present, code: string, told: Told): PairingEar {
  const { path, identity } = present
  let transport: Transport | null = null
  let timer: NodeJS.Timeout | undefined
  let at = 0
  let heard: Uint8Array = new Uint8Array()
  let isClosed = false
  let turning: Promise<void> = Promise.resolve()

  const current = (): Line => serialLines[at % serialLines.length] ?? line(9600)
  const after = (ms: number, work: () => void) => {
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(work, ms).unref()
  }
  const turn = (work: () => Promise<void>) => {
    turning = turning.then(work)
  }
  const letGo = async () => {
    const old = transport
    transport = null
    await old?.close()
  }
  const next = () => {
    at++
    turn(open)
  }
  const judge = () => {
    const bytes = heard
    heard = new Uint8Array()
    const learnt = learnSerial(bytes, code)
    if (learnt) {
      told.code({
        connection: { kind: 'serial', path, identity, ...current() },
        model: null,
        ...learnt,
      })
      return
    }
    told.unreadable(present.name)
    next()
  }
  const open = async (): Promise<void> => {
    await letGo()
    if (isClosed) return
    after(LINE_MS, next)
    try {
      const opened = await openTransport({ kind: 'serial', path, ...current() })
      transport = opened
      opened.onData((bytes) => {
        heard = Buffer.concat([heard, bytes]).subarray(-HEARD_MAX)
        after(SYMBOL_END_MS, judge)
      })
    } catch (error) {
      // Busy or gone, or a speed that the port cannot do: the next line is tried.
      told.failed(asFailure(error), present.name)
    }
  }
  turn(open)
  return {
    name: present.name,
    path,
    close: async () => {
      isClosed = true
      clearTimeout(timer)
      await turning
      await letGo()
    },
  }
}
