import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readTransportAddress, type TransportAddress } from './address.ts'
import { openSerial } from './serial.ts'
import { openTcp } from './tcp.ts'
import type { Transport } from './transport.ts'

export interface OpenOptions {
  /** A write is given up when the device took nothing for this long. */
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
    default:
      throw new BondmarkError('transport-unsupported', { device: checked.kind, reason: 'no driver' })
  }
}
