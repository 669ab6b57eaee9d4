import { describe, expect, it } from 'vitest'
import { layOutCaseLabel } from './case-layout.ts'
import { caseMedia } from './draw-ops.ts'
import { fontZeroWidth } from './font-zero.ts'
import { caseLabel } from './label-content.stub.ts'

describe('a case label', () => {
  const longest = { ...caseLabel, lot: 'AU-2407-001-ABCDEFGH', count: 99_999_999, nameZh: '奶'.repeat(80) }

  it.each([
    ['the usual', caseLabel],
    ['the longest', longest],
    ['a real (not training)', { ...caseLabel, training: false }],
  ])('keeps %s content on the stock', (_, content) => {
    for (const op of layOutCaseLabel(content)) {
      const width =
        op.op === 'text' ? fontZeroWidth(op.text, op.height) : op.op === 'bitmap' ? op.bitmap.width : op.width
      expect(op.x + width, op.element).toBeLessThanOrEqual(caseMedia.widthDots - 40)
    }
  })

  it('leaves ten modules of quiet zone on both sides of the SSCC, at 0.5 mm a module and 33 mm high', () => {
    const bars = layOutCaseLabel(caseLabel).find((op) => op.op === 'bitmap' && op.element === 'sscc')
    expect(bars).toMatchObject({ bitmap: { width: 156 * 4, height: 264 } })
    expect(bars?.x).toBeGreaterThanOrEqual(40)
  })

  it.each([
    ['sscc', { sscc: '195060000134352017' }],
    ['contents', { gtin: '09506000134353' }],
    ['lot', { lot: 'A(1)' }],
    ['count', { count: 0 }],
  ])('refuses a wrong %s, check digits included', (element, wrong) => {
    expect(() => layOutCaseLabel({ ...caseLabel, ...wrong })).toThrow(
      expect.objectContaining({ code: 'label-content-invalid', detail: { element } }),
    )
  })
})
