import type { z } from 'zod'
import type {
  approveTemplate,
  chooseLanguage,
  chooseTemplate,
  LabelDpi,
  pictureQuestion,
  retireTemplate,
  TemplatesAnswer,
  TemplateTaken,
  templatePicture,
} from '../../core/contract/label-templates.ts'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { stockOf } from '../../core/label/stock.ts'
import type { LabelKind, LabelLanguage } from '../../core/label/template/label-kind.ts'
import { readTemplate } from '../../core/label/template/read-template.ts'
import { templateId } from '../../core/label/template/template-hash.ts'
import type { LabelTemplate } from '../../core/label/template/template-schema.ts'
import { differenceOf } from '../../drivers/render/bitmap.ts'
import { dpiOf } from '../../drivers/render/media.ts'
import { bitmapPng } from '../../drivers/render/png.ts'
import type { StationContext } from '../station/context.ts'
import { requireBelievedClock } from '../station/keys.ts'
import { supervisorSigner } from '../station/seal-batch.ts'
import type { Station } from '../station/station.ts'
import { approvalOf, documentOf, retirementOf, type TemplateSayer } from './approve-template.ts'
import {
  approvedHash,
  choiceOf,
  chosenTemplate,
  demandUsable,
  LANGUAGE_CHOICE,
  labelLanguage,
  templateByHash,
} from './known-templates.ts'
import { listTemplates } from './list-templates.ts'
import { sampleContent } from './sample-content.ts'
import { type Trial, tryTemplate } from './try-template.ts'
import { widestContent } from './widest-content.ts'

/** Documents that are kept, approved or not: more than anybody designs, and a bound for who brings them. */
const DOCUMENTS_MAX = 500

type Asked<Schema extends z.ZodType> = z.infer<Schema>
type Supervisor = Pick<Asked<typeof approveTemplate>, 'badge' | 'passcode'>

const pngOf = ({ bitmap }: Trial): string | null => bitmap && toBase64Url(bitmapPng(bitmap))

/** Label templates from the screen: brought, looked at, approved, chosen, retired. What is said is on disk before it counts. */
export class TemplateDesk {
  readonly #station

  constructor(station: Station) {
    this.#station = station
  }

