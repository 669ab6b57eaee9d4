import type { IncomingMessage } from 'node:http'

/** `pin=` and what was typed, each symbol perhaps as nine bytes. */
const BODY_BYTES_MAX = 1024

/**
 * The scratch code in a form that this page has sent, or null: a form of another site, another kind of body, one that is too long,
 * or one with something else in it. Its bytes are wiped.
 */
export async function readPinForm(request: IncomingMessage): Promise<string | null> {
  const { headers } = request
  const isForm = /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(headers['content-type'] ?? '')
  const body = await readBytes(request)
  if (body === null || !isForm || !isFromHere(headers)) return null
  const fields = [...new URLSearchParams(body.toString('latin1'))]
  body.fill(0)
  const [field] = fields
  return fields.length === 1 && field?.[0] === 'pin' ? field[1] : null
}

/** Read to its end in any case, so that the answer finds somebody who listens; kept only as far as the bound. */
async function readBytes(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > BODY_BYTES_MAX) return null
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  for (const chunk of chunks) chunk.fill(0)
  return body
}

/** A browser says where a form stood: by Sec-Fetch-Site, or by Origin. What says neither is no browser. */
function isFromHere({ origin, host, 'sec-fetch-site': site }: IncomingMessage['headers']): boolean {
  if (site !== undefined) return site === 'same-origin'
  return origin === undefined || URL.parse(origin)?.host === host
}
