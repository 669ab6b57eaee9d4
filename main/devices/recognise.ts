import type { DeviceIdentity } from '../../core/contract/devices.ts'

interface Placed {
  readonly path: string
  readonly identity: DeviceIdentity
}

/**
 * The device that a setting means, among those that are plugged in: by its serial number wherever it is plugged in now;
 * without one, or when two share it, by vendor, product and port; what is no USB device, by its path. Never a device that
 * could as well be another: two identical ones are not taken for each other.
 */
export function recognise<T extends Placed>(wanted: Placed, present: readonly T[]): T | null {
  const { vendorId, productId, serialNumber, port } = wanted.identity
  if (vendorId === '') return present.find(({ path }) => path === wanted.path) ?? null
  const alike = present.filter(
    ({ identity }) =>
      identity.vendorId === vendorId &&
      identity.productId === productId &&
      identity.serialNumber === serialNumber,
  )
  if (serialNumber !== '' && alike.length === 1) return alike[0] ?? null
  return (
    alike.find(({ path, identity }) => (port === '' ? path === wanted.path : identity.port === port)) ?? null
  )
}

/** Whether two settings mean the same physical device. */
export const isSame = (a: Placed, b: Placed): boolean =>
  recognise(a, [b]) !== null && recognise(b, [a]) !== null
