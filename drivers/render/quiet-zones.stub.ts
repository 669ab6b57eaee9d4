import { type Bitmap, dotAt } from './bitmap.ts'
import type { SymbolOp } from './draw-ops.ts'

/** Modules that a symbology wants left and right of it, above and below. */
const zones = { qr: [4, 4], 'gs1-datamatrix': [1, 1], 'gs1-128': [10, 0] } as const

/** A rectangle in dots. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A symbol with its quiet zone. */
export function quietZone({ symbology, moduleDots, x, y, width, height }: SymbolOp): Rectangle {
  const [beside, above] = zones[symbology].map((modules) => modules * moduleDots) as [number, number]
  return { x: x - beside, y: y - above, width: width + 2 * beside, height: height + 2 * above }
}

/** Black dots in a symbol's quiet zone as it was drawn: there may be none, nor may it reach beyond the label. */
export function dotsInQuietZone(page: Bitmap, op: SymbolOp): number {
  const zone = quietZone(op)
  if (zone.x < 0 || zone.y < 0 || zone.x + zone.width > page.width || zone.y + zone.height > page.height)
    return Number.POSITIVE_INFINITY
  const isInside = (x: number, y: number) =>
    x >= op.x && x < op.x + op.width && y >= op.y && y < op.y + op.height
  let black = 0
  for (let y = zone.y; y < zone.y + zone.height; y++)
    for (let x = zone.x; x < zone.x + zone.width; x++) if (!isInside(x, y) && dotAt(page, x, y)) black++
  return black
}
