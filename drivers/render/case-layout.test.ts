import { describe, expect, it } from 'vitest'
import { layOutCaseLabel } from './case-layout.ts'
import { caseLabel } from './label-content.stub.ts'
import { caseMedia, type DotsPerMm, dotsOf, unitMedia } from './media.ts'

const heads: DotsPerMm[] = [8, 12, 24]

describe.each(heads)('a case label at %i dots/mm', (dotsPerMm) => {
  const media = caseMedia(dotsPerMm)
  const longest = { ...caseLabel, lot: 'AU-2407-001-ABCDEFGH', count: 99_999_999, nameZh: '奶'.repeat(80) }

  it.each([
    ['the usual', caseLabel],
    ['the longest', longest],
    ['a real (not training)', { ...caseLabel, training: false }],
  ])('keeps %s content on the stock, 5 mm from its sides, and nothing on anything else', (_, content) => {
    const { ops } = layOutCaseLabel(content, media)
    for (const [index, a] of ops.entries()) {
      expect(a.x + a.width, a.element).toBeLessThanOrEqual(media.widthDots - Math.floor(dotsOf(5, dotsPerMm)))
      expect(a.y + a.height, a.element).toBeLessThanOrEqual(
        media.heightDots - Math.floor(dotsOf(2, dotsPerMm)),
      )
      for (const b of ops.slice(index + 1)) {
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart, `${a.element} on ${b.element}`).toBe(true)
      }
    }
  })

  it('leaves ten modules of quiet zone on both sides of the SSCC, at 0.5 mm a module and 33 mm high', () => {
    const symbol = layOutCaseLabel(caseLabel, media).ops.find(
      (op) => op.op === 'symbol' && op.element === 'sscc',
    )
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
      for (const count of [1, 24, 99_999_999]) {
        const symbol = layOutCaseLabel({ ...caseLabel, lot, count }, media).ops.find(
          (op) => op.element === 'contents',
        )
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
    ['count', { count: 0 }],
  ])('refuses a wrong %s, check digits included', (element, wrong) => {
    expect(() => layOutCaseLabel({ ...caseLabel, ...wrong }, caseMedia(8))).toThrow(
      expect.objectContaining({ code: 'label-content-invalid', detail: { element } }),
    )
  })

  it('is refused for other stock', () => {
    expect(() => layOutCaseLabel(caseLabel, unitMedia(8))).toThrow(
      expect.objectContaining({ code: 'label-does-not-fit', detail: { element: 'media 60x40-203' } }),
    )
  })
})
