import { basename } from 'node:path'
import type { HidDevice } from '../../../drivers/scanners/hid/hid-devices.ts'
import { hidKeyboardModels } from '../../../drivers/scanners/hid-keyboard/hid-keyboard-models.ts'
import { listHidKeyboards } from '../../../drivers/scanners/hid-keyboard/hid-keyboard-scanner.ts'
import { listHidPosDevices } from '../../../drivers/scanners/hid-pos/hid-pos-scanner.ts'
import type { Present } from './present.ts'
import { usbPlace, visible } from './usb-place.ts'

const hex = (value: number) => value.toString(16).padStart(4, '0')

/** HID POS scanners, and keyboards, one of which may be a scanner. Throws `hid-unavailable`. */
export async function listHid(): Promise<Present[]> {
  // One after the other: node-hid walks all devices each time.
  const scanners = await listHidPosDevices()
  const keyboards = await listHidKeyboards()
  const usual = hidKeyboardModels[0]?.id ?? null
  return [
    ...scanners.map((device) => described(device, 'hid-pos', null)),
    // Elsewhere than on Linux the system keeps keyboards to itself.
    ...keyboards.map((device) => described(device, 'keyboard', process.platform === 'linux' ? usual : null)),
  ]
}

function described(device: HidDevice, what: Present['what'], model: string | null): Present {
  const { name, path, vendorId, productId, serialNumber, whyNot } = device
  return {
    what,
    name: visible(name),
    path,
    identity: {
      vendorId: hex(vendorId),
      productId: hex(productId),
      serialNumber: visible(serialNumber),
      // Where there is no sysfs, the path itself names the place of the port.
      port:
        usbPlace('hidraw', basename(path))?.identity.port ??
        (process.platform === 'linux' ? '' : path.slice(0, 128)),
    },
    model,
    whyNot,
  }
}
