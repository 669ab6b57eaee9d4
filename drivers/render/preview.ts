import { layOutCaseLabel } from './case-layout.ts'
import { drawPage } from './draw-page.ts'
import type { CaseLabelContent, UnitLabelContent } from './label-document.ts'
import { caseMedia, unitMedia } from './media.ts'
import { bitmapPng } from './png.ts'
import { layOutUnitLabel } from './unit-layout.ts'

/**
 * The label's picture for the screen, dot for dot as laid out for a printer of 203 dpi; only a resident font's letters
 * differ. The PIN is never in it: its panel is drawn covered, whatever `pin` holds. Throws as `layOutUnitLabel`.
 */
export function previewUnitLabelPng(content: UnitLabelContent): Uint8Array {
  return bitmapPng(drawPage(layOutUnitLabel({ ...content, pin: null }, unitMedia(8))))
}

/** The case label's picture for the screen. Throws as `layOutCaseLabel`. */
export function previewCaseLabelPng(content: CaseLabelContent): Uint8Array {
  return bitmapPng(drawPage(layOutCaseLabel(content, caseMedia(8))))
}
