import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type BoundText, bindingsOf, fillText, parseBoundText } from '../../../core/label/template/binding.ts'
import type { Fields, Values } from '../../../core/label/template/fields.ts'
import type { LabelLanguage } from '../../../core/label/template/label-kind.ts'
import type { Letters, Worded } from '../../../core/label/template/template-schema.ts'
import type { Bitmap } from '../bitmap.ts'
import { type DrawOp, pictureAt } from '../draw-ops.ts'
import { baselinePart, fitFontZero } from '../font-zero.ts'
import { centredTextOp, textOp } from '../resident-text.ts'
import { type TextStyle, textBitmap } from '../text-bitmap.ts'
import { drawnOnce } from '../text-cache.ts'
import { type Sheet, toDots, toLeastDots } from './element-layout.ts'

/** Where a text has its room. */
interface Room {
  readonly x: number
  readonly y: number
  readonly width: number
  /** What a centred text stands around. */
  readonly middle: number
}

/** A text drawn in its room, and where it ends. */
interface Lettered {
  readonly ops: readonly DrawOp[]
  readonly bottom: number
}

/** A text of a document, ready to be drawn for what a label says. */
export type Lettering = (values: Values, room: Room) => Lettered

type Spec = Letters & { readonly id: string; readonly baseline?: number | undefined }

/** A document's text in a language, taken apart. */
export function boundText(text: Worded, language: LabelLanguage): BoundText {
  const parts = parseBoundText(typeof text === 'string' ? text : text[language])
  // `readTemplate` has taken every text apart.
  if (parts === null) throw new Error('a text that no document may have')
  return parts
}

/** The text for a label. Throws `label-content-invalid` naming the element whose value is missing. */
export function textFor(parts: BoundText, values: Values, element: string): string {
  const text = fillText(parts, values)
  if (text === null) throw new BondmarkError('label-content-invalid', { element })
  return text
}

/** Text in the printer's own font: one line, as high as there is room for. */
function printerLettering(sheet: Sheet, spec: Spec, parts: BoundText): Lettering {
  const sizes = spec.sizes.map(toLeastDots(sheet))
  const baseline = spec.baseline === undefined ? undefined : toDots(sheet)(spec.baseline)
  return (values, { x, y, width, middle }) => {
    const text = textFor(parts, values, spec.id)
    if (text === '') return { ops: [], bottom: y }
    const height = fitFontZero(text, width, sizes, spec.id)
    const top = baseline === undefined ? y : y + baseline - Math.round(height * baselinePart)
    const op =
      spec.align === 'center'
        ? centredTextOp(spec.id, middle, top, text, height)
        : textOp(spec.id, x, top, text, height)
    return { ops: [op], bottom: top + height }
  }
}

const ourFonts = { medium: 'Bondmark Medium', bold: 'Bondmark Bold' } as const

function stylesOf(sheet: Sheet, spec: Spec, font: TextStyle['font']): TextStyle[] {
  const dots = toLeastDots(sheet)
  const lineHeight = spec.lineHeight ?? 0
  const [largest = 1] = spec.sizes
  return spec.sizes.map((size) => ({
    font,
    size: dots(size),
    lineHeight: dots(size === largest ? lineHeight : (lineHeight * size) / largest),
    linesMax: spec.lines ?? 1,
    language: sheet.language,
    ...(spec.align ? { align: spec.align } : {}),
    ...(spec.inverse ? { inverse: spec.inverse } : {}),
  }))
}

/** The text in the first of the styles that it fits in whole, else cut in the last. Throws `label-does-not-fit`, naming the element. */
function drawFitting(text: string, width: number, styles: readonly TextStyle[], spec: Spec): Bitmap {
  for (const [index, style] of styles.entries()) {
    const isLast = index === styles.length - 1
    try {
      return textBitmap(text, width, style, spec.id, isLast && spec.fit === 'ellipsis' ? 'ellipsis' : 'whole')
    } catch (error) {
      const isTooLong = error instanceof BondmarkError && error.code === 'label-does-not-fit'
      if (!isTooLong || isLast) throw error
    }
  }
  throw new Error('a text without sizes')
}

/** Text in our own fonts. What many labels share is drawn once; what is a label's own is forgotten with it. */
function ownLettering(
  sheet: Sheet,
  spec: Spec,
  font: TextStyle['font'],
  parts: BoundText,
  fields: Fields,
): Lettering {
  const styles = stylesOf(sheet, spec, font)
  const isOwn = bindingsOf(parts).some(({ field }) => fields[field]?.own === true)
  const look = JSON.stringify([sheet.language, spec.fit, styles])
  return (values, { x, y, width }) => {
    const text = textFor(parts, values, spec.id)
    if (text === '') return { ops: [], bottom: y }
    const draw = () => drawFitting(text, width, styles, spec)
    const bitmap = isOwn ? draw() : drawnOnce([look, width, text], draw)
    return { ops: [pictureAt(spec.id, x, y, bitmap)], bottom: y + bitmap.height }
  }
}

/** Prepares a text: its words in the sheet's language, its sizes in dots. */
export function letteringOf(sheet: Sheet, spec: Spec, text: Worded, fields: Fields): Lettering {
  const parts = boundText(text, sheet.language)
  return spec.font === 'printer'
    ? printerLettering(sheet, spec, parts)
    : ownLettering(sheet, spec, ourFonts[spec.font], parts, fields)
}
