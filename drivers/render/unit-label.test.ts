import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitContent } from '../../core/label/template/content.stub.ts'
import { unitPage } from './label-page.stub.ts'
import { type DotsPerMm, dotsOf } from './media.ts'

const heads: DotsPerMm[] = [8, 12, 24]
const opsOf = (change: Parameters<typeof unitPage>[0], dotsPerMm: DotsPerMm = 8) =>
  unitPage(change, dotsPerMm).ops

const refusal = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

describe('a unit label', () => {
  it.each([
    [8, 4],
    [12, 6],
    [24, 12],
  ] as const)(
    'at %i dots/mm holds the QR code in modules of %i dots with its quiet zone of four, always of the same size',
    (dotsPerMm, module) => {
      for (const host of ['a.example', 'verify.bondmark.example', 'verify.some-consortium.example.org']) {
        const link = unitContent.link.replace('verify.bondmark.example', host)
        const ops = opsOf({ link }, dotsPerMm)
        const size = 53 * module
        const place = { x: 4 * module, y: 4 * module, width: size, height: size, moduleDots: module }
        const qr = ops.find((op) => op.element === 'qr')
        expect(qr).toMatchObject(place)
        expect(qr?.op === 'symbol' && qr.bitmap()).toMatchObject({ width: size, height: size })
        const others = ops.filter((op) => op.element !== 'qr')
        expect(others.every((op) => op.x >= 61 * module || op.y >= 61 * module)).toBe(true)
      }
    },
  )

  it('lets a printer choose the QR version only where the length alone leads to the same one', () => {
    const sized = (link: string) => {
      const qr = opsOf({ link }).find((op) => op.element === 'qr')
      return qr?.op === 'symbol' && qr.symbology === 'qr' && qr.versionByLength
    }
    const upTo = (length: number) => `https://a.example/${'x'.repeat(length - 18)}`
    expect([152, 153, 180].map((length) => sized(upTo(length)))).toEqual([false, true, true])
    expect(sized(unitContent.link)).toBe(true)
  })

  it('keeps everything on the stock and nothing on top of anything else, for any serial, lot and names', () => {
    const letters = (pattern: RegExp) => fc.stringMatching(pattern)
    const content = fc.record({
      serial: letters(/^[0-9A-HJKMNP-TV-Z]{15}$/),
      lot: letters(/^[A-Z0-9-]{1,14}$/),
      nameEn: letters(/^[A-Za-z][A-Za-z ]{0,120}$/),
      nameZh: letters(/^[一-龥]{1,60}$/),
      pin: letters(/^[0-9A-HJKMNP-TV-Z]{10}$/),
      training: fc.boolean(),
      dotsPerMm: fc.constantFrom(...heads),
    })
    fc.assert(
      fc.property(content, (fields) => {
        const { dotsPerMm, ...words } = fields
        const { ops, media } = unitPage(words, dotsPerMm)
        for (const op of ops) {
          expect(op.x + op.width).toBeLessThanOrEqual(media.widthDots - Math.floor(dotsOf(1, dotsPerMm)))
          expect(op.y + op.height).toBeLessThanOrEqual(media.heightDots - Math.floor(dotsOf(1, dotsPerMm)))
          expect([op.x, op.y, op.width, op.height].every(Number.isInteger)).toBe(true)
        }
        const boxes = ops.filter((op) => op.element !== 'pin')
        for (const [index, a] of boxes.entries()) {
          for (const b of boxes.slice(index + 1)) {
            const apart =
              a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
            expect(apart, `${a.element} on ${b.element}`).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('shows the PIN as two fives, and the covered panel when there is none', () => {
    const pin = (value: string | null) => opsOf({ pin: value }).filter((op) => op.element === 'pin')
    expect(pin('5XK2M9RTQW')).toMatchObject([{ text: '5XK2M-9RTQW' }])
    expect(pin(null)).toEqual([])
  })

  it('says TRAINING in training only', () => {
    const elements = (training: boolean) => opsOf({ training }).map((op) => op.element)
    expect(elements(true)).toContain('training')
    expect(elements(false)).not.toContain('training')
  })

  it('has room for any serial, also one of wide letters alone', () => {
    const serial = 'WMWMWMWMWMWMWMW'
    expect(opsOf({ serial })).toContainEqual(expect.objectContaining({ element: 'serial', text: serial }))
  })

  it('draws rare ideographs and accents, however they are spelled', () => {
    const nameOf = (nameZh: string) =>
      opsOf({ nameZh }).find((op) => op.element === 'nameZh' && op.op === 'bitmap')
    const drawn = nameOf('龘镕堃㐀䶵')
    expect(drawn?.op === 'bitmap' && drawn.bitmap.data.some((byte) => byte !== 0)).toBe(true)
    expect(nameOf('Cre\u0300me')).toEqual(nameOf('Crème'))
  })

  it('refuses a lot that does not fit rather than shortening it', () => {
    const error = refusal(() => opsOf({ lot: 'W'.repeat(20) }))
    expect(error).toMatchObject({ code: 'label-does-not-fit', detail: { element: 'lot' } })
  })

  it('refuses a link too long for the QR version of the template', () => {
    const error = refusal(() => opsOf({ link: `${unitContent.link}${'x'.repeat(40)}` }))
    expect(error).toMatchObject({ code: 'label-symbol-too-long', detail: { element: 'qr' } })
  })

  it.each([
    ['gtin', { gtin: '9506000134352' }],
    ['lot', { lot: 'two words' }],
    ['pin', { pin: '123' }],
    ['nameZh', { nameZh: 'ข้าวหอมมะลิ' }],
    ['nameZh', { nameZh: '𠮷野家' }],
    ['nameZh', { nameZh: '鿿' }],
    ['nameEn', { nameEn: 'Milk 🥛' }],
    ['nameEn', { nameEn: 'حليب الأطفال' }],
    ['nameEn', { nameEn: 'חלב' }],
    ['nameEn', { nameEn: 'Milk\u202e reversed' }],
    ['nameEn', { nameEn: 'Milk\u0007' }],
    ['origin', { originZh: 'ออสเตรเลีย' }],
  ])('refuses a %s that cannot be printed as it is', (element, wrong) => {
    const error = refusal(() => opsOf(wrong))
    expect(error).toMatchObject({ code: 'label-content-invalid', detail: { element } })
  })
})
