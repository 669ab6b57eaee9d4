import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { descriptorOf, type HidDevice, listHidDevices } from '../hid/hid-devices.ts'
import { openHidScanner } from '../hid/hid-scanner.ts'
import type { Scanner } from '../scanner.ts'
import { barCodeScanner, fitHidPosModel } from './fit-model.ts'
import { createHidPosFramer } from './hid-pos-framer.ts'
import type { HidPosModel } from './hid-pos-models.ts'

export interface HidPosScannerSettings {
  readonly device: HidDevice
  /** Only where the system gives no report descriptor away: elsewhere the descriptor decides, and a row against it is refused. */
  readonly model?: HidPosModel
  readonly silenceMs?: number
  readonly watchMs?: number
}

/** A device's model row by its report descriptor, and the ids of its other reports. */
async function rowOf(device: HidDevice, wanted: HidPosModel | undefined) {
  const descriptor = await descriptorOf(device)
  const refused = (found: string) =>
    new BondmarkError('scanner-layout-unknown', { device: device.name, found })
  if (descriptor === null) {
    if (wanted === undefined) throw refused('no report descriptor')
    return { model: wanted, otherReports: new Set<number>() }
  }
  const fit = fitHidPosModel(descriptor, wanted && [wanted])
  if (!fit.ok) throw refused(fit.found)
  const others = [...descriptor.reportBytes.keys()].filter((id) => id !== fit.model.reportId)
  return { model: fit.model, otherReports: new Set(others) }
}

/**
 * HID POS scanners that are plugged in now, with why one cannot be opened: no permission, or a layout that no model row has
 * (`scanner-layout-unknown`, with what its descriptor says). Throws `hid-unavailable`.
 */
export async function listHidPosDevices(): Promise<HidDevice[]> {
  const devices = await listHidDevices(barCodeScanner, 'HID POS scanner')
  return Promise.all(
    devices.map(async (device) => {
      if (device.whyNot !== null || process.platform !== 'linux') return device
      const whyNot = await rowOf(device, undefined).then(
        () => null,
        (error: unknown) => {
          if (error instanceof BondmarkError) return error.toFailure()
          throw error
        },
      )
      return { ...device, whyNot }
    }),
  )
}

/**
 * Opens a HID POS scanner, its reports read by the model row that its report descriptor bears out. Throws
 * `scanner-layout-unknown`, `scanner-descriptor-malformed`, `scanner-open-failed`, `scanner-not-permitted` or
 * `hid-unavailable`.
 */
export async function openHidPosScanner(settings: HidPosScannerSettings): Promise<Scanner> {
  const { device, silenceMs = 500, watchMs = 1000 } = settings
  const { model, otherReports } = await rowOf(device, settings.model)
  return openHidScanner({
    device,
    kind: 'hid-pos',
    framer: createHidPosFramer(model, otherReports),
    list: () => listHidDevices(barCodeScanner, device.name),
    isRepeatSilent: false,
    silenceMs,
    watchMs,
  })
}
