import { fromBase64 } from '../../../core/encoding/base64.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { ElementOf } from '../../../core/label/template/template-schema.ts'
import { type Bitmap, dotAt, newBitmap, setDot } from '../bitmap.ts'
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

/** An image as large as it is printed, by the nearest dot: black stays black, white is left as it was. */
function scaled(image: Bitmap, width: number, height: number): Bitmap {
  const bitmap = newBitmap(width, height)
  const { data, stride } = bitmap
  let drawn = -1
  for (let y = 0; y < height; y++) {
    const from = Math.floor(((y + 0.5) * image.height) / height)
    if (from === drawn) data.copyWithin(y * stride, (y - 1) * stride, y * stride)
    else
      for (let x = 0; x < width; x++) {
        if (dotAt(image, Math.floor(((x + 0.5) * image.width) / width), from)) setDot(bitmap, x, y)
      }
    drawn = from
  }
  return bitmap
}

/** An image, drawn once, for the first label that has it. Drawing throws `template-image-malformed`. */
export function layOutImage(sheet: Sheet, element: ElementOf<'image'>): DrawElement {
  const { id, png } = element
  const [width, height] = [toLeastDots(sheet)(element.width), toLeastDots(sheet)(element.height)]
  const x = leftOf(element.x, width, sheet)
  let drawn: Bitmap | undefined
  const draw = (): Bitmap => {
    const image = readOneBitPng(fromBase64(png))
    if (image === null)
      throw new BondmarkError('template-image-malformed', { path: '/elements', element: id })
    return scaled(image, width, height)
  }
  return ({ frames }) => {
    const frame = { x, y: topOf(element.y, height, sheet, frames), width, height }
    drawn ??= draw()
    return { frame, ops: [pictureAt(id, x, frame.y, drawn)], covers: [frame] }
  }
}