  get #ctx(): StationContext {
    return this.#station.ctx
  }

  list(): TemplatesAnswer {
    return this.#station.read(({ store, dotsPerMm }) => {
      const head = (kind: LabelKind) => dpiOf(dotsPerMm(kind)) as LabelDpi
      return {
        format: 'bondmark/templates/1' as const,
        templates: listTemplates(store),
        language: labelLanguage(store),
        heads: { unit: head('unit'), case: head('case'), pallet: head('pallet') },
      }
    })
  }

  /**
   * A document that somebody brings. What can be printed is kept and waits for a supervisor; what cannot is refused, with a
   * picture that shows where. Throws `sign-in-first`, `stop-first`, `templates-too-many`.
   */
  take(bytes: Uint8Array): TemplateTaken {
    this.#station.requireAttended()
    try {
      return { ok: true, ...this.bring(bytes, this.#station.desk.person) }
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      return { ok: false, failure: toJson(error.toFailure()), png: pngOf(this.#shownOf(bytes)) }
    }
  }

  /** Keeps a document that can be printed, for a supervisor to approve. Throws what it is refused for. */
  bring(bytes: Uint8Array, badge: string | null): { template: string; hash: string } {
    const { store, clock, logger } = this.#ctx
    const read = readTemplate(bytes)
    const document = documentOf(read, clock.now(), badge)
    this.#demandFree(document)
    this.#demandRoom(read)
    const isKnown = templateByHash(store, document.hash) !== null
    if (!isKnown && store.templates.all().length >= DOCUMENTS_MAX)
      throw new BondmarkError('templates-too-many', { max: DOCUMENTS_MAX })
    this.#station.write(() => store.templates.add(document))
    logger.info({ template: document.template, hash: document.hash, badge }, 'a label template was brought')
    this.#station.changed()
    return { template: document.template, hash: document.hash }
  }

  /** A sample label by a template, and what of the widest one does not fit. Throws `template-missing`. */
  picture({ hash, against, dpi, language }: Asked<typeof pictureQuestion>): Asked<typeof templatePicture> {
    const template = this.#template(hash)
    const dotsPerMm = ({ 203: 8, 300: 12, 600: 24 } as const)[dpi]
    const sampleOf = (of: LabelTemplate) =>
      tryTemplate(of, sampleContent(of.kind, this.#ctx.profile), dotsPerMm, language)
    if (against !== undefined) {
      const [one, other] = [sampleOf(template).bitmap, sampleOf(this.#template(against)).bitmap]
      return {
        png: pngOf({ bitmap: one && other && differenceOf(one, other), failure: null }),
        failure: null,
      }
    }
    const widest = tryTemplate(template, widestContent(template.kind, this.#ctx.profile), dotsPerMm, language)
    if (widest.failure) return { png: pngOf(widest), failure: toJson(widest.failure) }
    return { png: pngOf(sampleOf(template)), failure: null }
  }

  /**
   * A supervisor approves what they have looked at: that name and version are these bytes for good, and labels of its kind are
   * printed by it from now on. Throws `sign-in-…`, `template-…`, `label-…`, `clock-…`.
   */
  async approve({ hash, ...who }: Asked<typeof approveTemplate>): Promise<void> {
    const by = await this.#sayer(who)
    const { store } = this.#ctx
    const template = this.#template(hash)
    const document = documentOf(template, by.t, null)
    this.#station.write(() => {
      this.#demandFree(document)
      if (approvedHash(store, document.template) !== null)
        throw new BondmarkError('template-approved-before', { template: document.template })
      store.templates.add(document)
      store.templates.say(approvalOf(document, by))
      this.#putInForce(template, by)
    })
    this.#done(by, document.template, 'approved')
  }

  /** Labels are printed by another approved template from now on. Throws as `approve`. */
  async choose({ template, ...who }: Asked<typeof chooseTemplate>): Promise<void> {
    const by = await this.#sayer(who)
    const { store } = this.#ctx
    this.#station.write(() => this.#putInForce(this.#template(demandUsable(store, template)), by))
    this.#done(by, template, 'chosen')
  }

  /** Nothing more is printed by it, for good. The one in force is not retired: another is chosen first. Throws as `approve`. */
  async retire({ template, reason, ...who }: Asked<typeof retireTemplate>): Promise<void> {
    const by = await this.#sayer(who)
    const { store } = this.#ctx
    this.#station.write(() => {
      const hash = demandUsable(store, template)
      const document = this.#template(hash)
      const stock = stockOf(document)
      if (stock && chosenTemplate(store, document.kind, stock) === template)
        throw new BondmarkError('template-in-force', { template })
      store.templates.add(documentOf(document, by.t, null))
      store.templates.say(retirementOf({ template, hash }, reason, by))
    })
    this.#done(by, template, 'retired')
  }

  /** The language of the labels' own words, from the next label on. Throws as `approve`. */
  async setLanguage({ language, ...who }: Asked<typeof chooseLanguage>): Promise<void> {
    const by = await this.#sayer(who)
    const { store } = this.#ctx
    this.#station.write(() => {
      for (const template of this.#inForce()) this.#demandRoom(template, language)
      if (labelLanguage(store) !== language) store.labelChoices.put(LANGUAGE_CHOICE, language, by)
    })
    this.#done(by, language, 'language')
  }

  #putInForce(template: LabelTemplate, by: TemplateSayer): void {
    const { store } = this.#ctx
    const [stock, id] = [stockOf(template), templateId(template)]
    if (!stock) throw new BondmarkError('template-stock-unknown', sizeDetail(template))
    this.#demandRoom(template)
    if (chosenTemplate(store, template.kind, stock) !== id)
      store.labelChoices.put(choiceOf(template.kind, stock), id, by)
  }

  #template(hash: string): LabelTemplate {
    const template = templateByHash(this.#ctx.store, hash)
    if (!template) throw new BondmarkError('template-missing', { template: hash.slice(0, 12) })
    return template
  }

  /** Throws where this name and version are taken by other bytes, or no printer can hold the stock. */
  #demandFree({ template, hash, json }: ReturnType<typeof documentOf>): void {
    const approved = approvedHash(this.#ctx.store, template)
    if (approved !== null && approved !== hash) throw new BondmarkError('template-locked', { template })
    const document = JSON.parse(json) as LabelTemplate
    if (!stockOf(document)) throw new BondmarkError('template-stock-unknown', sizeDetail(document))
  }

  /** With the widest content, at the resolution of the printer that gets such labels; in the language in use, or another. */
  #trialOfWidest(template: LabelTemplate, language = labelLanguage(this.#ctx.store)): Trial {
    const { profile, dotsPerMm } = this.#ctx
    return tryTemplate(template, widestContent(template.kind, profile), dotsPerMm(template.kind), language)
  }

  /** Throws what of the widest label cannot be printed: `label-…`. */
  #demandRoom(template: LabelTemplate, language?: LabelLanguage): void {
    const { failure } = this.#trialOfWidest(template, language)
    if (failure) throw new BondmarkError(failure.code, failure.detail)
  }

  /** The templates that labels are printed by now, of the kinds that have one. */
  #inForce(): LabelTemplate[] {
    const { store } = this.#ctx
    return listTemplates(store)
      .filter(({ standing }) => standing === 'in-force')
      .map(({ hash }) => this.#template(hash))
  }

  /** A document that was refused, as far as it can be read. */
  #shownOf(bytes: Uint8Array): Trial {
    try {
      return this.#trialOfWidest(readTemplate(bytes))
    } catch (error) {
      if (error instanceof BondmarkError) return { bitmap: null, failure: error.toFailure() }
      throw error
    }
  }

  /** Whose badge and passcode these are, with their own key unwrapped. Throws `sign-in-…`, `template-needs-supervisor`. */
  async #sayer({ badge, passcode }: Supervisor): Promise<TemplateSayer> {
    requireBelievedClock(this.#ctx)
    const person = await this.#station.whoIs(badge, passcode)
    if (person.role === 'operator')
      throw new BondmarkError('template-needs-supervisor', { name: person.name })
    const signer = await supervisorSigner(this.#ctx, person, passcode)
    const { clock, identity } = this.#ctx
    return { ...signer, badge: person.badge, station: identity.issuer, t: clock.now() }
  }

  #done({ badge }: TemplateSayer, what: string, how: string): void {
    this.#ctx.logger.info({ badge, what, how }, 'label templates were changed')
    this.#station.changed()
  }
}

const sizeDetail = ({ size, kind }: LabelTemplate) => ({ size: `${size.width}×${size.height}`, kind })

const toJson = ({ code, detail }: Failure) => ({ code, detail: { ...detail } })
