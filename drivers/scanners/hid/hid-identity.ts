/** What is known of a HID interface that is plugged in, beside what it is called. */
export interface HidTraits {
  readonly path: string
  readonly vendorId: number
  readonly productId: number
  readonly serialNumber: string
  /** Number of the interface within its device; -1 where the system does not say. */
  readonly face: number
  /** The USB socket and interface (`usb-0000:00:14.0-1/input0`): stays over a replug. Null where the system does not say. */
  readonly socket: string | null
}

/** An interface with its name among those that were plugged in with it. */
export interface HidIdentity extends HidTraits {
  /** Vendor, product and serial number; with the interface, the socket or at last the path where those are not its own. */
  readonly id: string
  /** No other device had its serial number. */
  readonly hasOwnSerial: boolean
}

const hex = (value: number) => value.toString(16).padStart(4, '0')
const keyOf = ({ vendorId, productId, serialNumber }: HidTraits) =>
  `hid:${hex(vendorId)}:${hex(productId)}:${serialNumber}`

/** Gives each of the interfaces that are plugged in a name that no other of them has. */
export function identify<T extends HidTraits>(devices: readonly T[]): (T & HidIdentity)[] {
  return devices.map((device) => {
    const key = keyOf(device)
    const alike = devices.filter((other) => keyOf(other) === key)
    const isOneDevice = device.face >= 0 && new Set(alike.map(({ face }) => face)).size === alike.length
    const hasOwnSerial = device.serialNumber !== '' && (alike.length === 1 || isOneDevice)
    if (!hasOwnSerial) return { ...device, hasOwnSerial, id: `${key}@${device.socket ?? device.path}` }
    return { ...device, hasOwnSerial, id: alike.length === 1 ? key : `${key}#${device.face}` }
  })
}

/**
 * The interface that was opened, among those that are plugged in now: in the same socket, or in another when its serial
 * number is its own. Its name is not asked: that changes when a twin comes or goes.
 */
export function findAgain<T extends HidTraits>(opened: HidIdentity, listed: readonly T[]): T | undefined {
  const alike = listed.filter((one) => keyOf(one) === keyOf(opened) && one.face === opened.face)
  const inPlace = alike.find(({ socket, path }) =>
    opened.socket === null ? path === opened.path : socket === opened.socket,
  )
  return inPlace ?? (opened.hasOwnSerial && alike.length === 1 ? alike[0] : undefined)
}
