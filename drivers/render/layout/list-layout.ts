import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { ContentsLine } from '../../../core/label/template/content.ts'
import { moreFields, moreValues, rowFields, rowValues } from '../../../core/label/template/fields.ts'
import type { ElementOf } from '../../../core/label/template/template-schema.ts'
import type { DrawOp } from '../draw-ops.ts'
import { type DrawElement, type Sheet, toDots, toLeastDots } from './element-layout.ts'
import { letteringOf } from './lettering.ts'
import { anyMeet } from './page-checks.ts'
import { leftOf, topOf } from './place.ts'

/** Draws one row with its upper left corner at a place. */
type DrawRow<Row> = (row: Row, x: number, y: number) => readonly DrawOp[]

function columnsOf(sheet: Sheet, { columns, rowHeight }: ElementOf<'list'>): DrawRow<ContentsLine> {
  const high = toDots(sheet)(rowHeight)
  const cells = columns.map((column) => ({
    id: column.id,
    x: toDots(sheet)(column.x),
    y: toDots(sheet)(column.y),
    width: toLeastDots(sheet)(column.width),
    lettering: letteringOf(sheet, column, column.text, rowFields),
  }))
  return (line, left, top) => {
    const values = rowValues(line)
    const drawn: DrawOp[] = []
    for (const { id, x, y, width, lettering } of cells) {
      const room = { x: left + x, y: top + y, width, middle: left + x + Math.round(width / 2) }
      const { ops, bottom } = lettering(values, room)
      if (bottom > top + high) throw new BondmarkError('label-does-not-fit', { element: id })
      const under = drawn.find((other) => anyMeet(ops, [other]))?.element
      if (under !== undefined)
        throw new BondmarkError('label-elements-overlap', { element: id, other: under })
      drawn.push(...ops)
    }
    return drawn
  }
}

function lastRowOf(sheet: Sheet, { more, width, rowHeight }: ElementOf<'list'>, id: string) {
  if (more === undefined) return null
  const lettering = letteringOf(sheet, more, more.text, moreFields)
  const [wide, high] = [toLeastDots(sheet)(width), toDots(sheet)(rowHeight)]
  return (left: readonly ContentsLine[], x: number, y: number): readonly DrawOp[] => {
    const { ops, bottom } = lettering(moreValues(left), {
      x,
      y,
      width: wide,
      middle: x + Math.round(wide / 2),
    })
    if (bottom > y + high) throw new BondmarkError('label-does-not-fit', { element: id })
    return ops
  }
}

/**
 * What is inside of a case or on a pallet, a row for each product, lot and expiry, in the order of the content. Where more is
 * inside than has room, the last row says how much is left out; a document that has no words for that refuses the label.
 */
export function layOutList(sheet: Sheet, element: ElementOf<'list'>): DrawElement {
  const drawRow = columnsOf(sheet, element)
  const drawLast = lastRowOf(sheet, element, element.id)
  const width = toLeastDots(sheet)(element.width)
  const x = leftOf(element.x, width, sheet)
  const rowTop = (index: number) => toDots(sheet)(index * element.rowHeight)
  return ({ content, frames }) => {
    if (content.kind === 'unit') throw new BondmarkError('label-content-invalid', { element: element.id })
    const { contents } = content
    const isWhole = contents.length <= element.rows
    if (!isWhole && drawLast === null) throw new BondmarkError('label-does-not-fit', { element: element.id })
    const shown = isWhole ? contents : contents.slice(0, element.rows - 1)
    const left = contents.slice(shown.length)
    const height = rowTop(shown.length + (isWhole ? 0 : 1))
    const y = topOf(element.y, height, sheet, frames)
    const rows = shown.flatMap((line, index) => drawRow(line, x, y + rowTop(index)))
    const last = isWhole ? [] : (drawLast?.(left, x, y + rowTop(shown.length)) ?? [])
    const ops = [...rows, ...last]
    return { frame: { x, y, width, height }, ops, covers: ops }
  }
}
