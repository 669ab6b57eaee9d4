import type { IncomingHttpHeaders } from 'node:http'

/** What a request claims about where it comes from, and what this host answers to. */
export interface Loopback {
  /** `127.0.0.1:PORT`, the only Host that is answered: another name that resolves here is DNS rebinding. */
  readonly authority: string
  /** `http://127.0.0.1:PORT`, the only Origin that is answered. */
  readonly origin: string
}

export const loopback = (port: number): Loopback => ({
  authority: `127.0.0.1:${port}`,
  origin: `http://127.0.0.1:${port}`,
})

export const isOwnHost = (headers: IncomingHttpHeaders, own: Loopback): boolean =>
  headers.host === own.authority

/** Reading a page: browsers send no Origin with a plain GET, so its absence is allowed, a foreign one never. */
export const mayRead = (headers: IncomingHttpHeaders, own: Loopback): boolean =>
  (headers.origin === undefined || headers.origin === own.origin) && !isFromElsewhere(headers)

/** Entering by POST: the local file that carries the token has the opaque Origin `null`. */
export const mayEnter = (headers: IncomingHttpHeaders, own: Loopback): boolean =>
  headers.origin === 'null' || headers.origin === own.origin

/** A WebSocket upgrade: browsers always say the Origin, so its absence is refused too. */
export const mayUpgrade = (headers: IncomingHttpHeaders, own: Loopback): boolean =>
  headers.origin === own.origin

/** Fetch metadata, where the browser sends it: another site's page (or image, or frame) asks. */
function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site']
  return site === 'cross-site' || site === 'same-site'
}

/**
 * Headers of every answer (DESIGN §10). Nothing inline, nothing from elsewhere, never framed, never kept.
 * `connect-src` names the socket because older engines did not take `'self'` for ws.
 */
export function securityHeaders(own: Loopback): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    `connect-src 'self' ws://${own.authority}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=()',
    'cache-control': 'no-store',
  }
}
