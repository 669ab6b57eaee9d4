import { type BigIntStats, statSync } from 'node:fs'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { openSerial, type SerialLine } from '../../transports/serial.ts'
import type { Transport } from '../../transports/transport.ts'
import type { Scanner } from '../scanner.ts'
import { createScannerEar, scannerOf } from '../scanner-ear.ts'
import { portNotPermitted } from './port-permission.ts'
import { createSerialFramer } from './serial-framer.ts'
import { readSerialFraming, type SerialFraming, silenceMsOf } from './serial-framing.ts'

export interface SerialScannerSettings extends Omit<SerialLine, 'stallMs'> {
  readonly id: string
  readonly name: string
  readonly framing?: SerialFraming
  /**
   * Where the device is now, for one that is known by more than its path: a USB device may come back under another name, and
   * another may take its old one. Null when it is not plugged in.
   */
  readonly locate?: () => Promise<string | null>
}

/** A port that is part of the machine and stays when its cable is pulled: only what comes through it proves a scanner. */
const builtIn = /^\/dev\/ttyS\d+$/

/** The device node behind a path; null when there is none. A USB device that was plugged in again has another. */
function nodeOf(path: string): string | null {
  try {
    const { dev, ino, rdev }: BigIntStats = statSync(path, { bigint: true })
    return `${dev}:${ino}:${rdev}`
  } catch {
    return null
  }
}

async function openFailure(name: string, path: string, error: unknown): Promise<unknown> {
  if (!(error instanceof BondmarkError)) return error
  if (error.code === 'transport-not-permitted') {
    const { code, detail } = await portNotPermitted(path, name)
    return new BondmarkError(code, detail)
  }
  const reason = error.code === 'transport-busy' ? 'another program has it open' : String(error.detail.reason)
  return new BondmarkError('scanner-open-failed', { device: name, reason })
}

/**
 * Opens a scanner on a serial port (also USB in CDC mode). When it goes away it is `lost` and taken up again when it comes
 * back. An open port is watched: one whose device node has gone or was replaced is lost, whether or not the port said
 * so. Throws `scanner-open-failed`, `scanner-port-not-permitted` or `scanner-framing-wrong`.
 */
export async function openSerialScanner(settings: SerialScannerSettings): Promise<Scanner> {
  const { id, name, baudRate = 9600, watchMs = 1000, locate } = settings
  const framing = readSerialFraming(settings.framing)
  const silenceMs = silenceMsOf(framing)
  const ear = createScannerEar(id, 'lost')
  const framer = createSerialFramer(framing)
  let path = settings.path
  let transport: Transport | undefined
  let node: string | null = null
  let silence: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined

  const lose = (reason: string) => {
    const lost = transport
    transport = undefined
    clearTimeout(silence)
    ear.tell(framer.flush())
    ear.fault({ code: 'scanner-lost', detail: { device: name, reason } })
    ear.become('lost')
    return lost?.close()
  }

  const listen = (bytes: Uint8Array) => {
    clearTimeout(silence)
    ear.seen()
    ear.tell(framer.push(bytes))
    if (framer.pendingBytes > 0) silence = setTimeout(() => ear.tell(framer.idle()), silenceMs)
  }

  const takeUp = async () => {
    const before = nodeOf(path)
    const opened = await openSerial({ ...settings, path, baudRate, watchMs })
    if (ear.state === 'closed') return opened.close()
    transport = opened
    node = before
    opened.onData((bytes) => {
      if (transport === opened) listen(bytes)
    })
    opened.onClose((why) => {
      if (why !== null && transport === opened) void lose(String(why.detail.reason))
    })
    ear.become('connected')
  }

  const look = async () => {
    if (transport !== undefined) {
      if (process.platform === 'win32') return
      if (nodeOf(path) !== node) await lose('the device went away')
      else if (!builtIn.test(path)) ear.seen()
      return
    }
    const there = locate ? await locate() : path
    if (there === null || (process.platform !== 'win32' && nodeOf(there) === null)) return
    path = there
    await takeUp()
  }

  try {
    await takeUp()
  } catch (error) {
    throw await openFailure(name, path, error)
  }
  const watch = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => {
        // There, but not ready to be opened: the next look tries again.
        if (!(error instanceof BondmarkError)) throw error
      })
      .finally(() => {
        looking = undefined
      })
  }, watchMs)

  return scannerOf(ear, {
    id,
    name,
    kind: 'serial',
    close: async () => {
      clearInterval(watch)
      clearTimeout(silence)
      ear.become('closed')
      const open = transport
      transport = undefined
      await open?.close()
      await looking
    },
  })
}
