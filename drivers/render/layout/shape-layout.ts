import { fromBase64 } from '../../../core/encoding/base64.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { ElementOf } from '../../../core/label/template/template-schema.ts'
import { dotAt, newBitmap, setDot } from '../bitmap.ts'
import { pictureAt } from '../draw-ops.ts'
import { type DrawElement, type Frame, type Sheet, toLeastDots } from './element-layout.ts'
import { readOneBitPng } from './one-bit-png.ts'
import { leftOf, topOf } from './place.ts'

/** A frame's four edges, or the whole of a filled box: what lies inside of a frame is not drawn on. */
function edgesOf({ x, y, width, height }: Frame, thickness: number): Frame[] {
  if (2 * thickness >= Math.min(width, height)) return [{ x, y, width, height }]
  return [
    { x, y, width, height: thickness },
    { x, y: y + height - thickness, width, height: thickness },
    { x, y, width: thickness, height },
    { x: x + width - thickness, y, width: thickness, height },
  ]
}

export function layOutBox(sheet: Sheet, element: ElementOf<'box'>): DrawElement {
  const [width, height] = [toLeastDots(sheet)(element.width), toLeastDots(sheet)(element.height)]
  const thickness = Math.min(toLeastDots(sheet)(element.thickness), width, height)
  const x = leftOf(element.x, width, sheet)
  return ({ frames }) => {
    const frame = { x, y: topOf(element.y, height, sheet, frames), width, height }
    return {
      frame,
      ops: [{ op: 'box', element: element.id, ...frame, thickness }],
      covers: edgesOf(frame, thickness),
    }
  }
}

export function layOutLine(sheet: Sheet, { type: _, ...element }: ElementOf<'line'>): DrawElement {
  const { direction, length, thickness, ...rest } = element
  const [width, height] = direction === 'across' ? [length, thickness] : [thickness, length]
  return layOutBox(sheet, { type: 'box', ...rest, width, height, thickness: Math.min(length, thickness) })
}

/** An image, scaled to its millimetres by the nearest dot: black stays black, white is left as it was. */
export function layOutImage(sheet: Sheet, element: ElementOf<'image'>): DrawElement {
  const image = readOneBitPng(fromBase64(element.png))
  if (image === null)
    throw new BondmarkError('template-image-malformed', { path: '/elements', element: element.id })
  const bitmap = newBitmap(toLeastDots(sheet)(element.width), toLeastDots(sheet)(element.height))
  const { width, height } = bitmap
  for (let y = 0; y < height; y++) {
    const fromY = Math.floor(((y + 0.5) * image.height) / height)
    for (let x = 0; x < width; x++) {
      if (dotAt(image, Math.floor(((x + 0.5) * image.width) / width), fromY)) setDot(bitmap, x, y)
    }
  }
  const x = leftOf(element.x, width, sheet)
  return ({ frames }) => {
    const frame = { x, y: topOf(element.y, height, sheet, frames), width, height }
    return { frame, ops: [pictureAt(element.id, x, frame.y, bitmap)], covers: [frame] }
  }
}
