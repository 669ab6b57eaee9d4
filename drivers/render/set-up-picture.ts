import { type Bitmap, blit, enlarge, newBitmap } from './bitmap.ts'
import { bitmapPng } from './png.ts'
import { qrCode } from './qr/qr-code.ts'
import type { QrForm } from './qr/qr-form.ts'
import { code128Bitmap } from './symbols.ts'

/** Pixels of the screen. A module is about 0.8 mm there, and a scanner reads it from arm's length. */
const barModule = 3
const barHeight = 120
const qrModule = 7
const gap = 28
/** Holds 26 letters. */
const qrForm: QrForm = { version: 2, level: 'M', mask: 3 }

/** Symbols under one another, centred, each with its quiet zone: ten modules beside bars, four around a QR code. */
function stack(bars: Bitmap, qr: Bitmap): Bitmap {
  const barsQuiet = 10 * barModule
  const qrQuiet = 4 * qrModule
  const picture = newBitmap(bars.width + 2 * barsQuiet, qrQuiet + bars.height + gap + qr.height + qrQuiet)
  blit(picture, bars, barsQuiet, qrQuiet)
  blit(picture, qr, Math.round((picture.width - qr.width) / 2), qrQuiet + bars.height + gap)
  return picture
}

/**
 * A set-up code (core/label/set-up-code) for the screen, as Code 128 for lasers and as QR code for imagers, in one PNG
 * that is to be shown at one picture element a pixel, or a whole multiple.
 */
export function setUpPicturePng(code: string): Uint8Array {
  return bitmapPng(stack(code128Bitmap(code, barModule, barHeight), enlarge(qrCode(code, qrForm), qrModule)))
}
