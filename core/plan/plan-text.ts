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

/** Byte order marks of encodings that are named when they are refused: what to save the file as follows from it. */
const otherMarks: readonly { readonly name: string; readonly mark: readonly number[] }[] = [
  { name: 'UTF-32', mark: [0xff, 0xfe, 0, 0] },
  { name: 'UTF-32', mark: [0, 0, 0xfe, 0xff] },
  { name: 'UTF-16', mark: [0xff, 0xfe] },
  { name: 'UTF-16', mark: [0xfe, 0xff] },
]

/** The encoding that a mark, or a NUL at every other place of the beginning, gives away. */
function otherEncoding(bytes: Uint8Array): string | null {
  const marked = otherMarks.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte))
  if (marked) return marked.name
  const start = bytes.subarray(0, 64)
  const nuls = [0, 1].map((odd) => start.filter((byte, at) => at % 2 === odd && byte === 0).length)
  const half = Math.floor(start.length / 2)
  return half >= 8 && nuls.some((count) => count >= half * 0.75) ? 'UTF-16' : null
}

const beyondLatin = /[\u0800-\uffff]/
const notAscii = /[^\0-\x7f]/
const han = /\p{Script=Han}/u

/** The line of the file that holds the first NUL. */
const nulAt = (text: string): Unread => ({
  code: 'plan-nul',
  row: text.slice(0, text.indexOf('\0')).split(/\r\n?|\n/).length,
  value: '\0',
})

/** Why a file's bytes are no text of a plan. */
export interface Unread {
  readonly code: Code
  readonly row: number
  readonly value: string
}

/**
 * Finds out how a plan is encoded, and decodes it. Bytes that are valid UTF-8 are UTF-8 (Chinese in GB18030 is
 * practically never valid UTF-8); otherwise they must be GB18030 without a fault. Where both readings make sense and no
 * mark decides, nothing is guessed.
 */
export function planText(
  bytes: Uint8Array,
  decodeGb18030: DecodeGb18030,
  bytesMax = planBytesMax,
): { readonly text: string; readonly encoding: PlanEncoding } | Unread {
  const whole = (code: Code, value = `${bytes.length} bytes`): Unread => ({ code, row: 0, value })
  if (bytes.length > bytesMax) return whole('plan-too-large')
  const other = otherEncoding(bytes)
  if (other) return whole('plan-encoding-other', other)
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  const utf8 = strictUtf8(bom ? bytes.subarray(3) : bytes)
  if (utf8 !== null) {
    if (utf8.includes('\0')) return nulAt(utf8)
    if (!bom && notAscii.test(utf8) && !beyondLatin.test(utf8)) {
      const national = gb18030(bytes, decodeGb18030)
      if (national !== null && han.test(national))
        return whole('plan-encoding-ambiguous', firstOf(utf8, national))
    }
    return { text: utf8, encoding: bom ? 'utf-8-bom' : 'utf-8' }
  }
  const text = bom ? null : gb18030(bytes, decodeGb18030)
  if (text === null) return whole('plan-encoding-unknown')
  return text.includes('\0') ? nulAt(text) : { text, encoding: 'gb18030' }
}

/** The first piece of the file that reads differently, both ways: a person knows which is meant. */
const firstOf = (utf8: string, national: string): string =>
  `${/[^\0-\x7f]+/.exec(utf8)?.[0] ?? ''} / ${/[^\0-\x7f]+/.exec(national)?.[0] ?? ''}`
