import bwip from 'bwip-js/node'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { GS } from '../../core/gs1/element-string.ts'
import { barsBitmap } from './bars-bitmap.ts'
import { type Bitmap, enlarge, newBitmap, setDot } from './bitmap.ts'
import type { Gs1BarsOp, Gs1MatrixOp, QrOp } from './draw-ops.ts'
import { drawnLazily } from './drawn-lazily.ts'
import { qrCode } from './qr/qr-code.ts'
import { type QrForm, qrCapacity, qrModules } from './qr/qr-form.ts'
import type { SymbolPlace } from './symbol-place.ts'

interface Matrix {
  readonly pixs: readonly number[]
  readonly pixx: number
  readonly pixy: number
}

interface Bars {
  readonly sbs: readonly number[]
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

const modulesAcross = ({ sbs }: Bars, moduleDots: number): number[] => sbs.map((width) => width * moduleDots)

/** A plain Code 128 without quiet zones, of letters and digits. */
export const code128Bitmap = (text: string, moduleDots: number, height: number): Bitmap =>
  barsBitmap(modulesAcross(raw({ bcid: 'code128', text }) as Bars, moduleDots), height)

/**
 * A QR code of ASCII text in the given form. Throws `label-does-not-fit`, naming `content`, when the text is too long.
 */
export function qrOp(place: SymbolPlace, text: string, form: QrForm, content: string): QrOp {
  if (text.length > qrCapacity(form)) throw new BondmarkError('label-does-not-fit', { element: content })
  const modules = qrModules(form)
  const size = modules * place.moduleDots
  return {
    op: 'symbol',
    symbology: 'qr',
    ...place,
    width: size,
    height: size,
    modules,
    text,
    version: form.version,
    level: form.level,
    mask: form.mask,
    versionByLength: text.length > qrCapacity({ ...form, version: form.version - 1 }),
    bitmap: drawnLazily(() => enlarge(qrCode(text, form), place.moduleDots), size, size),
  }
}

/** An element string as bwip-js wants it: FNC1 by name, and its escape sign `^` doubled. */
const withNamedFnc1 = (text: string): string => `^FNC1${text.replaceAll('^', '^^').replaceAll(GS, '^FNC1')}`

/**
 * A GS1 DataMatrix of `modules` a side, pinned so that every label of a template has the same size. `text` is an element
 * string with GS, already checked (core/gs1). Drawing throws when it does not fit.
 */
export function gs1MatrixOp(place: SymbolPlace, text: string, modules: number): Gs1MatrixOp {
  const size = modules * place.moduleDots
  const draw = () => {
    const version = `${modules}x${modules}`
    const matrix = raw({ bcid: 'datamatrix', text: withNamedFnc1(text), parsefnc: true, version }) as Matrix
    return matrixBitmap(matrix, place.moduleDots)
  }
  return {
    op: 'symbol',
    symbology: 'gs1-datamatrix',
    ...place,
    width: size,
    height: size,
    modules,
    text,
    bitmap: drawnLazily(draw, size, size),
  }
}

/**
 * A GS1-128 symbol `modules` across, without quiet zones; `height` is the bars', in dots. `text` as in `gs1MatrixOp`.
 */
export function gs1BarsOp(place: SymbolPlace, text: string, modules: number, height: number): Gs1BarsOp {
  const width = modules * place.moduleDots
  const draw = () =>
    barsBitmap(
      modulesAcross(
        raw({ bcid: 'code128', text: withNamedFnc1(text), parsefnc: true }) as Bars,
        place.moduleDots,
      ),
      height,
    )
  return {
    op: 'symbol',
    symbology: 'gs1-128',
    ...place,
    width,
    height,
    modules,
    text,
    bitmap: drawnLazily(draw, width, height),
  }
}
