import bwip from 'bwip-js/node'
import { describe, expect, it } from 'vitest'
import { readSymbols } from '../../simulators/symbol-eye.ts'
import { type Bitmap, blit, enlarge, newBitmap, setDot } from '../bitmap.ts'
import { bitmapPng } from '../png.ts'
import { qrCode } from './qr-code.ts'
import { type QrForm, qrCapacity } from './qr-form.ts'

/** The same by bwip-js, kept from raising the level where there is room. It mixes modes where that is shorter: lower-case letters alone are always bytes. */
function bwipCode(text: string, { version, level, mask }: QrForm): Bitmap {
  const options = {
    bcid: 'qrcode',
    text,
    eclevel: level,
    version: `${version}`,
    mask: mask + 1,
    fixedeclevel: true,
  }
  const [code] = bwip.raw(options as unknown as Parameters<typeof bwip.raw>[0]) as unknown as [
    { pixs: number[]; pixx: number; pixy: number },
  ]
  const bitmap = newBitmap(code.pixx, code.pixy)
  for (const [index, dark] of code.pixs.entries())
    if (dark === 1) setDot(bitmap, index % code.pixx, Math.floor(index / code.pixx))
  return bitmap
}

const lowerCase = (length: number) =>
  Array.from({ length }, (_, index) => String.fromCharCode(97 + ((index * index + 7 * index) % 26))).join('')
const versions = Array.from({ length: 10 }, (_, index) => index + 1)
const forms = versions.flatMap((version) =>
  (['L', 'M'] as const).map((level, index): QrForm => ({ version, level, mask: (version + 3 * index) % 8 })),
)

describe.each(forms)('a QR code of version $version-$level, mask $mask', (form) => {
  it('is module for module what bwip-js makes of it, empty and full', () => {
    const full = qrCapacity(form)
    for (const length of [1, Math.floor(full / 2), full - 1, full]) {
      const text = lowerCase(length)
      expect(qrCode(text, form), `${length} bytes`).toEqual(bwipCode(text, form))
    }
  })

  it('is read back by an independent decoder', async () => {
    const text = `http${'Aa0~ '.repeat(60)}`.slice(0, qrCapacity(form))
    const code = enlarge(qrCode(text, form), 3)
    const framed = newBitmap(code.width + 24, code.height + 24)
    blit(framed, code, 12, 12)
    expect((await readSymbols(bitmapPng(framed))).map((seen) => seen.text)).toEqual([`]Q1${text}`])
  })
})

it('is not made of what does not fit or is no ASCII', () => {
  const form: QrForm = { version: 9, level: 'M', mask: 3 }
  expect(() => qrCode('x'.repeat(181), form)).toThrow(RangeError)
  expect(() => qrCode('é', form)).toThrow(RangeError)
})
