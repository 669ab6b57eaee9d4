import { z } from 'zod'
import { canonicalBytes } from '../statement/canonical-json.ts'

/** Bytes of a message's body in its RFC 8785 form: whoever reads messages reads the things that they name elsewhere. */
export const MESSAGE_BODY_BYTES_MAX = 16 * 1024

/** What kind of thing happened, in words with dashes: `asn-released`, `line-held`. */
export const messageKind = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/)

/** One thing that other systems are told: what happened, when, and what it was about. */
export const outgoingMessage = z.strictObject({
  /** Its place among all that this station has told, from 1 on and without gaps: a reader goes on after it. */
  n: z.int().min(1),
  /** RFC 3339 with offset: when it happened. */
  t: z.iso.datetime({ offset: true }),
  kind: messageKind,
  body: z.record(z.string(), z.json()),
})
export type OutgoingMessage = Readonly<z.infer<typeof outgoingMessage>>

/** The SHA-256 of nothing before it: what the first message links to. */
export const FIRST_LINK: Uint8Array = new Uint8Array(32)

/**
 * What the link of a message is the SHA-256 of: the link before it, then the RFC 8785 bytes of the message. A message that
 * was changed, moved or taken out breaks every link from there on.
 */
export function linkedBytes(before: Uint8Array, message: OutgoingMessage): Uint8Array {
  const said = canonicalBytes(message)
  const bytes = new Uint8Array(before.length + said.length)
  bytes.set(before)
  bytes.set(said, before.length)
  return bytes
}

/** The body as it is stored. Throws RangeError when it is larger than it may be. */
export function bodyText(body: OutgoingMessage['body']): string {
  const bytes = canonicalBytes(body)
  if (bytes.length > MESSAGE_BODY_BYTES_MAX) throw new RangeError(`a message of ${bytes.length} bytes`)
  return new TextDecoder().decode(bytes)
}
