import type { PageFile } from './page-files.ts'

/** The page's own scheme: a standard, secure origin that no file, site or other program can be part of. */
export const PAGE_SCHEME = 'bondmark'
export const PAGE_ORIGIN = 'bondmark://station'
export const PAGE_ADDRESS = `${PAGE_ORIGIN}/`

/** Nothing inline, nothing from elsewhere; calls go over the port, so there is nothing to connect to either. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** Whether an address is the station's page (or a part of it). */
export function isOwnPage(address: string): boolean {
  const url = URL.parse(address)
  return (
    url !== null &&
    url.protocol === `${PAGE_SCHEME}:` &&
    url.host === 'station' &&
    url.username === '' &&
    url.port === ''
  )
}

/** Answers a request of the page's scheme from the closed list of its files. */
export async function answerPage(
  files: ReadonlyMap<string, PageFile>,
  request: { url: string; method: string },
): Promise<Response> {
  const file =
    request.method === 'GET' && isOwnPage(request.url) ? files.get(new URL(request.url).pathname) : undefined
  if (!file) return new Response('Not found.\n', { status: 404, headers })
  return new Response(new Uint8Array(await file.read()), {
    headers: { ...headers, 'content-type': file.type },
  })
}
