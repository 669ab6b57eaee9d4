import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { LabelContent } from '../../core/label/template/content.ts'
import type { LabelLanguage } from '../../core/label/template/label-kind.ts'
import type { LabelElement, LabelTemplate } from '../../core/label/template/template-schema.ts'
import type { Bitmap } from '../../drivers/render/bitmap.ts'
import type { DrawOp, LabelPage } from '../../drivers/render/draw-ops.ts'
import { drawPage } from '../../drivers/render/draw-page.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { type DotsPerMm, dotsOf, templateMedia } from '../../drivers/render/media.ts'
import { placeOfElement } from './place-of-element.ts'

/** A template tried with a content: how it looks, and what does not fit. */
export interface Trial {
  /** null when not even its other elements can be drawn. */
  readonly bitmap: Bitmap | null
  /** null when it can be printed. */
  readonly failure: Failure | null
}

/** Elements that are left out to show the rest, at most. */
const LEFT_OUT_MAX = 8

/**
 * Lays a template out with a content. What cannot be printed is shown all the same: without the elements that are refused,
 * and with a frame where the first of them should stand.
 */
export function tryTemplate(
  template: LabelTemplate,
  content: LabelContent,
  dotsPerMm: DotsPerMm,
  language: LabelLanguage,
): Trial {
  const media = templateMedia(template, dotsPerMm)
  let failure: Failure | null = null
  let first: LabelElement | undefined
  let rest = template
  for (let leftOut = 0; leftOut <= LEFT_OUT_MAX; leftOut++) {
    try {
      const page = layOutLabel(rest, content, media, language)
      return { bitmap: drawPage(failure ? framed(page, first) : page), failure }
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      failure ??= error.toFailure()
      const refused = elementNamed(rest, error.detail.element)
      if (!refused) break
      first ??= refused
      const elements = rest.elements.map((element) => (element === refused ? absent(element) : element))
      rest = { ...rest, elements }
    }
  }
  return { bitmap: null, failure }
}

/** Stands where an element stood, for those that are placed by it, and draws nothing: its conditions never hold together. */
const absent = ({ id, y }: LabelElement): LabelElement => ({
  type: 'line',
  id,
  x: 0,
  y,
  direction: 'across',
  length: 0.1,
  thickness: 0.1,
  when: [
    { field: 'training', is: 'true' },
    { field: 'training', is: 'false' },
  ],
})

/** The element that a refusal names, by itself or by a part of it. */
function elementNamed({ elements }: LabelTemplate, named: unknown): LabelElement | undefined {
  return elements.find(
    (element) =>
      element.id === named ||
      (element.type === 'scratch-panel' && element.pin.id === named) ||
      (element.type === 'list' &&
        (element.more?.id === named || element.columns.some(({ id }) => id === named))),
  )
}

/** Of the frame around what is refused, and from what it frames. */
const FRAME_MM = { thickness: 0.5, gap: 0.4 }

/** A frame where the refused element should stand, as far as the label reaches. */
function framed(page: LabelPage, element: LabelElement | undefined): LabelPage {
  if (!element) return page
  const { media, ops } = page
  const { x, y, width, height } = placeOfElement(element, page)
  const dots = (mm: number) => Math.round(dotsOf(mm, media.dotsPerMm))
  const thickness = dots(FRAME_MM.thickness)
  const from = (mm: number, most: number) =>
    Math.min(Math.max(dots(mm - FRAME_MM.gap), 0), most - 3 * thickness)
  const [left, top] = [from(x, media.widthDots), from(y, media.heightDots)]
  const to = (mm: number, least: number, most: number) =>
    Math.min(Math.max(dots(mm + FRAME_MM.gap), least + 3 * thickness), most)
  const [right, bottom] = [to(x + width, left, media.widthDots), to(y + height, top, media.heightDots)]
  const frame: DrawOp = {
    op: 'box',
    element: element.id,
    x: left,
    y: top,
    width: right - left,
    height: bottom - top,
    thickness,
  }
  return { media, ops: [...ops, frame] }
}
