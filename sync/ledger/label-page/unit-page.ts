import { type Language, wordsFor } from '../../../core/errors/words.ts'
import type { CheckedLabel } from './check-label.ts'
import { framed, loud, type PageFrame } from './frame.ts'
import { html, type Markup } from './html.ts'
import type { Vouched } from './listed-keys.ts'
import { hasPinToCheck } from './pin-commitment.ts'
import { pinForm } from './pin-page.ts'
import type { ProductNames } from './product-names.ts'
import type { Told } from './told.ts'
import { countsIn, ssccOf, statedBy, statedTime, stepIn } from './told-step.ts'
import type { UnitRecord } from './unit-record.ts'
import { verdictShapes } from './verdict.ts'
import type { Say } from './words.ts'

/** What the page of a unit shows. */
export interface UnitPage {
  readonly frame: PageFrame
  readonly checked: CheckedLabel
  readonly products: ProductNames
  /** The newest checkpoints of the logs that tell anything, as far as the listed keys vouch for them. */
  readonly logs: readonly { readonly origin: string; readonly vouched: Vouched | null }[]
  /** Path of this page, where the code is sent to. */
  readonly address: string
  /** Path of the evidence file, where all of the record can be proved by one. */
  readonly evidence: string | null
}

/** The page of a unit. */
export function unitPage(page: UnitPage): string {
  const { frame, checked } = page
  const { say } = frame
  const { verdict, record } = checked
  const word = say(`verdict-${verdict}`)
  // Whatever is right with its record, goods on hold are not to be had: no green.
  const shape = record.onHold && verdictShapes[verdict] === 'good' ? 'warn' : verdictShapes[verdict]
  const isOfOther =
    verdictShapes[verdict] === 'bad' && checked.seal?.ok === false && record.timeline.length > 0
  // A label that was changed is not one to be reassured by a code.
  const canCheckPin = verdictShapes[verdict] !== 'bad' && hasPinToCheck(record)
  return framed(
    frame,
    word,
    html`${loud(shape, word, say(`meaning-${verdict}`))}
${record.onHold ? html`<p class="held">${say('held')}</p>` : null}
<p class="limits">${say(canCheckPin ? 'seal-limits' : 'seal-limits-short')}</p>
${isOfOther ? html`<p class="limits"><strong>${say('record-of-other')}</strong></p>` : null}
${productSection(page)}
${canCheckPin ? pinForm(say, page.address) : null}
${timelineSection(frame, record)}
${checkedSection(page)}`,
  )
}

function productSection({ frame: { say, language }, checked, products }: UnitPage): Markup {
  const { gtin, serial } = checked.unit
  const named = products.of(gtin, language)
  const brand = products.brandOf(gtin)
  const facts = factsOf(checked.record, language)
  const row = (term: string, value: string | null) =>
    html`<dt>${term}</dt><dd>${value ?? say('not-stated')}</dd>`
  return html`<section><h2>${say('product')}</h2>
${named === null ? html`<p class="quiet">${say('product-unnamed')}</p>` : html`<p class="name" lang="${named.language}">${named.name}</p>`}
<dl>${brand === null ? null : row(say('product-brand'), brand)}
${row(say('product-gtin'), gtin)}${row(say('product-serial'), serial)}
${
  facts === null
    ? null
    : [
        row(say('product-lot'), facts.lot),
        row(say('product-expiry'), facts.expiry),
        row(say('product-origin'), facts.origin),
      ]
}</dl></section>`
}

/** Lot, expiry and origin as the unit's beginning states them. */
export function factsOf({ commissioning }: Pick<UnitRecord, 'commissioning'>, language: Language) {
  if (commissioning === null) return null
  const ilmd = commissioning.payload.ilmd
  const stated = (name: string): string | null => {
    const value = typeof ilmd === 'object' && ilmd !== null ? Reflect.get(ilmd, name) : null
    return typeof value === 'string' ? value.slice(0, 100) : null
  }
  const country = stated('cbvmda:countryOfOrigin')
  return {
    lot: stated('cbvmda:lotNumber'),
    expiry: stated('cbvmda:itemExpirationDate'),
    country,
    origin: country === null ? null : countryIn(language, country),
  }
}

function countryIn(language: Language, code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code
  return new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code
}

function timelineSection({ say, origin }: PageFrame, { timeline, more, behind }: UnitRecord): Markup {
  return html`<section><h2>${say('timeline')}</h2>
${timeline.length === 0 ? html`<p>${say('timeline-empty')}</p>` : html`<ol>${timeline.map((told) => toldItem(say, told, origin))}</ol>`}
${more ? html`<p class="quiet">${say('timeline-more')}</p>` : null}
${behind ? html`<p class="quiet">${say('timeline-behind')}</p>` : null}</section>`
}

function toldItem(say: Say, told: Told, ownOrigin: string): Markup {
  const { statement, leaf, source, standing, about, container } = told
  return html`<li class="${standing}"><strong>${stepIn(say, told)}</strong>
<p>${statedTime(told) ?? say('time-unknown')} · ${statedBy(say, told)}</p>
${about === 'container' && container !== null ? html`<p class="quiet">${say('of-container', { sscc: ssccOf(container) })}</p>` : null}
${about === 'goods' ? html`<p class="quiet">${say('of-goods')}</p>` : null}
<p class="quiet">${countsIn(say, told)}</p>
<details><summary>${say('proof')}</summary><p>${say('proof-entry', { leaf, origin: source.origin })}<br>${say('proof-id', { id: statement.id })}</p>
<a href="/statement/${statement.id}" download>${say('proof-statement')}</a><a href="/proof/${statement.id}" download>${say('proof-receipt')}</a>${source.origin === ownOrigin ? html`<a href="/standing/${statement.id}">${say('proof-standing')}</a>` : null}</details></li>`
}

function checkedSection({ frame: { say, language, training }, checked, logs, evidence }: UnitPage): Markup {
  const { seal } = checked
  const sealLine =
    seal === null
      ? say('checked-seal-none')
      : seal.ok
        ? say('checked-seal', { station: String(seal.detail.station), org: String(seal.detail.org) })
        : say('checked-seal-not', { reason: wordsFor(seal, language) })
  const notes = seal?.ok ? seal.notes.filter(({ code }) => code !== 'evidence-is-training') : []
  return html`<section><h2>${say('checked')}</h2><ul class="plain"><li>${sealLine}</li>
${notes.map((note) => html`<li>${say('checked-note', { reason: wordsFor(note, language) })}</li>`)}
${logs.map(({ origin, vouched }) => html`<li>${logLine(say, origin, vouched)}</li>`)}
${training ? html`<li>${say('checked-witness-training')}</li>` : null}
<li>${say('checked-not')}</li></ul>
${
  evidence === null
    ? null
    : html`<p class="no-print"><a class="file" href="${evidence}" download>${say('evidence-link')}</a><br><span class="quiet">${say('evidence-about')}</span></p>`
}</section>`
}

const logLine = (say: Say, origin: string, vouched: Vouched | null): string =>
  vouched === null
    ? say('checked-record-none')
    : say('checked-record', { origin, size: vouched.size, witnesses: vouched.witnesses })
