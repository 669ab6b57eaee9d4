import bwip from 'bwip-js/node'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Bitmap, enlarge, newBitmap, setDot } from './bitmap.ts'

/**
 * One QR version for every unit label, so that all of them have the same size: 9 at M holds 180 bytes, which is the
 * sealed link with a resolver host of up to 40 characters (FORMATS, "Size").
 */
export const unitQr = { version: 9, modules: 53, level: 'M', mask: 3, bytesMax: 180 } as const

interface Matrix {
  pixs: readonly number[]
  pixx: number
  pixy: number
}

interface Bars {
  sbs: readonly number[]
}

const raw = (options: Record<string, unknown>): unknown =>
  bwip.raw(options as unknown as Parameters<typeof bwip.raw>[0])[0]

function matrixBitmap({ pixs, pixx, pixy }: Matrix, moduleDots: number): Bitmap {
  const modules = newBitmap(pixx, pixy)
  for (const [index, dark] of pixs.entries()) {
    if (dark === 1) setDot(modules, index % pixx, Math.floor(index / pixx))
  }
  return enlarge(modules, moduleDots)
}

/** The label's QR code without its quiet zone. Throws `label-does-not-fit` when the link is too long for its version. */
export function qrBitmap(link: string, moduleDots: number): Bitmap {
  if (Buffer.byteLength(link) > unitQr.bytesMax)
    throw new BondmarkError('label-does-not-fit', { element: 'link' })
  const matrix = raw({
    bcid: 'qrcode',
    text: link,
    eclevel: unitQr.level,
    version: String(unitQr.version),
    mask: unitQr.mask,
  }) as Matrix
  return matrixBitmap(matrix, moduleDots)
}

/** A GS1-128 symbol of bracketed element strings, `(00)…`, without quiet zones. bwip-js checks the elements again. */
export function gs1Bars(elements: string, moduleDots: number, height: number): Bitmap {
  const { sbs } = raw({ bcid: 'gs1-128', text: elements }) as Bars
  const modules = sbs.reduce((sum, width) => sum + width, 0)
  const bitmap = newBitmap(modules * moduleDots, height)
  let x = 0
  for (const [index, width] of sbs.entries()) {
    if (index % 2 === 0) for (let dot = 0; dot < width * moduleDots; dot++) setDot(bitmap, x + dot, 0)
    x += width * moduleDots
  }
  for (let row = 1; row < height; row++) bitmap.data.copyWithin(row * bitmap.stride, 0, bitmap.stride)
  return bitmap
}

/** A GS1 DataMatrix of bracketed element strings, without quiet zone. */
export function gs1MatrixBitmap(elements: string, moduleDots: number): Bitmap {
  return matrixBitmap(raw({ bcid: 'gs1datamatrix', text: elements }) as Matrix, moduleDots)
}
