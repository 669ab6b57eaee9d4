import { basename } from 'node:path'
import { loadHid } from '../../../drivers/scanners/hid/hid-binding.ts'
import { hidKeyboardModels } from '../../../drivers/scanners/hid-keyboard/hid-keyboard-models.ts'
import { keyboard } from '../../../drivers/scanners/hid-keyboard/keyboard-reports.ts'
import { barCodeScanner } from '../../../drivers/scanners/hid-pos/fit-model.ts'
import type { Present } from './present.ts'
import { usbPlace, visible } from './usb-place.ts'

const hex = (value: number) => value.toString(16).padStart(4, '0')

/** HID POS scanners, and keyboards, one of which may be a scanner. Throws `hid-unavailable`. */
export async function listHid(): Promise<Present[]> {
  const { devicesAsync } = await loadHid()
  const seen = new Set<string>()
  return (await devicesAsync()).flatMap((device) => {
    const { path, usagePage, usage, vendorId, productId, serialNumber, manufacturer, product } = device
    const said = (usagePage ?? 0) * 0x10000 + (usage ?? 0)
    const isPos = said === barCodeScanner
    const isKeyboard = said === keyboard
    if (!path || !(isPos || isKeyboard) || seen.has(path)) return []
    seen.add(path)
    return [
      {
        what: isPos ? ('hid-pos' as const) : ('keyboard' as const),
        name: visible(`${manufacturer ?? ''} ${product ?? ''}`) || (isPos ? 'HID POS' : 'Keyboard'),
        path,
        identity: {
          vendorId: hex(vendorId),
          productId: hex(productId),
          serialNumber: visible(serialNumber ?? ''),
          // Where there is no sysfs, the path itself names the place of the port.
          port:
            usbPlace('hidraw', basename(path))?.identity.port ??
            (process.platform === 'linux' ? '' : path.slice(0, 128)),
        },
        model: isKeyboard ? (hidKeyboardModels[0]?.id ?? null) : null,
      },
    ]
  })
}
