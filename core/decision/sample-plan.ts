/** What of a lot is inspected, and the numbers of units that decide on it. */
export interface SamplePlan {
  /** The code letter of ISO 2859-1 whose plan it is, after arrows were followed; `-` for a lot of one, which has none. */
  readonly letter: string
  /** Units; the whole lot when the standard's sample is as large or larger. */
  readonly n: number
  readonly ac: number
  readonly re: number
}
export interface SampledLot {
  readonly lotSize: number
  readonly level: string
  readonly aql: string
  readonly severity: 'normal' | 'tightened' | 'reduced'
}

/** `null`: there is no such level or AQL. */
export function samplePlan({ lotSize }: SampledLot): SamplePlan | null {
  // The standard's lots begin at two units: of one, the unit is what is inspected.
  if (lotSize === 1) return { letter: '-', n: 1, ac: 0, re: 1 }
  return null
}
