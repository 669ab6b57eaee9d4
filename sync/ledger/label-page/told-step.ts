import { contentTypes, recordNameOf } from '../../../core/statement/content-types.ts'
import { parseIssuer } from '../../../core/statement/issuer.ts'
import type { Told } from './told.ts'
import { isPageWord, type PageWord, type Say } from './words.ts'

/** The last part of a CBV word, which may be given bare, as a CURIE, as a URN or as a web address. */
const wordOf = (value: unknown): string =>
  typeof value === 'string' ? (/[A-Za-z0-9_]+$/.exec(value.slice(-100))?.[0] ?? '') : ''

/** CBV 2.0 §7.1: business steps that a page has words for. */
const steps: Readonly<Record<string, PageWord>> = {
  commissioning: 'step-commissioning',
  receiving: 'step-received',
  accepting: 'step-received',
  arriving: 'step-received',
  packing: 'step-packed',
  unpacking: 'step-unpacked',
  shipping: 'step-shipped',
  departing: 'step-shipped',
  void_shipping: 'step-unshipped',
  holding: 'step-held',
  storing: 'step-stored',
  sampling: 'step-sampled',
  inspecting: 'step-inspected',
  decommissioning: 'step-decommissioned',
  destroying: 'step-destroyed',
  retail_selling: 'step-sold',
}

/** What was done, in words. */
export function stepIn(say: Say, { statement, payload, container }: Told): string {
  if (statement.contentType !== contentTypes.event) {
    const record = recordNameOf(statement.contentType)
    return record === 'void-before-commissioning'
      ? say('step-voided')
      : say('step-other', { step: record ?? '–' })
  }
  if (payload.errorDeclaration !== undefined) return say('step-error')
  const step = wordOf(payload.bizStep)
  if (step === 'storing' && payload['bm:releaseHash'] !== undefined) return say('step-released')
  const disposition = wordOf(payload.disposition)
  if (step === 'inspecting' && disposition === 'conformant') return say('step-inspected-good')
  if (step === 'inspecting' && disposition === 'non_conformant') return say('step-inspected-bad')
  // A case that is stated about as a child is put on a pallet.
  if (step === 'packing' && container !== null && payload.parentID !== container)
    return say('step-palletized')
  const known = Object.hasOwn(steps, step) ? steps[step] : undefined
  return known === undefined ? say('step-other', { step: step || '–' }) : say(known)
}

/** Who stated it: the organisation, and the station of a station's. People are named nowhere on the page. */
export function statedBy(say: Say, { statement }: Told): string {
  const issuer = parseIssuer(statement.issuer)
  if (issuer === null) return say('by-unknown')
  const { org, kind, name } = issuer
  return kind === 'station' ? say('by-station', { org, station: name }) : say('by-person', { org })
}

const TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

/** A time as it was stated, with its own zone: `2026-03-02 09:15 (UTC+08:00)`; null when it is none. */
export function statedTime({ payload }: Told): string | null {
  const [, day, time, zone] = TIME.exec(String(payload.eventTime ?? payload.t ?? '').slice(0, 60)) ?? []
  if (day === undefined) return null
  return `${day} ${time} (UTC${zone === 'Z' || zone === '+00:00' ? '' : zone})`
}

/** A time of this ledger: `2026-03-02 01:15:07 (UTC)`. */
export const ledgerTime = (ms: number): string =>
  `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} (UTC)`

/** The words for what a statement is worth. */
export function countsIn(say: Say, { standing }: Told): string {
  const word = `counts-${standing}`
  return isPageWord(word) ? say(word) : standing
}

/** The SSCC in the link of a logistic unit. */
export const ssccOf = (link: string): string => link.slice(link.lastIndexOf('/') + 1)
