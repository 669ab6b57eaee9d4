/** A fill: a tile of eight by eight pixels, its ground and the strokes over it. */
export interface Fill {
  readonly ground: string
  readonly stroke: string
  /** Path of the strokes; empty for a plain fill. */
  readonly strokes: string
}

/**
 * Fills by series. Colours after Okabe and Ito, which people with any common colour blindness tell apart; the strokes tell them
 * apart in grey, too. Each keeps a contrast of 3:1 against a white and a dark ground (WCAG 2.2, 1.4.11).
 */
export const fills: readonly Fill[] = [
  { ground: '#3a82c4', stroke: '#3a82c4', strokes: '' },
  { ground: '#b87900', stroke: '#ffffff', strokes: 'M-1 1 1 -1M0 8 8 0M7 9 9 7' },
  { ground: '#d55e00', stroke: '#ffffff', strokes: 'M2 0V8M6 0V8' },
  { ground: '#7a8794', stroke: '#ffffff', strokes: 'M0 4H8M4 0V8' },
]

/** Side of a tile. */
export const TILE = 8
