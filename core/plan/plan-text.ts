import type { Code } from '../errors/codes.ts'

/** How the text of a plan was written. */
export type PlanEncoding = 'utf-8' | 'utf-8-bom' | 'gb18030'

/** Decodes GB18030; may throw or leave U+FFFD where the bytes are not GB18030. Handed in: core carries no tables. */
export type DecodeGb18030 = (bytes: Uint8Array) => string

/** The largest plan that is read, in bytes. */
export const planBytesMax = 16 * 1024 * 1024

const strictUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const gb18030 = (bytes: Uint8Array, decode: DecodeGb18030): string | null => {
  try {
    const text = decode(bytes)
    return text.includes('\ufffd') ? null : text
  } catch {
    return null
  }
}

/**
 * Finds out how a plan is encoded, and decodes it. Bytes that are valid UTF-8 are UTF-8 (Chinese in GB18030 is
 * practically never valid UTF-8); otherwise they must be GB18030 without a fault.
 */
export function planText(
  bytes: Uint8Array,
  decodeGb18030: DecodeGb18030,
): { text: string; encoding: PlanEncoding } | { code: Code } {
  if (bytes.length > planBytesMax) return { code: 'plan-too-large' }
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const utf8 = strictUtf8(bom ? bytes.subarray(3) : bytes)
  if (utf8 !== null) {
    // NUL bytes are valid UTF-8 and the mark of UTF-16: naming the encoding helps more than naming a column.
    if (utf8.includes('\0')) return { code: 'plan-encoding-unknown' }
    return { text: utf8, encoding: bom ? 'utf-8-bom' : 'utf-8' }
  }
  const text = bom ? null : gb18030(bytes, decodeGb18030)
  return text === null || text.includes('\0')
    ? { code: 'plan-encoding-unknown' }
    : { text, encoding: 'gb18030' }
}
