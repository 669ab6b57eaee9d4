import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Values } from '../../../core/label/template/fields.ts'
import type { LabelKind } from '../../../core/label/template/label-kind.ts'
import type { ElementOf } from '../../../core/label/template/template-schema.ts'
import type { DrawOp, SymbolOp } from '../draw-ops.ts'
import { ean13Ops } from '../ean-13.ts'
import { itf14Ops } from '../itf-14.ts'
import { qrCapacity, qrModules } from '../qr/qr-form.ts'
import { quietZones } from '../quiet-zones.ts'
import type { SymbolPlace } from '../symbol-place.ts'
import { gs1BarsOp, gs1MatrixOp, qrOp } from '../symbols.ts'
import { type DrawElement, type Sheet, toLeastDots } from './element-layout.ts'
import { boundText, textFor } from './lettering.ts'
import { leftOf, topOf } from './place.ts'
import { elementStringOf, fitsMatrix } from './symbol-content.ts'
import { assertBarsHigh, moduleDotsOf, type SymbolElement } from './symbol-sizes.ts'

/** A symbol of a document: its size in dots, and how it is drawn for what a label says. */
interface Body {
  readonly width: number
  readonly height: number
  /** What people read below it, in dots. */
  readonly below: number
  draw(place: SymbolPlace, values: Values): readonly DrawOp[]
}

const tooLong = (element: string) => new BondmarkError('label-symbol-too-long', { element })

function qrBody(sheet: Sheet, element: ElementOf<'qr'>, moduleDots: number): Body {
  const { id, version, level, mask } = element
  const form = { version, level, mask }
  const side = qrModules(form) * moduleDots
  const capacity = qrCapacity(form)
  const parts = boundText(element.text, sheet.language)
  return {
    width: side,
    height: side,
    below: 0,
    draw: (place, values) => {
      const text = textFor(parts, values, id)
      if (!/^[ -~]+$/.test(text)) throw new BondmarkError('label-content-invalid', { element: id })
      if (text.length > capacity) throw tooLong(id)
      return [qrOp(place, text, form, id)]
    },
  }
}

function matrixBody(sheet: Sheet, element: ElementOf<'gs1-datamatrix'>, moduleDots: number): Body {
  const { id, modules, data } = element
  const textOf = elementStringOf(data, sheet.language, id)
  return {
    width: modules * moduleDots,
    height: modules * moduleDots,
    below: 0,
    draw: (place, values) => {
      const text = textOf(values)
      if (!fitsMatrix(text, modules)) throw tooLong(id)
      return [gs1MatrixOp(place, text, modules)]
    },
  }
}

/** An SSCC alone is start, FNC1, ten pairs of digits, check and stop, whatever its digits. */
const SSCC_MODULES = 156
/** Characters of a GS1-128, identifiers and FNC1 between them included (GS1 General Specifications 5.4.1). */
const BARS_CHARACTERS_MAX = 48

function barsBody(sheet: Sheet, element: ElementOf<'gs1-128'>, moduleDots: number): Body {
  const { id, modules, data } = element
  const textOf = elementStringOf(data, sheet.language, id)
  const height = toLeastDots(sheet)(element.height)
  const isSscc = modules === SSCC_MODULES && data.length === 1 && data[0]?.ai === '00'
  return {
    width: modules * moduleDots,
    height,
    below: 0,
    draw: (place, values) => {
      const text = textOf(values)
      if (text.length > BARS_CHARACTERS_MAX) throw tooLong(id)
      const op = gs1BarsOp(place, text, modules, height)
      if (!isSscc && !isOfItsSize(op)) throw new BondmarkError('label-symbol-size-differs', { element: id })
      return [op]
    },
  }
}

/** Whether bars come out as wide as the document pins them: only drawing them says so. */
function isOfItsSize(op: SymbolOp): boolean {
  try {
    op.bitmap()
    return true
  } catch {
    return false
  }
}

/** The GTIN as 13 digits, where it has no more: EAN-13 has no room for the first of 14. */
const in13 = (digits: string): string => (digits.length === 14 ? digits.replace(/^0/, '') : digits)

/** Bars with their digits for people below them. What they take does not depend on the digits. */
function retailBody(sheet: Sheet, element: ElementOf<'ean-13' | 'itf-14'>, moduleDots: number): Body {
  const height = toLeastDots(sheet)(element.height)
  const parts = boundText(element.text, sheet.language)
  const isEan = element.type === 'ean-13'
  const opsFor = isEan ? ean13Ops : itf14Ops
  const sample = opsFor({ element: element.id, x: 0, y: 0, moduleDots }, '0'.repeat(isEan ? 13 : 14), height)
  const bars = sample.find((op) => op.op === 'symbol')
  return {
    width: bars?.width ?? 0,
    height,
    below: Math.max(...sample.map((op) => op.y + op.height)) - height,
    draw: (place, values) => {
      const text = textFor(parts, values, element.id)
      return opsFor(place, isEan ? in13(text) : text, height)
    },
  }
}

function bodyOf(sheet: Sheet, element: SymbolElement, moduleDots: number): Body {
  switch (element.type) {
    case 'qr':
      return qrBody(sheet, element, moduleDots)
    case 'gs1-datamatrix':
      return matrixBody(sheet, element, moduleDots)
    case 'gs1-128':
      return barsBody(sheet, element, moduleDots)
    case 'ean-13':
    case 'itf-14':
      return retailBody(sheet, element, moduleDots)
  }
}

/**
 * A symbol at its place, of the size that the document pins. Throws `label-module-too-small`, `label-module-too-large`, `label-bars-too-low` or,
 * where it is larger than the label, `label-beyond-edge`; drawing it throws
 * `label-symbol-too-long`, `label-symbol-size-differs` or `label-content-invalid`.
 */
export function layOutSymbol(sheet: Sheet, kind: LabelKind, element: SymbolElement): DrawElement {
  const moduleDots = moduleDotsOf(element, kind, sheet.media)
  if (element.type === 'gs1-128' || element.type === 'ean-13' || element.type === 'itf-14')
    assertBarsHigh(element, kind)
  const body = bodyOf(sheet, element, moduleDots)
  if (body.width > sheet.media.widthDots || body.height > sheet.media.heightDots)
    throw new BondmarkError('label-beyond-edge', { element: element.id })
  const modules = quietZones[element.type]
  const [left, right] = [modules.left * moduleDots, modules.right * moduleDots]
  const [above, below] = [modules.above * moduleDots, modules.below * moduleDots]
  const [fromLeft, fromTop] = element.place === 'quiet-zone' ? [left, above] : [0, 0]
  const width = element.place === 'quiet-zone' ? body.width + left + right : body.width
  const height = (element.place === 'quiet-zone' ? body.height + above + below : body.height) + body.below
  const x = leftOf(element.x, width, sheet)
  return ({ values, frames }) => {
    const frame = { x, y: topOf(element.y, height, sheet, frames), width, height }
    const place = { element: element.id, x: x + fromLeft, y: frame.y + fromTop, moduleDots }
    const ops = body.draw(place, values)
    const quiet = {
      x: place.x - left,
      y: place.y - above,
      width: body.width + left + right,
      height: body.height + above + below,
    }
    return { frame, ops, covers: ops, quiet }
  }
}
