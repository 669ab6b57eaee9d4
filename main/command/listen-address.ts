import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { readPort } from './port.ts'

/** Where to listen, as a person writes it: `HOST:PORT`, an IPv6 address in brackets. Throws `address-malformed`, `port-malformed`. */
export function readListenAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]\s]+)):(\d+)$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined || port === undefined) throw new BondmarkError('address-malformed', { value: text })
  return { host, port: readPort(port) }
}
