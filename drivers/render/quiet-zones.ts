import type { SymbolOp } from './draw-ops.ts'

/** What must stay white around a symbol, in modules. */
interface QuietZone {
  readonly left: number
  readonly right: number
  readonly above: number
  readonly below: number
}

const around = (beside: number, above: number): QuietZone => ({
  left: beside,
  right: beside,
  above,
  below: above,
})

/**
 * ISO/IEC 18004 and 16022, GS1 General Specifications 5.2.3.4 (EAN-13), 5.3.2.2 (ITF-14) and 5.4.4 (GS1-128). Beside bars the
 * zone is as high as the bars: their digits may stand below it.
 */
export const quietZones: Readonly<Record<SymbolOp['symbology'], QuietZone>> = {
  qr: around(4, 4),
  'gs1-datamatrix': around(1, 1),
  'gs1-128': around(10, 0),
  'ean-13': { left: 11, right: 7, above: 0, below: 0 },
  'itf-14': around(10, 0),
}
