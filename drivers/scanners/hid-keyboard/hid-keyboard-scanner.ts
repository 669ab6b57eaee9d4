import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { descriptorOf, type HidDevice, listHidDevices } from '../hid/hid-devices.ts'
import { openHidScanner } from '../hid/hid-scanner.ts'
import type { Scanner } from '../scanner.ts'
import { readSerialFraming, type SerialFraming, silenceMsOf } from '../serial/serial-framing.ts'
import type { HidKeyboardModel } from './hid-keyboard-models.ts'
import { createKeyboardFramer } from './keyboard-framer.ts'
import { keyboard, keyboardReports } from './keyboard-reports.ts'

export interface HidKeyboardScannerSettings {
  /** A keyboard that a person has said is a scanner: nothing else tells it from one that people type on. */
  readonly device: HidDevice
  readonly model: HidKeyboardModel
  /** Instead of the model's. */
  readonly framing?: SerialFraming
  readonly watchMs?: number
}

/**
 * Keyboards that are plugged in now, people's and scanners': nothing tells them apart, so none is opened here, and one is
 * opened only when somebody chose it. Throws `hid-unavailable`.
 */
export const listHidKeyboards = (): Promise<HidDevice[]> => listHidDevices(keyboard, 'Keyboard')

/**
 * Opens a scanner in keyboard mode through hidraw, past the system's keyboard (Linux; other systems keep keyboards to
 * themselves, and there the window's wedge serves). The system hears it as well: decision 0027 says how to keep it from
 * typing. Throws `scanner-layout-unknown`, `scanner-descriptor-malformed`, `scanner-framing-wrong`,
 * `scanner-open-failed`, `scanner-not-permitted` or `hid-unavailable`.
 */
export async function openHidKeyboardScanner(settings: HidKeyboardScannerSettings): Promise<Scanner> {
  const { device, model, watchMs = 1000 } = settings
  const framing = readSerialFraming(settings.framing ?? model.framing)
  const descriptor = await descriptorOf(device)
  if (descriptor === null)
    throw new BondmarkError('scanner-layout-unknown', { device: device.name, found: 'no report descriptor' })
  const reports = keyboardReports(descriptor, device.name)
  return openHidScanner({
    device,
    kind: 'hid-keyboard',
    framer: createKeyboardFramer(reports, model, framing),
    list: () => listHidDevices(keyboard, device.name),
    isRepeatSilent: true,
    silenceMs: silenceMsOf(framing),
    watchMs,
  })
}
