import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

const URL_CHARS_MAX = 500

/** Addresses of this machine and of networks behind it (RFC 6890 and its registries): a hook goes there by an explicit flag only. */
const own = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const)
  own.addSubnet(net, bits, 'ipv4')
for (const [net, bits] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const)
  own.addSubnet(net, bits, 'ipv6')

/** Whether an address is of this machine or of a private network. An IPv4 address inside an IPv6 one is looked at as the former. */
export function isPrivateAddress(address: string): boolean {
  const inner = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (inner !== undefined) return own.check(inner, 'ipv4')
  const family = isIP(address)
  return family === 0 || own.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/**
 * The address of a hook: http or https, no credentials, no fragment; plain http only with `allowPrivate`, for what is on the way can be
 * read and held back by anybody there.
 * @throws BondmarkError `service-webhook-address` `{url, reason}`
 */
export function readWebhookUrl(text: string, allowPrivate: boolean): URL {
  const wrong = (reason: string) =>
    new BondmarkError('service-webhook-address', { url: text.slice(0, 200), reason })
  const url = text.length <= URL_CHARS_MAX ? URL.parse(text) : null
  if (url === null) throw wrong('not an address')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong('neither https nor http')
  if (url.username !== '' || url.password !== '') throw wrong('a name or password in the address')
  if (url.hash !== '') throw wrong('a fragment')
  if (url.protocol === 'http:' && !allowPrivate) throw wrong('http without --allow-private')
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host))
    throw wrong('a private address without --allow-private')
  return url
}

/** Resolves names to public addresses alone: what a name means is looked at when it is used, for it may change. */
export const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0)
    const [first] = addresses
    if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address)))
      return done(new Error('a private address'), '', 0)
    if (options.all) return done(null, addresses)
    done(null, first.address, first.family)
  })
}
