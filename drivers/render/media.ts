import type { LabelTemplate } from '../../core/label/template/template-schema.ts'

/**
 * A print head as its maker names it: 8 is 203.2 dpi, 12 is 300 dpi, 24 is 600 dpi. The last two are rounded up: such
 * heads have 11.81 and 23.62 dots a millimetre.
 */
export type DotsPerMm = 8 | 12 | 24

/** Label stock under a print head: what a layout is made for. */
export interface Media {
  readonly id: string
  readonly widthMm: number
  readonly heightMm: number
  readonly widthDots: number
  readonly heightDots: number
  /** The head's name in models, not its pitch: for that, {@link dotsOf}. */
  readonly dotsPerMm: DotsPerMm
}

const heads: Record<DotsPerMm, { readonly dpi: number; readonly dotsPerInch: number }> = {
  8: { dpi: 203, dotsPerInch: 203.2 },
  12: { dpi: 300, dotsPerInch: 300 },
  24: { dpi: 600, dotsPerInch: 600 },
}
const mmPerInch = 25.4

/** What people call the head's resolution: 203, 300 or 600. */
export const dpiOf = (dotsPerMm: DotsPerMm): number => heads[dotsPerMm].dpi

/** Dots that a length takes on paper, not rounded. */
export const dotsOf = (mm: number, dotsPerMm: DotsPerMm): number =>
  (mm * heads[dotsPerMm].dotsPerInch) / mmPerInch

function media(widthMm: number, heightMm: number, dotsPerMm: DotsPerMm): Media {
  return {
    id: `${widthMm}x${heightMm}-${dpiOf(dotsPerMm)}`,
    widthMm,
    heightMm,
    widthDots: Math.round(dotsOf(widthMm, dotsPerMm)),
    heightDots: Math.round(dotsOf(heightMm, dotsPerMm)),
    dotsPerMm,
  }
}

/** The stock that a label document is made for, under a head. */
export const templateMedia = ({ size }: Pick<LabelTemplate, 'size'>, dotsPerMm: DotsPerMm): Media =>
  media(size.width, size.height, dotsPerMm)

/** Stock of unit labels, 60×40 mm. */
export const unitMedia = (dotsPerMm: DotsPerMm): Media => media(60, 40, dotsPerMm)

/** Stock of case labels, 100×150 mm. */
export const caseMedia = (dotsPerMm: DotsPerMm): Media => media(100, 150, dotsPerMm)

/**
 * Layouts are drawn on a grid of eighths of a millimetre, which is a dot at 203 dpi: whole dots of a length or place.
 */
export const onGrid =
  ({ dotsPerMm }: Media) =>
  (eighths: number): number =>
    Math.round(dotsOf(eighths / 8, dotsPerMm))
