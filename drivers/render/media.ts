/** Resolution of a print head: 8 is 203 dpi, 12 is 300 dpi, 24 is 600 dpi, as the makers round them. */
export type DotsPerMm = 8 | 12 | 24

/** Label stock under a print head: what a layout is made for. */
export interface Media {
  readonly id: string
  readonly widthMm: number
  readonly heightMm: number
  readonly widthDots: number
  readonly heightDots: number
  readonly dotsPerMm: DotsPerMm
}

const dpi: Record<DotsPerMm, number> = { 8: 203, 12: 300, 24: 600 }

function media(widthMm: number, heightMm: number, dotsPerMm: DotsPerMm): Media {
  return {
    id: `${widthMm}x${heightMm}-${dpi[dotsPerMm]}`,
    widthMm,
    heightMm,
    widthDots: widthMm * dotsPerMm,
    heightDots: heightMm * dotsPerMm,
    dotsPerMm,
  }
}

/** Stock of unit labels, 60×40 mm. */
export const unitMedia = (dotsPerMm: DotsPerMm): Media => media(60, 40, dotsPerMm)

/** Stock of case labels, 100×150 mm. */
export const caseMedia = (dotsPerMm: DotsPerMm): Media => media(100, 150, dotsPerMm)

/**
 * Layouts are drawn on a grid of eighths of a millimetre, which is a dot at 203 dpi: dots of a length or place on it.
 */
export const onGrid =
  ({ dotsPerMm }: Media) =>
  (eighths: number): number =>
    Math.round((eighths * dotsPerMm) / 8)
