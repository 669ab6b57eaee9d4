/** What a udev rule names a USB device by. */
interface UsbIdentity {
  /** Four hex digits. */
  readonly vendorId: string
  readonly productId: string
  readonly serialNumber: string
}

/**
 * The line for /etc/udev/rules.d/70-bondmark-scanners.rules that lets the person at the seat open this device: exactly this
 * one, as a rule for a keyboard of a vendor would let every program read what people type on all of them. A serial number
 * comes from the device, so one with other characters than letters, digits and `._:-` stays out of a line that people copy.
 */
export function hidAccessRule({ vendorId, productId, serialNumber }: UsbIdentity): string {
  const serial = /^[\w.:-]+$/.test(serialNumber) ? [`ATTRS{serial}=="${serialNumber}"`] : []
  return [
    'SUBSYSTEM=="hidraw"',
    `ATTRS{idVendor}=="${vendorId}"`,
    `ATTRS{idProduct}=="${productId}"`,
    ...serial,
    'TAG+="uaccess"',
  ].join(', ')
}
