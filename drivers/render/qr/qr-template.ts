import { type Bitmap, dotAt, fillRectangle, newBitmap, setDot } from '../bitmap.ts'
import { type QrForm, qrModules } from './qr-form.ts'

/** Where alignment patterns stand, in both directions (ISO/IEC 18004:2015, table E.1, versions 1 to 10). */
const alignment: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
]

/** Which modules a mask turns over, by row and column (table 10). */
const masks: readonly ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
]

/** What is the same in every code of a form. */
export interface QrTemplate {
  /** Finders, timing, alignment, format and version; the other modules are white. */
  readonly fixed: Bitmap
  /** The other modules, in the order in which bits are put: row × modules + column. */
  readonly places: Uint16Array
  /** 1 where the mask turns the bit over. */
  readonly turned: Uint8Array
}

/** `value` with the remainder of its division by `generator` behind it: the BCH codes of §7.9 and §7.10. */
function withRemainder(value: number, generator: number, bits: number): number {
  let rest = value << bits
  for (let bit = 31 - Math.clz32(rest); bit >= bits; bit--) {
    if (rest & (1 << bit)) rest ^= generator << (bit - bits)
  }
  return (value << bits) | rest
}

export function qrTemplate(form: QrForm): QrTemplate {
  const side = qrModules(form)
  const fixed = newBitmap(side, side)
  const taken = newBitmap(side, side)
  const put = (row: number, column: number, black: boolean) => {
    setDot(taken, column, row)
    if (black) setDot(fixed, column, row)
  }
  putFinders(fixed, taken, side)
  for (let at = 8; at < side - 8; at++) {
    put(6, at, at % 2 === 0)
    put(at, 6, at % 2 === 0)
  }
  putAlignment(form.version, taken, put)
  putFormat(form, side, put)
  if (form.version >= 7) putVersion(form.version, side, put)
  const places = freePlaces(taken, side)
  const isTurned = masks[form.mask]
  if (isTurned === undefined) throw new RangeError(`no mask ${form.mask}`)
  const turned = Uint8Array.from(places, (place) => Number(isTurned(Math.floor(place / side), place % side)))
  return { fixed, places, turned }
}

/** Three finders, with their separators and the room of the format beside them. */
function putFinders(fixed: Bitmap, taken: Bitmap, side: number): void {
  const far = side - 7
  for (const [x, y] of [
    [0, 0],
    [far, 0],
    [0, far],
  ] as const) {
    fillRectangle(taken, Math.max(0, x - 1), Math.max(0, y - 1), x === 0 || x === far ? 8 : 9, 8)
    fillRectangle(fixed, x, y, 7, 1)
    fillRectangle(fixed, x, y + 6, 7, 1)
    fillRectangle(fixed, x, y, 1, 7)
    fillRectangle(fixed, x + 6, y, 1, 7)
    fillRectangle(fixed, x + 2, y + 2, 3, 3)
  }
}

type Put = (row: number, column: number, black: boolean) => void

function putAlignment(version: number, taken: Bitmap, put: Put): void {
  const centres = alignment[version - 1] ?? []
  const last = centres.at(-1) ?? 0
  for (const row of centres) {
    for (const column of centres) {
      // The three corners of the finders have none; those on the timing lines do.
      const isFinder =
        (row === 6 && column === 6) || (row === 6 && column === last) || (row === last && column === 6)
      if (isFinder || (dotAt(taken, column, row) && row !== 6 && column !== 6)) continue
      for (let down = -2; down <= 2; down++) {
        for (let across = -2; across <= 2; across++) {
          const ring = Math.max(Math.abs(down), Math.abs(across))
          put(row + down, column + across, ring !== 1)
        }
      }
    }
  }
}

/** Level and mask, twice, and the module that is always dark (§7.9). */
function putFormat({ level, mask }: QrForm, side: number, put: Put): void {
  const levelBits = level === 'L' ? 1 : 0
  const bits = withRemainder((levelBits << 3) | mask, 0x537, 10) ^ 0x5412
  for (let bit = 0; bit < 15; bit++) {
    const black = ((bits >> bit) & 1) === 1
    const near = bit < 6 ? bit : bit < 8 ? bit + 1 : side - 15 + bit
    put(near, 8, black)
    const column = bit < 8 ? side - 1 - bit : bit === 8 ? 7 : 14 - bit
    put(8, column, black)
  }
  put(side - 8, 8, true)
}

/** The version, twice, from version 7 on (§7.10). */
function putVersion(version: number, side: number, put: Put): void {
  const bits = withRemainder(version, 0x1f25, 12)
  for (let bit = 0; bit < 18; bit++) {
    const black = ((bits >> bit) & 1) === 1
    const [far, near] = [side - 11 + (bit % 3), Math.floor(bit / 3)]
    put(far, near, black)
    put(near, far, black)
  }
}

/** Two columns at a time from the right, up and down in turn, past the timing column (§7.7.3). */
function freePlaces(taken: Bitmap, side: number): Uint16Array {
  const places: number[] = []
  let upwards = true
  for (let right = side - 1; right > 0; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < side; step++) {
      const row = upwards ? side - 1 - step : step
      for (const column of [right, right - 1]) {
        if (!dotAt(taken, column, row)) places.push(row * side + column)
      }
    }
    upwards = !upwards
  }
  return Uint16Array.from(places)
}
