import { setImmediate as nextTurn } from 'node:timers/promises'
import type { HIDAsync } from 'node-hid'
import { loadHid } from './hid-binding.ts'
import { type HidPosDevice, listHidPosDevices } from './hid-pos-devices.ts'
import { createHidPosFramer } from './hid-pos-framer.ts'
import type { HidPosModel } from './models.ts'
import type { Scanner } from './scanner.ts'
import { createScannerEar } from './scanner-ear.ts'
import { openFailure } from './serial-scanner.ts'

export interface HidPosScannerSettings {
  readonly device: HidPosDevice
  readonly model: HidPosModel
  readonly idleMs?: number
  /** node-hid tells nothing about plugging: the list of devices is asked this often (1.5 ms a call). */
  readonly watchMs?: number
}

/** HIDAsync emits its errors as strings. */
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Opens a HID POS scanner. Unplugged it is `lost`; the same device, known by serial number or else by path, is taken up
 * again when it is plugged in. Throws `scanner-open-failed`,
 * `scanner-not-permitted` or `hid-unavailable`.
 */
export async function openHidPosScanner(settings: HidPosScannerSettings): Promise<Scanner> {
  const { device, model, idleMs = 500, watchMs = 1000 } = settings
  const hid = await loadHid()
  const ear = createScannerEar(device.id, 'lost')
  const framer = createHidPosFramer(model)
  let handle: HIDAsync | undefined
  let path = device.path
  let idle: NodeJS.Timeout | undefined
  let looking = false

  const lose = async (reason: string) => {
    const lost = handle
    if (lost === undefined) return
    handle = undefined
    clearTimeout(idle)
    ear.tell(framer.flush())
    ear.fault({ code: 'scanner-lost', detail: { device: device.name, reason } })
    ear.become('lost')
    await lost.close().catch(() => undefined)
  }

  const takeUp = async () => {
    const opened = await hid.HIDAsync.open(path)
    if (ear.state === 'closed') return opened.close()
    handle = opened
    opened.on('error', (error: unknown) => {
      if (handle === opened) void lose(reasonOf(error))
    })
    opened.on('data', (report: Buffer) => {
      clearTimeout(idle)
      ear.seen()
      ear.tell(framer.push(report))
      if (framer.pendingBytes > 0) idle = setTimeout(() => ear.tell(framer.flush()), idleMs)
    })
    // node-hid begins to read on the next tick, and throws there when the device was closed in between.
    await nextTurn()
    ear.become('connected')
  }

  const look = async () => {
    if (looking) return
    looking = true
    try {
      const there = (await listHidPosDevices()).find(({ id }) => id === device.id)
      if (there === undefined || there.path !== path) await lose('unplugged')
      else if (handle !== undefined) ear.seen()
      if (there !== undefined && handle === undefined && ear.state !== 'closed') {
        path = there.path
        await takeUp()
      }
    } catch {
      // Plugged in but not ready to be opened: the next look tries again.
    } finally {
      looking = false
    }
  }

  try {
    await takeUp()
  } catch (error) {
    throw openFailure(device.name, reasonOf(error))
  }
  const watch = setInterval(look, watchMs)

  return {
    id: device.id,
    name: device.name,
    kind: 'hid-pos',
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
      const open = handle
      handle = undefined
      await open?.close().catch(() => undefined)
    },
  }
}
