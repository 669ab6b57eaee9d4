import { readTransportAddress, type TransportAddress } from './address.ts'
import { openJobFolder } from './job-folder.ts'
import { openSerial } from './serial.ts'
import { openSpooler } from './spooler.ts'
import { openTcp } from './tcp.ts'
import type { Transport } from './transport.ts'
import { openUsbLinePrinter } from './usb-line-printer.ts'

export interface OpenOptions {
  /** A write is given up when the device took nothing for this long; where it is left out, what suits the way. */
  readonly stallMs?: number
}

/**
 * Opens the way to a device. Throws `transport-address-wrong`, and for a device that cannot be opened
 * `transport-open-failed`, `transport-not-permitted` (which names the remedy), `transport-busy` or `transport-unsupported`.
 */
export async function openTransport(
  address: TransportAddress,
  options: OpenOptions = {},
): Promise<Transport> {
  const checked = readTransportAddress(address)
  switch (checked.kind) {
    case 'tcp':
      return openTcp({ ...checked, ...options })
    case 'serial':
      return openSerial({ ...checked, ...options })
    case 'usb-lp':
      return openUsbLinePrinter({ ...checked, ...options })
    case 'spooler':
      return openSpooler({ ...checked, ...options })
    case 'file':
      return openJobFolder(checked)
  }
}
