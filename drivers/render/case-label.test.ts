import { describe, expect, it } from 'vitest'
import { casePage } from './label-page.stub.ts'
import { type DotsPerMm, dotsOf } from './media.ts'

const heads: DotsPerMm[] = [8, 12, 24]

describe.each(heads)('a case label at %i dots/mm', (dotsPerMm) => {
  const longest = { lot: 'AU-2407-001-ABCDEFGH', quantity: 99_999_999, nameZh: '奶'.repeat(80) }

  it.each([
    ['the usual', {}],
    ['the longest', longest],
    ['a real (not training)', { training: false }],
  ])('keeps %s content on the stock, 5 mm from its sides', (_, change) => {
    const { ops, media } = casePage(change, dotsPerMm)
    for (const op of ops) {
      expect(op.x + op.width, op.element).toBeLessThanOrEqual(
        media.widthDots - Math.floor(dotsOf(5, dotsPerMm)),
      )
      expect(op.y + op.height, op.element).toBeLessThanOrEqual(
        media.heightDots - Math.floor(dotsOf(2, dotsPerMm)),
      )
    }
  })

  it('leaves ten modules of quiet zone on both sides of the SSCC, at 0.5 mm a module and 33 mm high', () => {
    const { ops, media } = casePage({}, dotsPerMm)
    const symbol = ops.find((op) => op.op === 'symbol' && op.element === 'sscc')
    const module = dotsPerMm / 2
    expect(symbol).toMatchObject({
      width: 156 * module,
      height: Math.round(dotsOf(33, dotsPerMm)),
      moduleDots: module,
    })
    expect(symbol?.x).toBeGreaterThanOrEqual(10 * module)
    expect((symbol?.x ?? 0) + 166 * module).toBeLessThanOrEqual(media.widthDots)
  })

  it('has a contents symbol of one size, whatever the lot and count', () => {
    for (const lot of ['A', 'AU-2407-001', 'abcdefghijklmnopqrst'])
      for (const quantity of [1, 24, 99_999_999]) {
        const symbol = casePage({ lot, quantity }, dotsPerMm).ops.find((op) => op.element === 'contents')
        expect(symbol?.op === 'symbol' && symbol.bitmap()).toMatchObject({
          width: 32 * dotsPerMm,
          height: 32 * dotsPerMm,
        })
      }
  })
})

describe('a case label', () => {
  it.each([
    ['sscc', { sscc: '195060000134352017' }],
    ['gtin', { gtin: '09506000134353' }],
    ['lot', { lot: 'A^1' }],
    ['lot', { lot: 'A 1' }],
    ['expiry', { expiry: '2027-13-01' }],
    ['quantity', { quantity: 0 }],
  ])('refuses a wrong %s, check digits included', (element, wrong) => {
    expect(() => casePage(wrong)).toThrow(
      expect.objectContaining({ code: 'label-content-invalid', detail: { element } }),
    )
  })
})
