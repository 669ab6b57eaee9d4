import type { IncomingMessage } from 'node:http'
import { isIP, isIPv6 } from 'node:net'

/**
 * What a client is counted as: its IPv4 address, or the /64 that its IPv6 address is in, which one household has. With
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
  if (proxies === 0) return networkOf(direct)
  const told = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((each) => each.trim())
  const seen = told.at(-proxies) ?? ''
  return networkOf(isIP(seen) === 0 ? direct : seen)
}

function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail = ''] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  const last = tail === '' ? [] : tail.split(':')
  const between = plain.includes('::')
    ? Array.from({ length: Math.max(0, 8 - groups.length - last.length) }, () => '0')
    : []
  const first = [...groups, ...between, ...last].slice(0, 4)
  return `${first.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
