import type { ScannerSetting } from '../../core/contract/devices.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { listHidPosDevices } from '../../drivers/scanners/hid-pos-devices.ts'
import { openHidPosScanner } from '../../drivers/scanners/hid-pos-scanner.ts'
import { hidPosModels } from '../../drivers/scanners/models.ts'
import type { Scanner } from '../../drivers/scanners/scanner.ts'
import { openSerialScanner } from '../../drivers/scanners/serial-scanner.ts'

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
      framing: { ...(prefix !== null && { prefix }), ...(suffix !== null && { suffix }) },
      idleMs,
    })
  }
  const device = (await listHidPosDevices()).find((listed) => listed.path === path)
  if (!device) throw new BondmarkError('scanner-open-failed', { device: name, reason: 'unplugged' })
  const model = hidPosModels.find((row) => row.id === setting.model) ?? hidPosModels[0]
  if (!model) throw new BondmarkError('scanner-open-failed', { device: name, reason: 'no layout' })
  return openHidPosScanner({ device, model })
}
