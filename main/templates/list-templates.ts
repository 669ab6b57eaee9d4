import type { TemplateView } from '../../core/contract/label-templates.ts'
import { stockOf, stockSizes } from '../../core/label/stock.ts'
import { hasFixedWords } from '../../core/label/template/fixed-words.ts'
import { labelKinds } from '../../core/label/template/label-kind.ts'
import { templateHash, templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { templateStatements } from '../../core/label/template-approval.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { TemplateDocument, TemplateRecord } from '../store/label-templates.ts'
import type { StationStore } from '../store/station-store.ts'
import { approvedHash, chosenTemplate, shippedByHash, templateByHash } from './known-templates.ts'

type Store = Pick<StationStore, 'templates' | 'labelChoices' | 'people'>

/** Every template that is known here: of the release, and those that were brought; in the order of kinds, names, versions. */
export function listTemplates(store: Store): TemplateView[] {
  const brought = new Map(store.templates.all().map((document) => [document.hash, document]))
  const hashes = new Set([...shippedByHash.keys(), ...brought.keys()])
  const views = [...hashes].flatMap((hash) => {
    const template = templateByHash(store, hash)
    return template && isMeant(store, template, hash) ? viewOf(store, template, brought.get(hash)) : []
  })
  // As they are used: kinds, then the usual stock first, then names and versions.
  const order = ({ kind, size, template }: TemplateView) => {
    const stock = stockOf({ kind, size })
    const name = template.replace(/\d+$/, (version) => version.padStart(9, '0'))
    return `${labelKinds.indexOf(kind)} ${stock ? stockSizes[kind].indexOf(stock) : 9} ${name}`
  }
  return views.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
}

/** A document whose name and version were approved with other bytes is none any more; of those that wait, the newest counts. */
function isMeant(store: Store, template: LabelTemplate, hash: string): boolean {
  const id = templateId(template)
  const approved = approvedHash(store, id)
  if (approved !== null) return approved === hash
  const newest = store.templates.all().findLast((document) => document.template === id)
  return newest === undefined || newest.hash === hash
}

function viewOf(store: Store, template: LabelTemplate, document: TemplateDocument | undefined): TemplateView {
  const [hash, id, stock] = [templateHash(template), templateId(template), stockOf(template)]
  const by = ({ t, badge }: Pick<TemplateRecord, 't' | 'badge'>) => ({
    t,
    by: store.people.get(badge)?.name ?? badge,
  })
  const approved = store.templates.said('approved', id)
  const retired = store.templates.said('retired', id)
  const inForce = stock && chosenTemplate(store, template.kind, stock)
  const isApproved = approvedHash(store, id) === hash
  const { kind, title, size } = template
  const isInForce = isApproved && inForce === id
  return {
    template: id,
    hash,
    kind,
    title,
    size,
    standing: retired ? 'retired' : isInForce ? 'in-force' : isApproved ? 'approved' : 'waiting',
    fixedWords: hasFixedWords(template),
    shipped: shippedByHash.has(hash),
    came: document?.badge ? by({ t: document.t, badge: document.badge }) : null,
    approved: approved && by(approved),
    retired: retired && { ...by(retired), reason: reasonOf(retired) },
    instead: inForce && !isInForce ? approvedHash(store, inForce) : null,
  }
}

/** Why it was retired, in the words of who signed it. */
function reasonOf({ bytes }: TemplateRecord): string {
  const said = templateStatements.read(readStatement(bytes, sha256Native))
  return said?.format === 'bondmark/template-retired/1' ? said.reason : '–'
}
