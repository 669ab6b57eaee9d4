import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** The entity tag of some bytes in an encoding: each representation has its own (RFC 9110 §8.8.3). */
export function entityTag(bytes: string | Uint8Array, encoding: 'gzip' | null = null): string {
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  return `"${digest}${encoding === null ? '' : `-${encoding}`}"`
}

/**
 * Tags the answer, and ends it with 304 when the client has this representation already (RFC 9110 §13.1.2; `*` is any). True
 * when it is done. `headers` are those that a 200 would carry.
 */
export function isUnchanged(
  { headers: { 'if-none-match': known } }: Pick<IncomingMessage, 'headers'>,
  response: ServerResponse,
  tag: string,
  headers: Readonly<Record<string, string>>,
): boolean {
  response.setHeader('ETag', tag)
  const tags = (known ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''))
  if (!tags.includes(tag) && !tags.includes('*')) return false
  const { 'Content-Type': _, ...kept } = headers
  response.writeHead(304, kept)
  response.end()
  return true
}
