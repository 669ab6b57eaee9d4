import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HIDAsync } from 'node-hid'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Framer } from '../framed.ts'
import type { Scanner } from '../scanner.ts'
import { createScannerEar, scannerOf } from '../scanner-ear.ts'
import { loadHid } from './hid-binding.ts'
import { type HidDevice, notPermitted } from './hid-devices.ts'
import { findAgain } from './hid-identity.ts'

/** What a HID scanner is beside its handle. */
export interface HidScannerParts {
  readonly device: HidDevice
  readonly kind: 'hid-pos' | 'hid-keyboard'
  readonly framer: Framer
  /** Devices of its kind that are plugged in. */
  list(): Promise<HidDevice[]>
  /** A report that is like the one before says nothing: keyboards repeat theirs. */
  readonly isRepeatSilent: boolean
  readonly silenceMs: number
  /** node-hid tells nothing about plugging: the list of devices is asked this often (1.5 ms a call). */
  readonly watchMs: number
}

/** Looks that are left out, at most, before a device is opened again that is there but cannot be read. */
const SKIPPED_LOOKS_MAX = 30

/** Looks that such a device must be open for, before it is called connected again though it has sent nothing. */
const HELD_LOOKS = 4

/** HIDAsync emits its errors as strings. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function openFailure(device: HidDevice, reason: string): BondmarkError {
  if (!/permission denied|EACCES/i.test(reason))
    return new BondmarkError('scanner-open-failed', { device: device.name, reason })
  const { code, detail } = notPermitted(device)
  return new BondmarkError(code, detail)
}

/**
 * A scanner over node-hid. Unplugged it is `lost`; the same device, known by its id, is taken up again when it is plugged in.
 * One that is listed but cannot be read is lost as well, and tried again less and less often: it is called connected
 * again only when it has held for a few looks, or sent something. Throws `scanner-open-failed`, `scanner-not-permitted` or
 * `hid-unavailable`.
 */
export async function openHidScanner(parts: HidScannerParts): Promise<Scanner> {
  const { device, kind, framer, list, isRepeatSilent, silenceMs, watchMs } = parts
  const hid = await loadHid()
  const ear = createScannerEar(device.id, 'lost')
  let handle: HIDAsync | undefined
  let path = device.path
  let silence: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let lastReport: Buffer = Buffer.alloc(0)
  /** How often in a row it was lost while it was listed, and looks still to be left out for it. */
  let failures = 0
  let skipped = 0
  /** Looks since it was opened. */
  let held = 0

  const lose = async (reason: string) => {
    const lost = handle
    if (lost === undefined) return
    handle = undefined
    clearTimeout(silence)
    lastReport = Buffer.alloc(0)
    failures += 1
    skipped = Math.min(SKIPPED_LOOKS_MAX, 2 ** (failures - 1) - 1)
    ear.tell(framer.flush())
    if (ear.state === 'connected')
      ear.fault({ code: 'scanner-lost', detail: { device: device.name, reason } })
    ear.become('lost')
    await lost.close().catch(() => undefined)
  }

  const awaitSilence = () => {
    clearTimeout(silence)
    if (framer.pendingBytes === 0) return
    silence = setTimeout(() => {
      ear.tell(framer.idle())
      awaitSilence()
    }, silenceMs)
  }

  const hear = (report: Buffer) => {
    failures = 0
    ear.seen()
    ear.become('connected')
    if (isRepeatSilent && report.equals(lastReport)) return
    lastReport = report
    ear.tell(framer.push(report))
    awaitSilence()
  }

  const takeUp = async () => {
    const opened = await hid.HIDAsync.open(path)
    if (ear.state === 'closed') return opened.close()
    handle = opened
    held = 0
    opened.on('error', (error: unknown) => {
      if (handle === opened) void lose(reasonOf(error))
    })
    opened.on('data', (report: Buffer) => {
      if (handle === opened) hear(report)
    })
    // node-hid begins to read on the next tick, and throws there when the device was closed in between.
    await nextTurn()
    if (failures === 0) ear.become('connected')
  }

  const look = async () => {
    const there = findAgain(device, await list())
    if (there === undefined || there.path !== path) {
      await lose('unplugged')
      failures = 0
      skipped = 0
    } else if (handle !== undefined) {
      held += 1
      if (held >= HELD_LOOKS) ear.become('connected')
      if (ear.state === 'connected') ear.seen()
    }
    if (there === undefined || handle !== undefined || ear.state === 'closed') return
    if (skipped > 0) {
      skipped -= 1
      return
    }
    path = there.path
    await takeUp()
  }

  try {
    await takeUp()
  } catch (error) {
    throw openFailure(device, reasonOf(error))
  }
  const watch = setInterval(() => {
    // Plugged in but not ready to be opened: the next look tries again.
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = undefined
      })
  }, watchMs)

  return scannerOf(ear, {
    id: device.id,
    name: device.name,
    kind,
    close: async () => {
      clearInterval(watch)
      clearTimeout(silence)
      ear.become('closed')
      const open = handle
      handle = undefined
      await open?.close().catch(() => undefined)
      await looking
    },
  })
}
