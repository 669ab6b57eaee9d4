import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { addressGroup } from '../../../platform/http/address-group.ts'

/**
 * What a client is counted as: the group of its address. With
 * `proxies` in front of this ledger, all of them ours, it is the address that the outermost of them saw, so many from the
 * right of X-Forwarded-For; what stands left of it is anybody's word and is not read. Without, that header is not read.
 */
export function clientName(
  {
    headers,
    socket,
  }: Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } },
  proxies: number,
): string {
  const direct = socket.remoteAddress ?? ''
  if (proxies === 0) return addressGroup(direct)
  const told = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((each) => each.trim())
  const seen = told.at(-proxies) ?? ''
  return addressGroup(isIP(seen) === 0 ? direct : seen)
}
