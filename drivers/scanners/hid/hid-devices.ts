import { constants } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import type { Device } from 'node-hid'
import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import { hidAccessRule } from './hid-access-rule.ts'
import { loadHid } from './hid-binding.ts'
import { type HidIdentity, identify } from './hid-identity.ts'
import { type ReportDescriptor, readReportDescriptor } from './report-descriptor.ts'

/** One interface of a USB HID device that is plugged in. */
export interface HidDevice extends HidIdentity {
  readonly name: string
  /** Why it cannot be opened as it is now. */
  readonly whyNot: Failure | null
}

type Described = Omit<HidDevice, 'whyNot' | 'id' | 'hasOwnSerial'>

/** `/sys/class/hidraw/hidrawN/device` of a hidraw node; null elsewhere than on Linux. */
function sysfsOf(path: string): string | null {
  const [, node] = /^\/dev\/(hidraw\d+)$/.exec(path) ?? []
  return node === undefined ? null : `/sys/class/hidraw/${node}/device`
}

/**
 * The device's report descriptor as the system has it; null where no system gives it away (node-hid has no call for it).
 * Throws `scanner-open-failed` when the device is not plugged in, and `scanner-descriptor-malformed`.
 */
export async function descriptorOf({ name, path }: HidDevice): Promise<ReportDescriptor | null> {
  const sysfs = sysfsOf(path)
  if (sysfs === null) return null
  const bytes = await readFile(`${sysfs}/report_descriptor`).catch((error: Error) => {
    throw new BondmarkError('scanner-open-failed', { device: name, reason: error.message })
  })
  return readReportDescriptor(bytes)
}

/** The USB socket that a device sits in (`usb-0000:00:14.0-1/input0`): tells identical ones apart, and stays over a replug. */
async function socketOf(path: string): Promise<string | null> {
  const sysfs = sysfsOf(path)
  const uevent = sysfs === null ? '' : await readFile(`${sysfs}/uevent`, 'utf8').catch(() => '')
  return /^HID_PHYS=(\S+)$/m.exec(uevent)?.[1] ?? null
}

async function whyNotOpened(device: Described): Promise<Failure | null> {
  if (process.platform !== 'linux') return null
  const refused = await access(device.path, constants.R_OK | constants.W_OK).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'EACCES' || error.code === 'EPERM',
  )
  return refused ? notPermitted(device) : null
}

/** No permission, and the udev rule that gives it. */
export const notPermitted = (device: Described): Failure => ({
  code: 'scanner-not-permitted',
  detail: {
    device: device.name,
    path: device.path,
    rule: hidAccessRule({
      vendorId: hex(device.vendorId),
      productId: hex(device.productId),
      serialNumber: device.serialNumber,
    }),
  },
})

const hex = (value: number) => value.toString(16).padStart(4, '0')

/** Control characters and overlong texts have no place on a screen: a device says its name itself. */
const clean = (text: string | undefined) =>
  (text ?? '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 126)

async function described(device: Device, fallback: string) {
  const { vendorId, productId, path = '', interface: face } = device
  const name = `${clean(device.manufacturer)} ${clean(device.product)}`.trim() || fallback
  const plain = {
    name,
    path,
    vendorId,
    productId,
    serialNumber: clean(device.serialNumber),
    face,
    socket: await socketOf(path),
  }
  return { ...plain, whyNot: await whyNotOpened(plain) }
}

/**
 * Interfaces whose top-level collection has this usage, which are plugged in now. Opens none of them. Throws
 * `hid-unavailable`.
 */
export async function listHidDevices(usage: number, fallback: string): Promise<HidDevice[]> {
  const { devicesAsync } = await loadHid()
  const found = (await devicesAsync()).filter(
    (device) => (device.usagePage ?? 0) * 0x10000 + (device.usage ?? 0) === usage && device.path,
  )
  const byPath = [...new Map(found.map((device) => [device.path, device])).values()]
  return identify(await Promise.all(byPath.map((device) => described(device, fallback))))
}
