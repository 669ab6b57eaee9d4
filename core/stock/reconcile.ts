import type { StockKind } from './stock-kinds.ts'

/** What became of one kind of stock since it was last reconciled, in pieces. */
export interface StockFigures {
  readonly kind: StockKind
  /** Whether any was ever issued to this station: else nobody knows what should be left. */
  readonly isKept: boolean
  /** Left when the shift before was closed. */
  readonly opening: number
  readonly issued: number
  /** On goods. */
  readonly used: number
  /** Of labels that were given up. */
  readonly voided: number
  /** Of these, labels that were in doubt: perhaps none came out of the printer, perhaps two. */
  readonly inDoubt: number
  /** Labels to try a printer with. */
  readonly tests: number
  /** Taken out with a witness: blank ones fed at a calibration, torn ones, spoiled overlays. */
  readonly destroyed: number
}

/** What a person has counted, and what should have been there at that moment. */
export interface StockCount {
  readonly left: number
  readonly expected: number
  readonly reason: string | null
}

export interface ReconciledStock extends StockFigures {
  /** What should be left; null for stock that is not kept. */
  readonly expected: number | null
  /** What is left by a person's count; null when nobody has counted since something last changed. */
  readonly counted: number | null
  /** counted − expected; null where one of them is. */
  readonly difference: number | null
  /** Why it is not 0, in a person's words. */
  readonly reason: string | null
}

/**
 * issued = used + voided + destroyed + left, test labels counted by themselves (FORMATS, "Scratch panel"). A count is of
 * the moment in which it was made: when something was used, issued or destroyed since, nobody has counted.
 */
export function reconcile(figures: StockFigures, count: StockCount | null): ReconciledStock {
  const { isKept, opening, issued, used, voided, tests, destroyed } = figures
  const expected = isKept ? opening + issued - used - voided - tests - destroyed : null
  const isCurrent = count !== null && expected !== null && count.expected === expected
  const counted = isCurrent ? count.left : null
  return {
    ...figures,
    expected,
    counted,
    difference: counted === null || expected === null ? null : counted - expected,
    reason: isCurrent ? count.reason : null,
  }
}

/** How a shift's stock was found: `not-counted` as soon as one kind that is kept was not, or none is kept. */
export type StockVerdict = 'agrees' | 'differs' | 'not-counted'

export function stockVerdict(stock: readonly Pick<ReconciledStock, 'isKept' | 'difference'>[]): StockVerdict {
  const kept = stock.filter(({ isKept }) => isKept)
  if (kept.length === 0 || kept.some(({ difference }) => difference === null)) return 'not-counted'
  return kept.every(({ difference }) => difference === 0) ? 'agrees' : 'differs'
}
