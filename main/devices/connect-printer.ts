import type { PrinterConnection } from '../../core/contract/devices.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { openTransport } from '../../drivers/transports/open-transport.ts'
import type { Transport } from '../../drivers/transports/transport.ts'
import { listSerialPorts } from './found/list-serial.ts'
import { listUsbPrinters } from './found/list-usb-printers.ts'
import type { Present } from './found/present.ts'
import { recognise } from './recognise.ts'

/** Opens the way to a printer, wherever its device is plugged in now. Throws `transport-…`. */
export async function connectPrinter(connection: PrinterConnection): Promise<Transport> {
  if (connection.kind === 'serial') {
    const { identity, ...address } = connection
    const isUsb = identity.vendorId !== ''
    const path = isUsb
      ? placed(connection.path, recognise(connection, await portsNear(connection.path)))
      : address.path
    return openTransport({ ...address, path })
  }
  if (connection.kind === 'usb-lp') {
    return openTransport({
      kind: 'usb-lp',
      path: placed(connection.path, recognise(connection, listUsbPrinters())),
    })
  }
  return openTransport(connection)
}

/** Listing may fail in any way of the system's (no udevadm): to the printer's driver that is one more way not to be reached. */
async function portsNear(device: string): Promise<Present[]> {
  try {
    return await listSerialPorts()
  } catch (error) {
    throw new BondmarkError('transport-open-failed', { device, reason: (error as Error).message })
  }
}

function placed(before: string, found: { readonly path: string } | null): string {
  if (!found) throw new BondmarkError('transport-open-failed', { device: before, reason: 'unplugged' })
  return found.path
}
