import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type PrintedLabel, readPrintedLabel } from '../../core/label/printed-label.ts'
import { sealedLink } from '../../core/label/seal.ts'
import { type StockSize, stockOf, stockSizes } from '../../core/label/stock.ts'
import type { LabelContent } from '../../core/label/template/content.ts'
import { templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import type { LabelJob, NewLabelJob } from '../store/labels.ts'
import {
  approvedHash,
  type HashedTemplate,
  labelLanguage,
  templateByHash,
  templateInForce,
} from '../templates/known-templates.ts'
import type { StationContext } from './context.ts'
import { carrierContentOf, unitContentOf } from './label-content.ts'

/** The template that labels of a kind are printed by now: the one in force for the stock of their printer. Throws `template-…`. */
export const templateFor = (
  ctx: StationContext,
  kind: LabelContent['kind'],
  stock: StockSize = ctx.stock(kind),
): HashedTemplate => templateInForce(ctx.store, kind, stock)

/**
 * What every reservation records of its label, in the caller's transaction: template, version and document, and what the
 * label says, without its scratch code and its seal. `stock`: what it is printed on; what is in its printer when absent.
 * Throws `template-…`.
 */
export function recordOf(
  ctx: StationContext,
  content: LabelContent,
  stock?: StockSize,
): Pick<NewLabelJob, 'template' | 'templateHash' | 'content'> {
  const { template, hash } = templateFor(ctx, content.kind, stock)
  const said: PrintedLabel = {
    format: 'bondmark/printed-label/1',
    language: labelLanguage(ctx.store),
    content,
  }
  return {
    template: templateId(template),
    templateHash: hash,
    content: JSON.stringify(said),
  }
}

type Source = Pick<StationContext, 'store' | 'profile'>

/** A label as it was recorded: what it says, in which language, and the document that draws it. */
export interface RecordedLabel extends Pick<PrintedLabel, 'language' | 'content'> {
  readonly template: LabelTemplate
}

/**
 * What is on record of a label. One of before that was recorded is made up from its line, as it was printed then: by
 * version 1 of its template. Throws `label-record-damaged`.
 */
export function recordedLabel(ctx: Source, job: LabelJob): RecordedLabel {
  const hash = job.templateHash ?? approvedHash(ctx.store, job.template)
  const template = hash === null ? null : templateByHash(ctx.store, hash)
  const said = job.content === null ? madeUp(ctx, job) : readPrintedLabel(job.content)
  if (!template || !said) throw new BondmarkError('label-record-damaged', { serial: job.serial })
  return { template, language: said.language, content: said.content }
}

function madeUp(ctx: Source, job: LabelJob): Pick<PrintedLabel, 'language' | 'content'> {
  const { kind, gtin, serial } = job
  const content =
    kind === 'unit' ? unitContentOf(ctx, { gtin, serial, line: job }) : carrierContentOf(ctx, kind, serial)
  return { language: 'zh-CN', content }
}

/** The stock that a label was reserved for. */
export function stockOfLabel({ store }: StationContext, { kind, templateHash }: LabelJob): StockSize | null {
  const template = templateHash === null ? null : templateByHash(store, templateHash)
  return template ? stockOf(template) : stockSizes[kind][0]
}

/** What goes on paper: a unit's content with its scratch code, and its link sealed by the station's key. */
export function sealedContent(ctx: StationContext, content: LabelContent, pin: string | null): LabelContent {
  if (content.kind !== 'unit') return content
  const { publicKey, sign } = ctx.identity
  const { resolverHost } = ctx.profile
  const { gtin: gtin14, serial } = content
  return { ...content, pin, link: sealedLink({ resolverHost, gtin14, serial, publicKey, sign }) }
}
