import type { ScannerSetting } from '../../core/contract/devices.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { hidKeyboardModels } from '../../drivers/scanners/hid-keyboard/hid-keyboard-models.ts'
import {
  listHidKeyboards,
  openHidKeyboardScanner,
} from '../../drivers/scanners/hid-keyboard/hid-keyboard-scanner.ts'
import { hidPosModels } from '../../drivers/scanners/hid-pos/hid-pos-models.ts'
import { listHidPosDevices, openHidPosScanner } from '../../drivers/scanners/hid-pos/hid-pos-scanner.ts'
import type { Scanner } from '../../drivers/scanners/scanner.ts'
import { openSerialScanner } from '../../drivers/scanners/serial/serial-scanner.ts'

/** Opens the scanner of a setting where it is plugged in now. Throws `scanner-…`, `hid-unavailable`. */
export async function openScanner(setting: ScannerSetting, path: string): Promise<Scanner> {
  const { id, name, connection, framing } = setting
  if (connection.kind === 'serial') {
    const { prefix, suffix, idleMs } = framing
    const { baudRate, dataBits, parity, stopBits, flow } = connection
    return openSerialScanner({
      id,
      name,
      path,
      baudRate,
      dataBits,
      parity,
      stopBits,
      flow,
      framing: { prefix, suffix, silenceMs: idleMs },
    })
  }
  const typed = keyboardModelOf(setting)
  const device = (await (typed ? listHidKeyboards() : listHidPosDevices())).find(
    (listed) => listed.path === path,
  )
  if (!device) throw new BondmarkError('scanner-open-failed', { device: name, reason: 'unplugged' })
  if (typed) return openHidKeyboardScanner({ device, model: typed })
  // Where the system gives the report descriptor away, that decides.
  const model =
    process.platform === 'linux' ? undefined : hidPosModels.find((row) => row.id === setting.model)
  return openHidPosScanner({ device, ...(model && { model }) })
}

/** The row of a keyboard that a person has said is a scanner; undefined for a HID POS scanner. */
export const keyboardModelOf = ({ model }: Pick<ScannerSetting, 'model'>) =>
  hidKeyboardModels.find((row) => row.id === model)
