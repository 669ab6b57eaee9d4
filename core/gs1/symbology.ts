/**
 * What stands behind an AIM symbology id (ISO/IEC 15424): GS1 element strings, a GTIN of fixed lengths, or content that
 * has to say for itself what it is.
 */
export interface Symbology {
  readonly aim: string
  readonly name: string
  readonly holds: 'elements' | 'gtin' | 'plain'
  /** Digits that a GTIN symbology transmits; UPC-A comes as 13 digits, or as 12 from scanners that drop its zero. */
  readonly lengths: readonly number[]
}

const symbologies: readonly Symbology[] = [
  { aim: ']C1', name: 'gs1-128', holds: 'elements', lengths: [] },
  { aim: ']d2', name: 'gs1-datamatrix', holds: 'elements', lengths: [] },
  { aim: ']Q3', name: 'gs1-qr', holds: 'elements', lengths: [] },
  { aim: ']e0', name: 'gs1-databar', holds: 'elements', lengths: [] },
  { aim: ']E0', name: 'ean-13', holds: 'gtin', lengths: [13, 12] },
  { aim: ']E4', name: 'ean-8', holds: 'gtin', lengths: [8] },
  { aim: ']I1', name: 'itf-14', holds: 'gtin', lengths: [14] },
  { aim: ']d1', name: 'datamatrix', holds: 'plain', lengths: [] },
  { aim: ']Q1', name: 'qr', holds: 'plain', lengths: [] },
]

const byAim = new Map(symbologies.map((symbology) => [symbology.aim, symbology]))

/** The symbology of an AIM id such as `]C1`, or undefined. */
export function symbologyOf(aim: string): Symbology | undefined {
  return byAim.get(aim)
}
