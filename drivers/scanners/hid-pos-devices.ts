import type { Device } from 'node-hid'
import { loadHid } from './hid-binding.ts'
import { hidPosUsage, hidPosUsagePage } from './models.ts'

/** A HID POS scanner that is plugged in. */
export interface HidPosDevice {
  /** Vendor, product and serial number; the path instead of a serial number that is missing or not its own. */
  readonly id: string
  readonly name: string
  readonly path: string
  readonly vendorId: number
  readonly productId: number
  readonly serialNumber: string
}

function described(device: Device): Omit<HidPosDevice, 'id'> {
  const { vendorId, productId, path = '', serialNumber = '', manufacturer = '', product = '' } = device
  return {
    name: `${manufacturer} ${product}`.trim() || 'HID POS scanner',
    path,
    vendorId,
    productId,
    serialNumber,
  }
}

const hex = (value: number) => value.toString(16).padStart(4, '0')

/** HID POS scanners that are plugged in now, each with an identity that two identical ones do not share. Throws `hid-unavailable`. */
export async function listHidPosDevices(): Promise<HidPosDevice[]> {
  const { devicesAsync } = await loadHid()
  const devices = (await devicesAsync())
    .filter(({ usagePage, usage, path }) => usagePage === hidPosUsagePage && usage === hidPosUsage && path)
    .map(described)
  const key = (device: (typeof devices)[number]) =>
    `hid:${hex(device.vendorId)}:${hex(device.productId)}:${device.serialNumber}`
  return devices.map((device) => {
    const own =
      device.serialNumber !== '' && devices.filter((other) => key(other) === key(device)).length === 1
    return { ...device, id: own ? key(device) : `${key(device)}@${device.path}` }
  })
}
