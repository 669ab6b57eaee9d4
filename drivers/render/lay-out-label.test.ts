import { describe, expect, it } from 'vitest'
import { caseContent, unitContent } from '../../core/label/template/content.stub.ts'
import { case100x150, unit60x40 } from '../../core/label/template/shipped.ts'
import { layOutLabel } from './lay-out-label.ts'
import { templateMedia } from './media.ts'

describe('a label document', () => {
  it('is laid out for its own stock only', () => {
    const media = templateMedia(unit60x40, 8)
    expect(layOutLabel(unit60x40, unitContent, media, 'en').ops.length).toBeGreaterThan(10)
    expect(() => layOutLabel(case100x150, caseContent, media, 'en')).toThrow(
      expect.objectContaining({
        code: 'label-stock-wrong',
        detail: { template: 'case-100x150/1', stock: '60x40-203' },
      }),
    )
  })
})
