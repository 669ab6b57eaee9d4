import type { QrLevel } from './tried-symbols.ts'

/** Data codewords of versions 1 to 14 (ISO/IEC 18004:2015, table 7). */
const dataCodewords: Readonly<Record<QrLevel, readonly number[]>> = {
  L: [19, 34, 55, 80, 108, 136, 156, 194, 232, 274, 324, 370, 428, 461],
  M: [16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334, 365],
  Q: [13, 22, 34, 48, 62, 76, 88, 110, 132, 154, 180, 206, 244, 261],
}

/** A mode, the bits before its text (mode and count, versions 1–9 and 10–26), and sixths of a bit a character. */
interface Mode {
  readonly head: readonly [small: number, large: number]
  readonly sixths: number
  readonly takes: RegExp
}

const modes: readonly Mode[] = [
  { head: [14, 16], sixths: 20, takes: /[0-9]/ },
  { head: [13, 15], sixths: 33, takes: /[0-9A-Z $%*+\-./:]/ },
  { head: [12, 20], sixths: 48, takes: /[\s\S]/ },
]

/** The fewest bits that any segmentation of a text takes in a version; in byte mode alone if so asked. */
export function qrBits(text: string, version: number, bytesAlone: boolean): number {
  const group = version < 10 ? 0 : 1
  const usable = bytesAlone ? modes.slice(2) : modes
  const whole = (sixths: number) => Math.ceil(sixths / 6) * 6
  // Cheapest way to stand in each mode after each character; a segment that ends takes whole bits.
  let costs = usable.map(({ head }) => head[group] * 6)
  for (const character of text) {
    const within = usable.map(({ takes, sixths }, at) =>
      takes.test(character) ? (costs[at] ?? 0) + sixths : Number.POSITIVE_INFINITY,
    )
    const ended = Math.min(...within.map(whole))
    costs = usable.map(({ head }, at) => Math.min(within[at] ?? 0, ended + head[group] * 6))
  }
  return Math.min(...costs.map(whole)) / 6
}

/** The smallest version that holds a text at a level. */
export function qrVersion(text: string, level: QrLevel, bytesAlone: boolean): number {
  const found = dataCodewords[level].findIndex(
    (codewords, index) => qrBits(text, index + 1, bytesAlone) <= codewords * 8,
  )
  if (found < 0) throw new RangeError('more than version 14 holds')
  return found + 1
}
