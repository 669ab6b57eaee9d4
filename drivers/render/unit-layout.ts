import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Bitmap, newBitmap, setDot } from './bitmap.ts'
import { type DrawOp, type LabelPage, pictureAt } from './draw-ops.ts'
import { baselinePart, fitFontZero } from './font-zero.ts'
import type { UnitLabelContent } from './label-document.ts'
import { halfMmModule, type Media, onGrid, unitMedia } from './media.ts'
import type { QrForm } from './qr/qr-form.ts'
import { centredTextOp, textOp } from './resident-text.ts'
import { qrOp } from './symbols.ts'
import { type TextStyle, textBitmap } from './text-bitmap.ts'
import { drawnOnce } from './text-cache.ts'

// Places and sizes are eighths of a millimetre: dots at 203 dpi.

/**
 * One QR form for every unit label, so that all of them have the same size: 9 at M holds 180 bytes, which is the sealed
 * link with a resolver host of up to 40 characters (FORMATS, "Size").
 */
const qrForm: QrForm = { version: 9, level: 'M', mask: 3 }
/** Modules of the QR code with its quiet zones. */
const qrSide = 61
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

/** A text in our own font, drawn once for all labels that share it. */
function shared(
  media: Media,
  text: string,
  width: number,
  style: TextStyle,
  element: string,
  fit: 'ellipsis' | 'whole',
): Bitmap {
  const g = onGrid(media)
  const sized = { ...style, size: g(style.size), lineHeight: g(style.lineHeight) }
  return drawnOnce([media.id, element, text, width], () => textBitmap(text, g(width), sized, element, fit))
}

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

/** Names, one under the other, in whatever lines they take. `bottom` in dots. */
function names(content: UnitLabelContent, media: Media): { ops: DrawOp[]; bottom: number } {
  const g = onGrid(media)
  const zh = shared(media, content.nameZh, column.width, nameZhStyle, 'nameZh', 'ellipsis')
  const en = shared(media, content.nameEn, column.width, nameEnStyle, 'nameEn', 'ellipsis')
  const x = g(column.x)
  const below = g(14) + zh.height
  return {
    ops: [pictureAt('nameZh', x, g(12), zh), pictureAt('nameEn', x, below, en)],
    bottom: below + en.height,
  }
}

/** The last is for a serial of wide letters alone, which must be printed like any other. */
const fieldHeights = [22, 20, 18, 16, 14, 13] as const

/** A caption and its value, from `y` dots. Serial and lot are printed whole, smaller if need be, never broken. */
function field(media: Media, caption: string, text: string, element: string, y: number): DrawOp[] {
  const g = onGrid(media)
  const height = fitFontZero(text, g(values.width), fieldHeights.map(g), element)
  const top = (size: number) => y + g(18) - Math.round(size * baselinePart)
  return [
    textOp(element, g(column.x), top(g(16)), caption, g(16)),
    textOp(element, g(values.x), top(height), text, height),
  ]
}

/** Dots in a pattern: what a covered panel looks like on screen. */
function cover(media: Media): Bitmap {
  return drawnOnce([media.id, 'cover'], () => {
    const g = onGrid(media)
    const bitmap = newBitmap(g(panel.width - 12), g(panel.height - 12))
    for (let y = 0; y < bitmap.height; y++)
      for (let x = (y * 3) % 6; x < bitmap.width; x += 6) setDot(bitmap, x, y)
    return bitmap
  })
}

/** Below the QR code's quiet zone, whose modules are rounded up to whole dots. */
const panelTop = (media: Media): number => Math.max(onGrid(media)(panel.y), qrSide * halfMmModule(media))

/** The PIN where the opaque overlay goes, in two fives; without a PIN the covered panel. */
function scratchPanel(media: Media, pin: string | null): DrawOp[] {
  const g = onGrid(media)
  const [x, y, width, height] = [g(panel.x), panelTop(media), g(panel.width), g(panel.height)]
  const frame: DrawOp = { op: 'box', element: 'panel', x, y, width, height, thickness: g(2) }
  if (pin === null) return [frame, pictureAt('panel', x + g(6), y + g(6), cover(media))]
  const text = `${pin.slice(0, 5)}-${pin.slice(-5)}`
  const letters = fitFontZero(text, g(panel.width - 12), [36, 34, 32, 30, 28, 26, 24].map(g), 'pin')
  const middle = x + Math.round(width / 2)
  return [frame, centredTextOp('pin', middle, y + Math.round((height - letters) / 2) + g(1), text, letters)]
}

function cornerWords(media: Media, training: boolean): DrawOp[] {
  const g = onGrid(media)
  const x = g(corner.x)
  const hint = shared(media, '扫码查验 Scan to check', corner.width, hintStyle, 'hint', 'whole')
  const top = panelTop(media)
  if (!training) return [pictureAt('hint', x, top + g(18), hint)]
  const bar = shared(media, 'TRAINING 练习', corner.width, trainingStyle, 'training', 'whole')
  return [pictureAt('training', x, top, bar), pictureAt('hint', x, top + g(35), hint)]
}

/**
 * Lays out a unit's label, 60×40 mm: QR code and PIN left, what people read right; the same look at every resolution.
 * Throws `label-does-not-fit` naming the element, or `label-content-invalid`; nothing is ever shrunk below its floor.
 */
export function layOutUnitLabel(content: UnitLabelContent, media: Media): LabelPage {
  if (media.id !== unitMedia(media.dotsPerMm).id)
    throw new BondmarkError('label-does-not-fit', { element: `media ${media.id}` })
  assertShape(content)
  const g = onGrid(media)
  const { ops, bottom } = names(content, media)
  const top = Math.max(bottom + g(4), g(104))
  const row = (index: number) => top + g(25 * index)
  const origin = `原产地 Origin ${content.originZh ?? ''} ${content.originCountryCode}`.replace('  ', ' ')
  const moduleDots = halfMmModule(media)
  const qr = { element: 'qr', x: 4 * moduleDots, y: 4 * moduleDots, moduleDots }
  return {
    media,
    ops: [
      qrOp(qr, content.link, qrForm, 'link'),
      ...ops,
      ...field(media, 'GTIN', content.gtin, 'gtin', row(0)),
      ...field(media, 'SN', content.serial, 'serial', row(1)),
      ...field(media, 'LOT', content.lot, 'lot', row(2)),
      ...field(media, 'EXP', content.expiry, 'expiry', row(3)),
      pictureAt(
        'origin',
        g(column.x),
        row(4),
        shared(media, origin, column.width, originStyle, 'origin', 'whole'),
      ),
      ...scratchPanel(media, content.pin),
      ...cornerWords(media, content.training),
    ],
  }
}
