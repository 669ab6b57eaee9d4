import { loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import { caseLabel, unitLabel } from './label-content.stub.ts'
import { previewCaseLabelPng, previewUnitLabelPng } from './preview.ts'

const size = async (png: Uint8Array) => {
  const { width, height } = await loadImage(Buffer.from(png))
  return { width, height }
}

describe('the preview on screen', () => {
  it('has the printed label’s dots', async () => {
    expect(await size(previewUnitLabelPng(unitLabel))).toEqual({ width: 480, height: 320 })
    expect(await size(previewCaseLabelPng(caseLabel))).toEqual({ width: 800, height: 1200 })
  })

  it('never shows the PIN: labels that differ only in it look the same', () => {
    const one = previewUnitLabelPng({ ...unitLabel, pin: 'AAAAA-AAAAA' })
    const other = previewUnitLabelPng({ ...unitLabel, pin: null })
    expect(Buffer.from(one).equals(Buffer.from(other))).toBe(true)
  })
})
