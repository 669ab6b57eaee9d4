import type { Framed, Framer } from '../framed.ts'
import { readSymbolBytes } from '../symbol-bytes.ts'
import { readSerialFraming, type SerialFraming } from './serial-framing.ts'

const CR = 0x0d
const LF = 0x0a
const GS = 0x1d

/** Says of each byte whether it completes the sequence, however its beginning repeats itself (Knuth, Morris, Pratt). */
function createMatcher(sequence: readonly number[]) {
  const back = sequence.map(() => 0)
  for (let at = 1, length = 0; at < sequence.length; ) {
    if (sequence[at] === sequence[length]) back[at++] = ++length
    else if (length > 0) length = back[length - 1] ?? 0
    else at++
  }
  let matched = 0
  return {
    push: (byte: number): boolean => {
      while (matched > 0 && sequence[matched] !== byte) matched = back[matched - 1] ?? 0
      if (sequence[matched] === byte) matched++
      return matched > 0 && matched === sequence.length
    },
    reset: () => {
      matched = 0
    },
  }
}

/**
 * Frames a scanner's byte stream. A symbol may come in any number of pieces and a piece may hold several; a symbol longer
 * than `bytesMax` is refused once and skipped up to its end. LF after a CR that ends symbols, and empty lines, say nothing.
 * Where a prefix is set, bytes without it are refused; a prefix of control bytes in the middle of a symbol begins a new one,
 * as the end of the one before was lost. Throws `scanner-framing-wrong`.
 */
export function createSerialFramer(settings: SerialFraming = {}): Framer {
  const { prefix, suffix, aim, bytesMax } = readSerialFraming(settings)
  const room = prefix.length + bytesMax + suffix.length
  const held = new Uint8Array(room)
  const end = createMatcher(suffix)
  const skipsLineFeed = suffix.length === 1 && suffix[0] === CR
  /** A prefix that can stand in no symbol's data. */
  const marks = prefix[0] !== undefined && prefix[0] < 0x20 && prefix[0] !== GS
  let length = 0
  let skipping = false

  const clear = () => {
    length = 0
    skipping = false
    end.reset()
  }

  const startsWithPrefix = (bytes: Uint8Array) => prefix.every((byte, at) => bytes[at] === byte)

  /** Where the last prefix begins; 0 when there is none to look for. */
  const lastPrefixAt = (bytes: Uint8Array): number => {
    if (!marks) return 0
    for (let at = bytes.length - prefix.length; at > 0; at--)
      if (startsWithPrefix(bytes.subarray(at))) return at
    return 0
  }

  const withoutPrefix = (bytes: Uint8Array): Framed[] => {
    if (!startsWithPrefix(bytes))
      return [{ ok: false, code: 'scan-prefix-missing', detail: { bytes: bytes.length } }]
    const data = bytes.subarray(prefix.length)
    return data.length === 0 ? [] : [readSymbolBytes(data, aim)]
  }

  /** What lies between two ends: usually one symbol. */
  const readHeld = (bytes: Uint8Array): Framed[] => {
    if (bytes.length === 0) return []
    const at = lastPrefixAt(bytes)
    if (at === 0) return withoutPrefix(bytes)
    const code = startsWithPrefix(bytes) ? 'scan-incomplete' : 'scan-prefix-missing'
    return [{ ok: false, code, detail: { bytes: at } }, ...withoutPrefix(bytes.subarray(at))]
  }

  const endSymbol = (endBytes: number): Framed[] => {
    const framed = skipping ? [] : readHeld(held.subarray(0, length - endBytes))
    clear()
    return framed
  }

  const takeByte = (byte: number): Framed[] => {
    if (length === 0 && !skipping && skipsLineFeed && byte === LF) return []
    const isEnd = end.push(byte)
    if (skipping) return isEnd ? endSymbol(0) : []
    held[length++] = byte
    if (isEnd) return endSymbol(suffix.length)
    if (length < room) return []
    // Full, and its end has not begun: no symbol is that long.
    length = 0
    skipping = true
    return [{ ok: false, code: 'scan-too-long', detail: { bytesMax } }]
  }

  const giveUp = (): Framed[] => {
    const bytes = length
    clear()
    return bytes === 0 ? [] : [{ ok: false, code: 'scan-incomplete', detail: { bytes } }]
  }

  return {
    push: (bytes) => {
      const framed: Framed[] = []
      for (const byte of bytes) for (const one of takeByte(byte)) framed.push(one)
      return framed
    },
    idle: () => (suffix.length === 0 ? endSymbol(0) : giveUp()),
    flush: giveUp,
    get pendingBytes() {
      return skipping ? 1 : length
    },
  }
}
