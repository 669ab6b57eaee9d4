import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Values } from '../../../core/label/template/fields.ts'
import type { LabelKind } from '../../../core/label/template/label-kind.ts'
import type { ElementOf } from '../../../core/label/template/template-schema.ts'
import type { DrawOp, SymbolOp } from '../draw-ops.ts'
import { qrCapacity, qrModules } from '../qr/qr-form.ts'
import { gs1BarsOp, gs1MatrixOp, qrOp } from '../symbols.ts'
import { type DrawElement, type Sheet, toLeastDots } from './element-layout.ts'
import { boundText, textFor } from './lettering.ts'
import { moduleDotsOf, type SymbolElement } from './module-floors.ts'
import { leftOf, topOf } from './place.ts'
import { elementStringOf, fitsMatrix } from './symbol-content.ts'

/** Where a symbol stands, without its quiet zone, and dots a module. */
interface Place {
  readonly element: string
  readonly x: number
  readonly y: number
  readonly moduleDots: number
}

/** A symbol of a document: its size in dots, and how it is drawn for what a label says. */
interface Body {
  readonly width: number
  readonly height: number
  draw(place: Place, values: Values): readonly DrawOp[]
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
    draw: (place, values) => {
      const text = textOf(values)
      if (!fitsMatrix(text, modules)) throw tooLong(id)
      return [gs1MatrixOp(place, text, modules)]
    },
  }
}

/** An SSCC alone is start, FNC1, ten pairs of digits, check and stop, whatever its digits. */
const SSCC_MODULES = 156

function barsBody(sheet: Sheet, element: ElementOf<'gs1-128'>, moduleDots: number): Body {
  const { id, modules, data } = element
  const textOf = elementStringOf(data, sheet.language, id)
  const height = toLeastDots(sheet)(element.height)
  const isSscc = modules === SSCC_MODULES && data.length === 1 && data[0]?.ai === '00'
  return {
    width: modules * moduleDots,
    height,
    draw: (place, values) => {
      const op = gs1BarsOp(place, textOf(values), modules, height)
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

/** What must stay white around a symbol, in modules: beside it, and above and below. */
const quietModules: Readonly<Record<'qr' | 'gs1-datamatrix' | 'gs1-128', readonly [number, number]>> = {
  qr: [4, 4],
  'gs1-datamatrix': [1, 1],
  'gs1-128': [10, 0],
}

function bodyOf(sheet: Sheet, element: SymbolElement, moduleDots: number): Body {
  switch (element.type) {
    case 'qr':
      return qrBody(sheet, element, moduleDots)
    case 'gs1-datamatrix':
      return matrixBody(sheet, element, moduleDots)
    case 'gs1-128':
      return barsBody(sheet, element, moduleDots)
    default:
      throw new BondmarkError('label-content-invalid', { element: element.id })
  }
}

/**
 * A symbol at its place, of the size that the document pins. Throws `label-module-too-small`; drawing it throws
 * `label-symbol-too-long`, `label-symbol-size-differs` or `label-content-invalid`.
 */
export function layOutSymbol(sheet: Sheet, kind: LabelKind, element: SymbolElement): DrawElement {
  const moduleDots = moduleDotsOf(element, kind, sheet.media)
  const body = bodyOf(sheet, element, moduleDots)
  const [beside, above] = (
    element.type === 'ean-13' || element.type === 'itf-14' ? [0, 0] : quietModules[element.type]
  ).map((modules) => modules * moduleDots) as [number, number]
  const [left, top] = element.place === 'quiet-zone' ? [beside, above] : [0, 0]
  const width = body.width + 2 * left
  const height = body.height + 2 * top
  const x = leftOf(element.x, width, sheet)
  return ({ values, frames }) => {
    const frame = { x, y: topOf(element.y, height, sheet, frames), width, height }
    const place = { element: element.id, x: x + left, y: frame.y + top, moduleDots }
    const ops = body.draw(place, values)
    const quiet = {
      x: place.x - beside,
      y: place.y - above,
      width: body.width + 2 * beside,
      height: body.height + 2 * above,
    }
    return { frame, ops, covers: ops, quiet }
  }
}
