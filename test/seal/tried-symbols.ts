import bwip from 'bwip-js/node'
import { type Bitmap, blit, enlarge, newBitmap, setDot } from '../../drivers/render/bitmap.ts'
import { gs1BarsOp, gs1MatrixOp } from '../../drivers/render/symbols.ts'

export type QrLevel = 'L' | 'M' | 'Q'

/** A symbol that is worn and read: as printed, quiet zone and all. */
export interface TriedSymbol {
  readonly name: string
  readonly bitmap: Bitmap
  /** What a reader must say. */
  readonly text: string
}

interface RawCode {
  readonly pixs: readonly number[]
  readonly pixx: number
}

function bwipModules(options: Record<string, unknown>): RawCode {
  const all = { bcid: 'qrcode', mask: 4, fixedeclevel: true, binarytext: true, ...options }
  return (bwip.raw(all as unknown as Parameters<typeof bwip.raw>[0]) as unknown as [RawCode])[0]
}

/** The version that bwip-js takes for a text by itself, letters being bytes. */
export const bwipQrFitted = (text: string, level: QrLevel): number =>
  (bwipModules({ text, eclevel: level }).pixx - 17) / 4

/** The modules of a QR code of any level, as bwip-js segments it. Throws when the text does not fit. */
export function bwipQr(text: string, level: QrLevel, version: number): Bitmap {
  const code = bwipModules({ text, eclevel: level, version: `${version}` })
  const bitmap = newBitmap(code.pixx, code.pixx)
  for (const [index, dark] of code.pixs.entries())
    if (dark === 1) setDot(bitmap, index % code.pixx, Math.floor(index / code.pixx))
  return bitmap
}

function framed(bitmap: Bitmap, zone: number): Bitmap {
  const whole = newBitmap(bitmap.width + 2 * zone, bitmap.height + 2 * zone)
  blit(whole, bitmap, zone, zone)
  return whole
}

/** A code of a dot a module, enlarged, in its quiet zone. */
export function framedSymbol(
  name: string,
  text: string,
  modules: Bitmap,
  moduleDots: number,
  zoneModules: number,
): TriedSymbol {
  return { name, bitmap: framed(enlarge(modules, moduleDots), zoneModules * moduleDots), text }
}

export const triedQr = (text: string, level: QrLevel, version: number, moduleDots: number): TriedSymbol =>
  framedSymbol(
    `QR ${version}-${level}, ${moduleDots} dots`,
    text,
    bwipQr(text, level, version),
    moduleDots,
    4,
  )

/** The case label's matrix and bars, at its 4 dots a module. */
export function triedCaseSymbols(): TriedSymbol[] {
  const place = { x: 0, y: 0, moduleDots: 4 }
  const contents = '001950600001343520180209506000134352172706301024AB07119\u001d3724'
  const sscc = '00195060000134352018'
  const matrix = framed(gs1MatrixOp({ ...place, element: 'contents' }, contents, 32).bitmap(), 4)
  const bars = framed(gs1BarsOp({ ...place, element: 'sscc' }, sscc, 156, 100).bitmap(), 40)
  return [
    { name: 'DataMatrix 32×32, 4 dots', bitmap: matrix, text: contents },
    { name: 'GS1-128 of the SSCC, 4 dots', bitmap: bars, text: sscc },
  ]
}
