import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type LabelContent, labelContent } from '../../core/label/template/content.ts'
import type { LabelLanguage } from '../../core/label/template/label-kind.ts'
import { templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import type { LabelPage } from './draw-ops.ts'
import { type CompiledTemplate, compileTemplate } from './layout/compile-template.ts'
import { type Media, templateMedia } from './media.ts'

/** Documents that are in use, by stock, head and language; forgotten with the document. */
const compiled = new WeakMap<LabelTemplate, Map<string, CompiledTemplate>>()

function compiledFor(template: LabelTemplate, media: Media, language: LabelLanguage): CompiledTemplate {
  const known = compiled.get(template) ?? new Map<string, CompiledTemplate>()
  compiled.set(template, known)
  const key = `${media.id} ${language}`
  const found = known.get(key)
  if (found !== undefined) return found
  if (media.id !== templateMedia(template, media.dotsPerMm).id)
    throw new BondmarkError('label-stock-wrong', { template: templateId(template), stock: media.id })
  const made = compileTemplate(template, media, language)
  known.set(key, made)
  return made
}

/** Throws `label-content-invalid`, naming the field, for what no label may say. */
function assertContent(content: LabelContent, { kind }: LabelTemplate): void {
  if (content.kind !== kind) throw new BondmarkError('label-content-invalid', { element: 'kind' })
  const [issue] = labelContent.safeParse(content).error?.issues ?? []
  if (issue === undefined) return
  const element = issue.path.findLast((key) => typeof key === 'string') ?? 'contents'
  throw new BondmarkError('label-content-invalid', { element })
}

/**
 * Lays out a label as its document says, for the stock and head that it is printed on; the same look at every resolution. What
 * it returns can be printed whole: nothing is cut off, nothing stands on anything else, every symbol has its quiet zone.
 *
 * @param template a document that `readTemplate` has read; kept by its identity for the next label
 * @throws BondmarkError naming the element: `label-does-not-fit`, `label-content-invalid`, `label-module-too-small`,
 * `label-module-too-large`, `label-bars-too-low`,
 * `label-quiet-zone-crossed`, `label-elements-overlap`, `label-beyond-edge`, `label-symbol-too-long`,
 * `label-symbol-size-differs`; `label-stock-wrong`, `template-image-malformed`
 */
export function layOutLabel(
  template: LabelTemplate,
  content: LabelContent,
  media: Media,
  language: LabelLanguage,
): LabelPage {
  const layOut = compiledFor(template, media, language)
  assertContent(content, template)
  return layOut(content)
}
