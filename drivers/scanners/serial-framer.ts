import { type Framed, type Framer, symbolBytesMax } from './framed.ts'
import { readSymbol } from './symbol-bytes.ts'

export interface SerialFraming {
  /** The byte that ends a symbol; CR unless the scanner is set otherwise. */
  readonly suffix?: number
  /** A byte the scanner puts before each symbol (STX, say); it is taken off. */
  readonly prefix?: number
  readonly bytesMax?: number
}

const CR = 0x0d
const LF = 0x0a

/**
 * Frames a serial scanner's byte stream. A symbol may come in any number of pieces and a piece may hold several; a
 * symbol longer than `bytesMax` is refused once and skipped up to its end. LF after a CR, and empty lines, say nothing.
 */
export function createSerialFramer(framing: SerialFraming = {}): Framer {
  const { suffix = CR, prefix, bytesMax = symbolBytesMax } = framing
  const held = new Uint8Array(bytesMax)
  let length = 0
  let skipping = false

  const takeByte = (byte: number): Framed | undefined => {
    if (byte === suffix) return endSymbol()
    if (skipping) return undefined
    if (length === 0 && (byte === prefix || (byte === LF && suffix === CR))) return undefined
    if (length === bytesMax) {
      skipping = true
      length = 0
      return { ok: false, code: 'scan-too-long', detail: { bytesMax } }
    }
    held[length++] = byte
    return undefined
  }

  const endSymbol = (): Framed | undefined => {
    const framed = skipping || length === 0 ? undefined : readSymbol(held.subarray(0, length))
    skipping = false
    length = 0
    return framed
  }

  return {
    push: (bytes) => [...bytes].map(takeByte).filter((framed) => framed !== undefined),
    flush: () => {
      const bytes = length
      skipping = false
      length = 0
      return bytes === 0 ? [] : [{ ok: false, code: 'scan-incomplete', detail: { bytes } }]
    },
    get pendingBytes() {
      return length
    },
  }
}
