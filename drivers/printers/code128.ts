import { GS } from '../../core/gs1/element-string.ts'

/** A piece of a GS1-128 symbol: FNC1, a change of code set, two digits of set C or a letter of set B. */
export type Code128Piece =
  | { readonly kind: 'fnc1' }
  | { readonly kind: 'set'; readonly set: 'B' | 'C' }
  | { readonly kind: 'data'; readonly text: string }

export interface Code128 {
  readonly start: 'B' | 'C'
  readonly pieces: readonly Code128Piece[]
  /** Modules across: start, pieces, check digit and stop (ISO/IEC 15417). */
  readonly modules: number
}

interface Way {
  readonly length: number
  readonly pieces: readonly Code128Piece[]
}

const letter = /^[ -~]$/
const digits = /^\d\d$/

const step = (way: Way | null, ...pieces: Code128Piece[]): Way | null =>
  way === null ? null : { length: way.length + pieces.length, pieces: [...pieces, ...way.pieces] }

const shorter = (a: Way | null, b: Way | null): Way | null =>
  a === null || (b !== null && b.length < a.length) ? b : a

/**
 * The shortest way to write an element string with GS between elements as GS1-128, in code sets B and C; FNC1 stands
 * first and for each GS. Null when a character is in neither set.
 */
export function gs1Code128(elements: string): Code128 | null {
  const fnc1: Code128Piece = { kind: 'fnc1' }
  const set = (to: 'B' | 'C'): Code128Piece => ({ kind: 'set', set: to })
  let b: Way | null = { length: 0, pieces: [] }
  let c: Way | null = b
  let afterNextC: Way | null = null
  // From the end: the shortest way to write the rest, standing in either set.
  for (let at = elements.length - 1; at >= -1; at--) {
    const one = at < 0 ? GS : elements.charAt(at)
    const two = elements.slice(at, at + 2)
    const nextC: Way | null = c
    const inB: Way | null =
      one === GS ? step(b, fnc1) : letter.test(one) ? step(b, { kind: 'data', text: one }) : null
    const inC: Way | null =
      one === GS ? step(c, fnc1) : digits.test(two) ? step(afterNextC, { kind: 'data', text: two }) : null
    b = shorter(inB, step(inC, set('C')))
    c = shorter(inC, step(inB, set('B')))
    afterNextC = nextC
  }
  const way = shorter(c, b)
  if (way === null) return null
  return { start: way === c ? 'C' : 'B', pieces: way.pieces, modules: 11 * (way.length + 2) + 13 }
}
