import { allHold } from '../../../core/label/template/condition.ts'
import type { LabelContent } from '../../../core/label/template/content.ts'
import { fieldsOf, valuesOf } from '../../../core/label/template/fields.ts'
import type { LabelKind, LabelLanguage } from '../../../core/label/template/label-kind.ts'
import type { LabelElement, LabelTemplate } from '../../../core/label/template/template-schema.ts'
import type { LabelPage } from '../draw-ops.ts'
import type { Media } from '../media.ts'
import type { DrawElement, Frame, Sheet } from './element-layout.ts'
import { layOutList } from './list-layout.ts'
import { checkPlaced, type Placed } from './page-checks.ts'
import { layOutPanel } from './panel-layout.ts'
import { topOf } from './place.ts'
import { layOutBox, layOutImage, layOutLine } from './shape-layout.ts'
import { layOutSymbol } from './symbol-layout.ts'
import { layOutText } from './text-layout.ts'

function compileElement(sheet: Sheet, kind: LabelKind, element: LabelElement): DrawElement {
  switch (element.type) {
    case 'text':
      return layOutText(sheet, element)
    case 'box':
      return layOutBox(sheet, element)
    case 'line':
      return layOutLine(sheet, element)
    case 'image':
      return layOutImage(sheet, element)
    case 'scratch-panel':
      return layOutPanel(sheet, element)
    case 'list':
      return layOutList(sheet, element)
    default:
      return layOutSymbol(sheet, kind, element)
  }
}

/** A document, worked out for a stock, a head and a language: lays out label after label. */
export type CompiledTemplate = (content: LabelContent) => LabelPage

/**
 * Works a document out as far as it does not depend on what a label says: places and sizes in dots, words in the language,
 * texts taken apart, images. Throws what no content could mend, such as `label-module-too-small`.
 */
export function compileTemplate(
  template: LabelTemplate,
  media: Media,
  language: LabelLanguage,
): CompiledTemplate {
  const { kind } = template
  const sheet: Sheet = { media, language, fields: fieldsOf[kind] }
  const elements = template.elements.map((element) => ({
    element,
    over: new Set(element.over),
    draw: compileElement(sheet, kind, element),
  }))
  return (content) => {
    const values = valuesOf(content)
    const frames = new Map<string, Frame>()
    const placed: Placed[] = []
    for (const { element, over, draw } of elements) {
      const { id, when, y } = element
      if (!allHold(when, values, language)) {
        frames.set(id, { x: 0, y: topOf(y, 0, sheet, frames), width: 0, height: 0 })
        continue
      }
      const drawn = draw({ content, values, frames })
      frames.set(id, drawn.frame)
      const standing = { ...drawn, id, over }
      checkPlaced(standing, placed, media)
      placed.push(standing)
    }
    return { media, ops: placed.flatMap(({ ops }) => ops) }
  }
}
