import type { ElementOf } from '../../../core/label/template/template-schema.ts'
import { type DrawElement, type Sheet, toLeastDots } from './element-layout.ts'
import { letteringOf } from './lettering.ts'
import { leftOf, topOf } from './place.ts'

/** A text at its place, as wide as its room. */
export function layOutText(sheet: Sheet, element: ElementOf<'text'>): DrawElement {
  const width = toLeastDots(sheet)(element.width)
  const x = leftOf(element.x, width, sheet)
  const middle = element.x === 'center' ? Math.round(sheet.media.widthDots / 2) : x + Math.round(width / 2)
  const lettering = letteringOf(sheet, element, element.text, sheet.fields)
  return ({ values, frames }) => {
    const y = topOf(element.y, 0, sheet, frames)
    const { ops, bottom } = lettering(values, { x, y, width, middle })
    return { frame: { x, y, width, height: bottom - y }, ops, covers: ops }
  }
}
