import { basename } from 'node:path'
import type { Present } from './present.ts'
import { nobody, usbPlace, visible } from './usb-place.ts'

const id = (text: string | undefined): string =>
  /^[0-9a-f]{4}$/.test(text?.toLowerCase() ?? '') ? (text ?? '').toLowerCase() : ''

/** Serial ports, USB ones with their identity. On Linux `udevadm` is asked: throws when there is none. */
export async function listSerialPorts(): Promise<Present[]> {
  const { SerialPort } = await import('serialport')
  const ports = await SerialPort.list()
  return ports.map((port) => {
    const usb = usbPlace('tty', basename(port.path))
    const vendorId = id(port.vendorId)
    const listed =
      vendorId === ''
        ? nobody
        : {
            vendorId,
            productId: id(port.productId),
            serialNumber: visible(port.serialNumber ?? ''),
            port: visible(port.locationId ?? ''),
          }
    return {
      what: 'serial' as const,
      name: usb?.name || visible(port.manufacturer ?? '') || basename(port.path),
      path: port.path,
      identity: usb?.identity ?? listed,
      model: null,
      whyNot: null,
    }
  })
}
