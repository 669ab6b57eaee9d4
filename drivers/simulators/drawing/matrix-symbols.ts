import bwip from 'bwip-js/node'
import { type Bitmap, enlarge, newBitmap, setDot } from '../../render/bitmap.ts'
import { fnc1 } from './code-128.ts'

interface Modules {
  readonly pixs: readonly number[]
  readonly pixx: number
  readonly pixy: number
}

/** bwip-js knows how symbols are made; what is to be in them is read by the interpreters. Answers why it cannot. */
function encoded(options: Record<string, unknown>): Modules | string {
  try {
    return bwip.raw(options as unknown as Parameters<typeof bwip.raw>[0])[0] as unknown as Modules
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/^bwipp?\.?/, '')
  }
}

function bitmapOf({ pixs, pixx, pixy }: Modules, moduleDots: number): Bitmap {
  const modules = newBitmap(pixx, pixy)
  for (const [index, dark] of pixs.entries()) {
    if (dark === 1) setDot(modules, index % pixx, Math.floor(index / pixx))
  }
  return enlarge(modules, moduleDots)
}

export interface MatrixSymbol {
  readonly columns: number
  readonly rows: number
  bitmap(moduleDots: number): Bitmap
}

function symbol(options: Record<string, unknown>): MatrixSymbol | string {
  const modules = encoded(options)
  if (typeof modules === 'string') return modules
  return {
    columns: modules.pixx,
    rows: modules.pixy,
    bitmap: (moduleDots) => bitmapOf(modules, moduleDots),
  }
}

/** Every byte as a number, which bwip-js puts in as it is. */
function numbered(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `^${String(byte).padStart(3, '0')}`).join('')
}

/** A QR code of these bytes, in the smallest version that holds them. `mask` is 0 to 7, or the best. */
export function qrSymbol(bytes: Uint8Array, level: string, mask: number | null): MatrixSymbol | string {
  return qrCode(bytes, level, mask, null)
}

/**
 * The same in byte mode alone, as printers are told to write it in manual mode: digits take a byte each, and the version follows
 * from the length. bwip-js would pack them and take a smaller one.
 */
export function qrSymbolOfBytes(
  bytes: Uint8Array,
  level: string,
  mask: number | null,
): MatrixSymbol | string {
  const version = versionOfBytes(bytes.length, level)
  return typeof version === 'string' ? version : qrCode(bytes, level, mask, version)
}

/** By level and length, of which there are at most four times 2,953. */
const versions = new Map<string, number>()

/** The smallest version for so many bytes that nothing packs; or why there is none. */
function versionOfBytes(length: number, level: string): number | string {
  const key = `${level}${length}`
  const known = versions.get(key)
  if (known !== undefined) return known
  const code = qrCode(new Uint8Array(length).fill(0xff), level, 0, null)
  if (typeof code === 'string') return code
  const version = (code.columns - 17) / 4
  versions.set(key, version)
  return version
}

function qrCode(
  bytes: Uint8Array,
  level: string,
  mask: number | null,
  version: number | null,
): MatrixSymbol | string {
  return symbol({
    bcid: 'qrcode',
    text: numbered(bytes),
    parse: true,
    binarytext: true,
    eclevel: level,
    ...(version === null ? {} : { version: String(version) }),
    ...(mask === null ? {} : { mask: mask + 1 }),
  })
}

export interface DataMatrixSize {
  readonly rows: number
  readonly columns: number
}

/** An ECC 200 DataMatrix; FNC1 in the text as `fnc1`. `size` null: the smallest square, or rectangle. */
export function dataMatrixSymbol(
  text: string,
  size: DataMatrixSize | null,
  rectangle: boolean,
): MatrixSymbol | string {
  const parts = text.split(fnc1).map((part) => numbered(Buffer.from(part, 'latin1')))
  return symbol({
    bcid: 'datamatrix',
    text: parts.join('^FNC1'),
    parse: true,
    parsefnc: true,
    binarytext: true,
    ...(rectangle ? { format: 'rectangle' } : {}),
    ...(size === null ? {} : { rows: size.rows, columns: size.columns }),
  })
}
