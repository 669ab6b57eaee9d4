import type { LabelElement } from '../../../core/label/template/template-schema.ts'
import { type Frames, type Sheet, toDots } from './element-layout.ts'

/** The left edge of something `width` dots wide, by its `x` in the document. */
export function leftOf(x: LabelElement['x'], width: number, sheet: Sheet): number {
  const { widthDots } = sheet.media
  if (x === 'center') return Math.round((widthDots - width) / 2)
  return typeof x === 'number' ? toDots(sheet)(x) : widthDots - toDots(sheet)(x.right) - width
}

/** The upper edge of something `height` dots high, by its `y` in the document and where earlier elements stand. */
export function topOf(y: LabelElement['y'], height: number, sheet: Sheet, frames: Frames): number {
  const dots = toDots(sheet)
  if (typeof y === 'number') return dots(y)
  if ('middle' in y) return dots(y.middle) - Math.round(height / 2)
  if ('level' in y) return frameOf(y.level, frames).y + dots(y.plus)
  const above = frameOf(y.below, frames)
  return Math.max(above.y + above.height + dots(y.gap), dots(y.atLeast ?? 0))
}

function frameOf(id: string, frames: Frames) {
  const frame = frames.get(id)
  // `readTemplate` has seen that the element stands before this one.
  if (frame === undefined) throw new Error(`no element ${id} was placed`)
  return frame
}
