import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Bitmap, newBitmap, setDot } from './bitmap.ts'
import { type DrawOp, type Media, unitMedia } from './draw-ops.ts'
import { baselinePart, fitFontZero, fontZeroWidth } from './font-zero.ts'
import type { UnitLabelContent } from './label-document.ts'
import { qrBitmap } from './symbols.ts'
import { type TextStyle, textBitmap } from './text-bitmap.ts'
import { drawnOnce } from './text-cache.ts'

const moduleDots = 4
/** Left and top of the QR code: its quiet zone of four modules. */
const quiet = 4 * moduleDots
const column = { x: 254, width: 214 }
/** Wide enough for the widest serial there can be, at the smallest height. */
const values = { x: 296, width: 172 }
const panel = { x: 16, y: 246, width: 248, height: 60 }
const corner = { x: 278, width: 190 }

const nameZhStyle: TextStyle = { font: 'Bondmark Bold', size: 24, lineHeight: 29, linesMax: 2 }
const nameEnStyle: TextStyle = { font: 'Bondmark Medium', size: 16, lineHeight: 19, linesMax: 2 }
const originStyle: TextStyle = { font: 'Bondmark Medium', size: 17, lineHeight: 22, linesMax: 1 }
const trainingStyle: TextStyle = {
  font: 'Bondmark Bold',
  size: 21,
  lineHeight: 32,
  linesMax: 1,
  align: 'center',
  inverse: true,
}
const hintStyle: TextStyle = {
  font: 'Bondmark Medium',
  size: 17,
  lineHeight: 26,
  linesMax: 1,
  align: 'center',
}

const shared = (
  text: string,
  width: number,
  style: TextStyle,
  element: string,
  fit: 'ellipsis' | 'whole',
): Bitmap => drawnOnce([element, text, width], () => textBitmap(text, width, style, element, fit))

function assertShape(content: UnitLabelContent): void {
  const checks: [string, boolean][] = [
    ['gtin', /^\d{14}$/.test(content.gtin)],
    ['serial', /^[!-~]{1,20}$/.test(content.serial)],
    ['lot', /^[!-~]{1,20}$/.test(content.lot)],
    ['expiry', /^\d{4}-\d\d-\d\d$/.test(content.expiry)],
    ['origin', /^[A-Z]{2}$/.test(content.originCountryCode)],
    ['link', /^https:\/\/[!-~]+$/.test(content.link)],
    ['pin', content.pin === null || /^[0-9A-Z]{5}-?[0-9A-Z]{5}$/.test(content.pin)],
  ]
  const wrong = checks.find(([, right]) => !right)
  if (wrong !== undefined) throw new BondmarkError('label-content-invalid', { element: wrong[0] })
}

/** Names, one under the other, in whatever lines they take. */
function names(content: UnitLabelContent): { ops: DrawOp[]; bottom: number } {
  const zh = shared(content.nameZh, column.width, nameZhStyle, 'nameZh', 'ellipsis')
  const en = shared(content.nameEn, column.width, nameEnStyle, 'nameEn', 'ellipsis')
  return {
    ops: [
      { op: 'bitmap', element: 'nameZh', x: column.x, y: 12, bitmap: zh },
      { op: 'bitmap', element: 'nameEn', x: column.x, y: 14 + zh.height, bitmap: en },
    ],
    bottom: 14 + zh.height + en.height,
  }
}

/** The last is for a serial of wide letters alone, which must be printed like any other. */
const fieldHeights = [22, 20, 18, 16, 14, 13] as const

/** A caption and its value. Serial and lot are printed whole, smaller if need be, never broken. */
function field(caption: string, text: string, element: string, y: number): DrawOp[] {
  const height = fitFontZero(text, values.width, fieldHeights, element)
  const top = (size: number) => y + 18 - Math.round(size * baselinePart)
  return [
    { op: 'text', element, x: column.x, y: top(16), text: caption, height: 16 },
    { op: 'text', element, x: values.x, y: top(height), text, height },
  ]
}

/** Every other dot: what a covered panel looks like on screen. */
const cover: Bitmap = (() => {
  const bitmap = newBitmap(panel.width - 12, panel.height - 12)
  for (let y = 0; y < bitmap.height; y++)
    for (let x = (y * 3) % 6; x < bitmap.width; x += 6) setDot(bitmap, x, y)
  return bitmap
})()

/** The PIN where the opaque overlay goes, in two fives; without a PIN the covered panel. */
function scratchPanel(pin: string | null): DrawOp[] {
  const frame: DrawOp = { op: 'box', element: 'panel', ...panel, thickness: 2 }
  if (pin === null) {
    return [frame, { op: 'bitmap', element: 'panel', x: panel.x + 6, y: panel.y + 6, bitmap: cover }]
  }
  const text = `${pin.slice(0, 5)}-${pin.slice(-5)}`
  const height = fitFontZero(text, panel.width - 12, [36, 34, 32, 30, 28, 26, 24], 'pin')
  const x = panel.x + Math.round((panel.width - fontZeroWidth(text, height) * 0.93) / 2)
  return [
    frame,
    { op: 'text', element: 'pin', x, y: panel.y + Math.round((panel.height - height) / 2) + 1, text, height },
  ]
}

function cornerWords(training: boolean): DrawOp[] {
  const hint = shared('扫码查验 Scan to check', corner.width, hintStyle, 'hint', 'whole')
  if (!training) return [{ op: 'bitmap', element: 'hint', x: corner.x, y: 264, bitmap: hint }]
  const bar = shared('TRAINING 练习', corner.width, trainingStyle, 'training', 'whole')
  return [
    { op: 'bitmap', element: 'training', x: corner.x, y: 246, bitmap: bar },
    { op: 'bitmap', element: 'hint', x: corner.x, y: 281, bitmap: hint },
  ]
}

/**
 * Lays out a unit's label, 60×40 mm at 203 dpi: QR code and PIN left, what people read right.
 * Throws `label-does-not-fit` naming the element, or `label-content-invalid`; nothing is ever shrunk below its floor.
 */
export function layOutUnitLabel(content: UnitLabelContent, media: Media = unitMedia): DrawOp[] {
  if (media.id !== unitMedia.id)
    throw new BondmarkError('label-does-not-fit', { element: `media ${media.id}` })
  assertShape(content)
  const { ops, bottom } = names(content)
  const top = Math.max(bottom + 4, 104)
  const origin = `${content.originZh ?? ''} ${content.originCountryCode}`.trim()
  const pitch = 25
  return [
    { op: 'bitmap', element: 'qr', x: quiet, y: quiet, bitmap: qrBitmap(content.link, moduleDots) },
    ...ops,
    ...field('GTIN', content.gtin, 'gtin', top),
    ...field('SN', content.serial, 'serial', top + pitch),
    ...field('LOT', content.lot, 'lot', top + 2 * pitch),
    ...field('EXP', content.expiry, 'expiry', top + 3 * pitch),
    {
      op: 'bitmap',
      element: 'origin',
      x: column.x,
      y: top + 4 * pitch,
      bitmap: shared(`原产地 Origin ${origin}`, column.width, originStyle, 'origin', 'whole'),
    },
    ...scratchPanel(content.pin),
    ...cornerWords(content.training),
  ]
}
