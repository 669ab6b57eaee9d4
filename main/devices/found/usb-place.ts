import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DeviceIdentity } from '../../../core/contract/devices.ts'

/** What the kernel knows of the USB device behind a node. */
export interface UsbPlace {
  readonly identity: DeviceIdentity
  /** Manufacturer and product as the device calls itself; may be empty. */
  readonly name: string
  /** The folder of the interface, for what only some classes have. */
  readonly face: string
}

export const nobody: DeviceIdentity = { vendorId: '', productId: '', serialNumber: '', port: '' }

const SAID_MAX = 128

/** A file of sysfs, trimmed and bounded; empty when it is not there. */
export function attribute(folder: string, name: string, max = SAID_MAX): string {
  try {
    return visible(readFileSync(join(folder, name), 'utf8'), max)
  } catch {
    return ''
  }
}

/** What a device says of itself, without what would spoil a line. */
export const visible = (text: string, max = SAID_MAX): string =>
  text.replace(/\p{C}/gu, ' ').replaceAll('�', ' ').trim().slice(0, max)

/**
 * The USB device of `/sys/class/{subsystem}/{node}`, and the place of its port (`1-1.2`): Linux only. null for what is no
 * USB device, or where there is no sysfs.
 */
export function usbPlace(subsystem: string, node: string): UsbPlace | null {
  let folder: string
  try {
    folder = realpathSync(`/sys/class/${subsystem}/${node}/device`)
  } catch {
    return null
  }
  const face = folder
  for (let depth = 0; depth < 8 && folder.length > 1; depth++, folder = dirname(folder)) {
    const vendorId = attribute(folder, 'idVendor').toLowerCase()
    if (!/^[0-9a-f]{4}$/.test(vendorId)) continue
    const productId = attribute(folder, 'idProduct').toLowerCase()
    return {
      identity: {
        vendorId,
        productId: /^[0-9a-f]{4}$/.test(productId) ? productId : '',
        serialNumber: attribute(folder, 'serial'),
        port: folder.slice(folder.lastIndexOf('/') + 1),
      },
      name: `${attribute(folder, 'manufacturer')} ${attribute(folder, 'product')}`.trim(),
      face,
    }
  }
  return null
}
