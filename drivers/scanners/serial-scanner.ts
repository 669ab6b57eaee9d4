import { existsSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { openSerial } from '../transports/serial.ts'
import type { Transport } from '../transports/transport.ts'
import type { Scanner } from './scanner.ts'
import { createScannerEar } from './scanner-ear.ts'
import { createSerialFramer, type SerialFraming } from './serial-framer.ts'

export interface SerialScannerSettings {
  readonly id: string
  readonly name: string
  readonly path: string
  readonly baudRate?: number
  readonly framing?: SerialFraming
  /** A symbol whose end does not come within this is given up, so that it can't stick to the next one. */
  readonly idleMs?: number
  /** How often a lost device is looked for, and an open one checked to be still there. */
  readonly watchMs?: number
}

const notPermitted = /EACCES|permission denied/i

/** What a failed open means for people; the fix for missing permission is a different one. */
export function openFailure(device: string, reason: string): BondmarkError {
  if (notPermitted.test(reason)) return new BondmarkError('scanner-not-permitted', { device })
  return new BondmarkError('scanner-open-failed', { device, reason })
}

/**
 * Opens a scanner on a serial port (also USB in CDC mode). When it goes away it is `lost` and taken up again when its
 * path comes back. Throws `scanner-open-failed` or `scanner-not-permitted`.
 */
export async function openSerialScanner(settings: SerialScannerSettings): Promise<Scanner> {
  const { id, name, path, baudRate = 9600, framing, idleMs = 500, watchMs = 1000 } = settings
  const ear = createScannerEar(id, 'lost')
  const framer = createSerialFramer(framing)
  let transport: Transport | undefined
  let idle: NodeJS.Timeout | undefined
  let opening = false

  const lose = (reason: string) => {
    transport = undefined
    clearTimeout(idle)
    ear.tell(framer.flush())
    ear.fault({ code: 'scanner-lost', detail: { device: name, reason } })
    ear.become('lost')
  }

  const listen = (bytes: Uint8Array) => {
    clearTimeout(idle)
    ear.seen()
    ear.tell(framer.push(bytes))
    if (framer.pendingBytes > 0) idle = setTimeout(() => ear.tell(framer.flush()), idleMs)
  }

  const takeUp = async () => {
    const opened = await openSerial({ path, baudRate, watchMs })
    if (ear.state === 'closed') return opened.close()
    transport = opened
    opened.onData(listen)
    opened.onClose((why) => {
      if (why !== null && transport === opened) lose(String(why.detail.reason))
    })
    ear.become('connected')
  }

  const look = async () => {
    if (opening || transport !== undefined || (process.platform !== 'win32' && !existsSync(path))) return
    opening = true
    try {
      await takeUp()
    } catch (error) {
      // There, but not ready to be opened: the next look tries again.
      if (!(error instanceof BondmarkError)) throw error
    } finally {
      opening = false
    }
  }

  try {
    await takeUp()
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    throw openFailure(name, String(error.detail.reason))
  }
  const watch = setInterval(look, watchMs)

  return {
    id,
    name,
    kind: 'serial',
    get state() {
      return ear.state
    },
    get seenAtMs() {
      return ear.seenAtMs
    },
    subscribe: ear.subscribe,
    close: async () => {
      clearInterval(watch)
      clearTimeout(idle)
      ear.become('closed')
      await transport?.close()
      transport = undefined
    },
  }
}
