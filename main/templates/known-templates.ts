import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type StockSize, stockOf } from '../../core/label/stock.ts'
import { type LabelKind, type LabelLanguage, labelLanguages } from '../../core/label/template/label-kind.ts'
import { readTemplate } from '../../core/label/template/read-template.ts'
import { shippedTemplates } from '../../core/label/template/shipped.ts'
import { templateHash, templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import type { StationStore } from '../store/station-store.ts'

type Store = Pick<StationStore, 'templates' | 'labelChoices'>

/**
 * What stations printed before supervisors approved templates: these two documents count as approved by the release that
 * brought them. Every other one, shipped or not, needs a supervisor (decision 0041).
 */
const approvedByRelease: ReadonlySet<string> = new Set(['unit-60x40/1', 'case-100x150/1'])

/** Documents of this release, by their hash. */
export const shippedByHash: ReadonlyMap<string, LabelTemplate> = new Map(
  shippedTemplates.map((template) => [templateHash(template), template] as const),
)
const shippedHashes = new Map([...shippedByHash].map(([hash, template]) => [templateId(template), hash]))

/** Documents already read, by hash: a document never changes. */
const read = new Map<string, LabelTemplate>()
const READ_MAX = 64

/** A template by its document's hash: one that came in here, or one of this release; null for one that is not there whole. */
export function templateByHash({ templates }: Store, hash: string): LabelTemplate | null {
  const known = shippedByHash.get(hash) ?? read.get(hash)
  if (known) return known
  const json = templates.json(hash)
  if (json === null) return null
  const template = documentIn(json)
  if (!template || templateHash(template) !== hash) return null
  if (read.size >= READ_MAX) read.clear()
  read.set(hash, template)
  return template
}

/** A row that rotted is no template: whoever needs it says so, and nothing else suffers. */
function documentIn(json: string): LabelTemplate | null {
  try {
    return readTemplate(JSON.parse(json))
  } catch (error) {
    if (error instanceof BondmarkError || error instanceof SyntaxError) return null
    throw error
  }
}

/** The document that a name and version mean for good; null while nobody has approved one. */
export function approvedHash({ templates }: Store, template: string): string | null {
  const said = templates.said('approved', template)
  return said?.hash ?? (approvedByRelease.has(template) ? (shippedHashes.get(template) ?? null) : null)
}

/** Whether a name and version may be printed with from now on. Throws `template-…`. */
export function demandUsable(store: Store, template: string): string {
  const hash = approvedHash(store, template)
  if (hash === null) throw new BondmarkError('template-not-approved', { template })
  if (store.templates.said('retired', template)) throw new BondmarkError('template-retired', { template })
  return hash
}

/** A template with the hash of its document. */
export interface HashedTemplate {
  readonly template: LabelTemplate
  readonly hash: string
}

export const choiceOf = (kind: LabelKind, size: StockSize): string => `template ${kind} ${size}`

/** What labels of a kind are printed by on a stock where nobody has chosen: the first shipped version for it. */
function byDefault(kind: LabelKind, size: StockSize): string | null {
  const fits = shippedTemplates.find((template) => template.kind === kind && stockOf(template) === size)
  return fits ? templateId(fits) : null
}

/** Name and version of the template in force for a kind of label on a stock, approved or not; null where none is for it. */
export const chosenTemplate = ({ labelChoices }: Store, kind: LabelKind, size: StockSize): string | null =>
  labelChoices.get(choiceOf(kind, size)) ?? byDefault(kind, size)

/** The template that a label of this kind is printed by on this stock, from now on. Throws `template-…`. */
export function templateInForce(store: Store, kind: LabelKind, size: StockSize): HashedTemplate {
  const chosen = chosenTemplate(store, kind, size)
  if (chosen === null) throw new BondmarkError('template-missing', { template: `${kind} ${size}` })
  const hash = demandUsable(store, chosen)
  const template = templateByHash(store, hash)
  if (!template) throw new BondmarkError('template-missing', { template: chosen })
  return { template, hash }
}

export const LANGUAGE_CHOICE = 'language'

/** The language of the labels' own words. Labels were bilingual, Chinese first, before it could be chosen. */
export function labelLanguage({ labelChoices }: Store): LabelLanguage {
  const chosen = labelChoices.get(LANGUAGE_CHOICE)
  return labelLanguages.find((language) => language === chosen) ?? 'zh-CN'
}
