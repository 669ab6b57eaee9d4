/**
 * What stands behind an AIM symbology id (ISO/IEC 15424): GS1 element strings; a GTIN of fixed lengths; content that
 * has to say for itself what it is; or an add-on alone, which is no key.
 */
export interface Symbology {
  readonly aim: string
  readonly name: string
  readonly holds: 'elements' | 'ean' | 'ean-8' | 'itf' | 'plain' | 'add-on'
  /** How many digits the carrier transmits. */
  readonly lengths: readonly number[]
}

const symbologies: readonly Symbology[] = [
  { aim: ']C1', name: 'gs1-128', holds: 'elements', lengths: [] },
  { aim: ']d2', name: 'gs1-datamatrix', holds: 'elements', lengths: [] },
  { aim: ']Q3', name: 'gs1-qr', holds: 'elements', lengths: [] },
  { aim: ']J1', name: 'gs1-dotcode', holds: 'elements', lengths: [] },
  // GS1 DataBar, and the composite symbols: ]e1 and ]e2 follow an escape mechanism, ]e3 comes of another carrier.
  { aim: ']e0', name: 'gs1-databar', holds: 'elements', lengths: [] },
  { aim: ']e1', name: 'gs1-composite', holds: 'elements', lengths: [] },
  { aim: ']e2', name: 'gs1-composite', holds: 'elements', lengths: [] },
  { aim: ']e3', name: 'gs1-composite', holds: 'elements', lengths: [] },
  // 13 digits for EAN-13, UPC-A and UPC-E; 12 and 6 to 8 from scanners that drop zeros or do not expand UPC-E.
  { aim: ']E0', name: 'ean-13', holds: 'ean', lengths: [13, 12, 8, 7, 6] },
  { aim: ']E1', name: 'add-on-2', holds: 'add-on', lengths: [2] },
  { aim: ']E2', name: 'add-on-5', holds: 'add-on', lengths: [5] },
  { aim: ']E3', name: 'ean-13-add-on', holds: 'ean', lengths: [15, 18] },
  { aim: ']E4', name: 'ean-8', holds: 'ean-8', lengths: [8] },
  { aim: ']I0', name: 'itf', holds: 'itf', lengths: [14] },
  { aim: ']I1', name: 'itf-14', holds: 'itf', lengths: [14] },
  // The reader has checked and dropped the check digit.
  { aim: ']I3', name: 'itf-14', holds: 'itf', lengths: [13] },
  { aim: ']C0', name: 'code-128', holds: 'plain', lengths: [] },
  { aim: ']d1', name: 'datamatrix', holds: 'plain', lengths: [] },
  { aim: ']Q0', name: 'qr', holds: 'plain', lengths: [] },
  { aim: ']Q1', name: 'qr', holds: 'plain', lengths: [] },
  { aim: ']J0', name: 'dotcode', holds: 'plain', lengths: [] },
]

const byAim = new Map(symbologies.map((symbology) => [symbology.aim, symbology]))

/** The symbology of an AIM id such as `]C1`, or undefined. */
export function symbologyOf(aim: string): Symbology | undefined {
  return byAim.get(aim)
}
