import { type Bitmap, dotAt } from './bitmap.ts'
import type { SymbolOp } from './draw-ops.ts'
import { quietZones } from './quiet-zones.ts'

/** A rectangle in dots. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A symbol with its quiet zone. */
export function quietZone({ symbology, moduleDots, x, y, width, height }: SymbolOp): Rectangle {
  const { left, right, above, below } = quietZones[symbology]
  return {
    x: x - left * moduleDots,
    y: y - above * moduleDots,
    width: width + (left + right) * moduleDots,
    height: height + (above + below) * moduleDots,
  }
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
