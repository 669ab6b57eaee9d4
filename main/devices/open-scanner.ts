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
    return openSerialScanner({
      id,
      name,
      path,
      baudRate: connection.baudRate,
      framing: {
        ...(prefix !== null && { prefix: [prefix] }),
        ...(suffix !== null && { suffix: [suffix] }),
        silenceMs: idleMs,
      },
    })
  }
  const typing = hidKeyboardModels.find((row) => row.id === setting.model)
  const listed = await (typing ? listHidKeyboards() : listHidPosDevices())
  const device = listed.find((one) => one.path === path)
  if (!device) throw new BondmarkError('scanner-open-failed', { device: name, reason: 'unplugged' })
  if (typing) return openHidKeyboardScanner({ device, model: typing })
  // Where the system gives the report descriptor away, that decides.
  const model = process.platform === 'linux' ? undefined : hidPosModels.find(({ id }) => id === setting.model)
  return openHidPosScanner({ device, ...(model && { model }) })
}
