/** Characters of a key. */
const KEY_MAX = 128

const quoted = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/
const bare = /^[A-Za-z0-9][A-Za-z0-9._:/+=-]*$/

/**
 * The key of an `Idempotency-Key` header. draft-ietf-httpapi-idempotency-key-header makes it a Structured Field string
 * (RFC 8941 §3.3.3), in quotes; one without quotes is taken too where it cannot be misread, because most callers send it
 * so. Null for anything else, and for a key of more than 128 characters.
 */
export function readIdempotencyKey(header: string): string | null {
  const text = header.trim()
  const inner = quoted.exec(text)?.[1]?.replace(/\\(["\\])/g, '$1')
  const key = inner ?? (bare.test(text) ? text : null)
  return key === null || key.length === 0 || key.length > KEY_MAX ? null : key
}
