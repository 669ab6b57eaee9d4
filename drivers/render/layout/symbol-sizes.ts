import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { LabelKind } from '../../../core/label/template/label-kind.ts'
import type { ElementOf } from '../../../core/label/template/template-schema.ts'
import { type DotsPerMm, dotsOf, type Media } from '../media.ts'

export type SymbolElement = ElementOf<'qr' | 'gs1-datamatrix' | 'gs1-128' | 'ean-13' | 'itf-14'>

/** FORMATS, "Size": 0.5 mm at 203 dpi, 0.423 mm at 300 and 600. */
const qrFloorDots: Readonly<Record<DotsPerMm, number>> = { 8: 4, 12: 5, 24: 10 }

/** Floors of scanners at the till and in the warehouse, in millimetres (GS1 General Specifications, §5.12.3, tables 1 and 2). */
const RETAIL_BARS_MM = 0.264
const LOGISTIC_BARS_MM = 0.495
/** Matrices are printed half as large again as bars, because of how cameras see (ibid.). */
const MATRIX_TIMES = 1.5

const dotsTaken = (mm: number, { dotsPerMm }: Media): number => dotsOf(mm, dotsPerMm)

function floorMm({ type }: SymbolElement, kind: LabelKind, { dotsPerMm }: Media): number {
  if (type === 'qr') return qrFloorDots[dotsPerMm] / dotsOf(1, dotsPerMm)
  if (type === 'ean-13') return kind === 'unit' ? RETAIL_BARS_MM : LOGISTIC_BARS_MM
  if (type === 'gs1-datamatrix') return MATRIX_TIMES * (kind === 'unit' ? RETAIL_BARS_MM : LOGISTIC_BARS_MM)
  return LOGISTIC_BARS_MM
}

/** Ceilings in millimetres (ibid.): beyond them a symbol is wider than what scanners see at once. QR codes have none. */
function ceilingMm({ type }: SymbolElement, kind: LabelKind): number {
  if (type === 'qr') return Number.POSITIVE_INFINITY
  if (type === 'ean-13') return 0.66
  if (type === 'gs1-datamatrix') return kind === 'unit' ? 0.99 : 1.5
  return 1.016
}

/** Heights of bars in millimetres (ibid.): on cases and pallets, and what is put up with on a unit. */
const LOGISTIC_HEIGHT_MM = 31.75
const UNIT_HEIGHT_MM = 12.7
/** At the least module of EAN-13, which is four fifths of its usual size at the till and one and a half times that in the warehouse. */
const RETAIL_HEIGHT_MM = 18.28
const LOGISTIC_RETAIL_HEIGHT_MM = 34.28

/**
 * Throws `label-bars-too-low` for bars that a scanner, held a little askew, leaves before their end; unless the document
 * records an exception down to there.
 */
export function assertBarsHigh(element: ElementOf<'gs1-128' | 'ean-13' | 'itf-14'>, kind: LabelKind): void {
  const { id, type, height, exception } = element
  const [retail, other] =
    kind === 'unit' ? [RETAIL_HEIGHT_MM, UNIT_HEIGHT_MM] : [LOGISTIC_RETAIL_HEIGHT_MM, LOGISTIC_HEIGHT_MM]
  const floor = Math.min(type === 'ean-13' ? retail : other, exception?.height ?? Number.POSITIVE_INFINITY)
  if (height < floor) throw new BondmarkError('label-bars-too-low', { element: id, height, floor })
}

/** What floating point may lose. */
const SLACK = 1e-6

const rounded = (mm: number): number => Math.round(mm * 1000) / 1000

/**
 * Whole dots of a symbol's module: never smaller than the document says, as a dot is not divided.
 * Throws `label-module-too-small` below the floor of its symbology, unless the document records an exception down to there, and
 * `label-module-too-large` above the ceiling.
 */
export function moduleDotsOf(element: SymbolElement, kind: LabelKind, media: Media): number {
  const { id, exception } = element
  const dots = Math.max(1, Math.ceil(dotsTaken(element.module, media) - SLACK))
  const module = dots / dotsOf(1, media.dotsPerMm)
  const floor = Math.min(floorMm(element, kind, media), exception?.module ?? Number.POSITIVE_INFINITY)
  const ceiling = ceilingMm(element, kind)
  const is = { element: id, module: rounded(module) }
  if (module < floor - SLACK)
    throw new BondmarkError('label-module-too-small', { ...is, floor: rounded(floor) })
  if (module > ceiling + SLACK) throw new BondmarkError('label-module-too-large', { ...is, ceiling })
  return dots
}
