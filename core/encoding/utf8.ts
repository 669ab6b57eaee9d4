// `ignoreBOM` keeps a byte order mark as a character: dropping it would give two byte strings for one text.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** UTF-8 bytes of a text. Lone surrogates have no encoding and are a bug of the caller. */
export function toUtf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no UTF-8 encoding')
  return encoder.encode(text)
}

/** Text of well-formed UTF-8, or null: nothing is ever replaced. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes)
  } catch {
    return null
  }
}
