import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { ElementOf } from '../../../core/label/template/template-schema.ts'
import { type Bitmap, newBitmap, setDot } from '../bitmap.ts'
import { type DrawOp, pictureAt } from '../draw-ops.ts'
import { fontZeroWidth } from '../font-zero.ts'
import { centredTextOp } from '../resident-text.ts'
import { type DrawElement, type Frame, type Sheet, toDots, toLeastDots } from './element-layout.ts'
import { leftOf, topOf } from './place.ts'

/** Letters of the printer's font stand a little high in their cell, which has room below for descenders. */
const LOWERED_MM = 0.125
/** Between two lines of letters, in parts of their height. */
const LEADING = 0.15

/** Dots in a pattern: what a covered panel looks like on screen. */
function coverPattern(width: number, height: number): Bitmap {
  const bitmap = newBitmap(width, height)
  for (let y = 0; y < height; y++) for (let x = (y * 3) % 6; x < width; x += 6) setDot(bitmap, x, y)
  return bitmap
}

const inFives = (pin: string): [string, string] => [pin.slice(0, 5), pin.slice(-5)]

/**
 * A frame where the opaque overlay goes, with the PIN in two fives inside; without a PIN, what the covered panel looks
 * like. Nothing of a PIN is kept.
 */
export function layOutPanel(sheet: Sheet, element: ElementOf<'scratch-panel'>): DrawElement {
  const least = toLeastDots(sheet)
  const [width, height] = [least(element.width), least(element.height)]
  const x = leftOf(element.x, width, sheet)
  const thickness = least(element.border)
  const padding = toDots(sheet)(element.padding)
  const [roomWidth, roomHeight] = [
    toDots(sheet)(element.width - 2 * element.padding),
    toDots(sheet)(element.height - 2 * element.padding),
  ]
  // Under the border a code could be scratched free and not be read.
  if (roomWidth < 1 || roomHeight < 1 || thickness > padding)
    throw new BondmarkError('label-does-not-fit', { element: element.id })
  const cover = coverPattern(roomWidth, roomHeight)
  const sizes = element.pin.sizes.map(least)
  const lowered = toDots(sheet)(LOWERED_MM)

  function pinOps(pin: string, frame: Frame): DrawOp[] {
    const lines = element.pin.lines === 2 ? inFives(pin) : [inFives(pin).join('-')]
    const heightOf = (letters: number) => Math.round(letters * (lines.length + LEADING * (lines.length - 1)))
    const letters = sizes.find(
      (size) => heightOf(size) <= roomHeight && lines.every((line) => fontZeroWidth(line, size) <= roomWidth),
    )
    if (letters === undefined) throw new BondmarkError('label-does-not-fit', { element: element.pin.id })
    const top = frame.y + Math.round((height - heightOf(letters)) / 2) + lowered
    const middle = x + Math.round(width / 2)
    return lines.map((line, index) => {
      const y = top + Math.round(index * letters * (1 + LEADING))
      return centredTextOp(element.pin.id, middle, y, line, letters)
    })
  }

  return ({ content, frames }) => {
    const frame = { x, y: topOf(element.y, height, sheet, frames), width, height }
    const border: DrawOp = { op: 'box', element: element.id, ...frame, thickness }
    const pin = content.kind === 'unit' ? content.pin : null
    const inside =
      pin === null ? [pictureAt(element.id, x + padding, frame.y + padding, cover)] : pinOps(pin, frame)
    return { frame, ops: [border, ...inside], covers: [frame] }
  }
}
