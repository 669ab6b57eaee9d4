import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { isRecord } from './json-shape.ts'
import { escapeAsUrn, escapeReserved } from './link-escape.ts'
import { readNamespaces } from './namespaces.ts'
import { type HashProfile, preHashOf } from './pre-hash.ts'

/**
 * The version of this algorithm, recorded beside every eventID of ours as `bm:hashAlgorithm`: the `?ver=CBV2.0` in the ID
 * does not tell, because the reference implementation has changed hashes under that same label. This version agrees with
 * the reference of late 2026: type before value, bare sensor words without `MT-`, links escaped as EPC URNs are.
 */
export const hashAlgorithm = 'bondmark/event-hash/2'

/** The version of the first release, which escaped more in links. Events that record it keep their IDs. */
const firstAlgorithm = 'bondmark/event-hash/1'

/** The versions that an event of ours may record. */
export const hashAlgorithms = [hashAlgorithm, firstAlgorithm] as const

/** Which version of CBV the event hash ID is made by. */
export type CbvVersion = HashProfile['cbv']

/** Events that one document may hold. */
const DOCUMENT_EVENTS_MAX = 100_000

function requireRecord(event: unknown): Record<string, unknown> {
  if (!isRecord(event))
    throw new BondmarkError('event-malformed', { path: '', reason: 'an object was expected' })
  return event
}

/**
 * The canonical text of an event that is hashed (CBV 2.0 §8.9), for looking at when two hashes differ.
 *
 * @param context the `@context` of the document around the event, if any; the event's own is read too
 * @throws BondmarkError `event-malformed`, `event-time-malformed`, `event-too-deep`, `event-too-large`
 */
export function canonicalPreHash(event: unknown, context?: unknown, cbv: CbvVersion = '2.0'): string {
  const fields = requireRecord(event)
  return preHashOf(fields, readNamespaces(context, fields['@context']), profileOf(fields, cbv))
}

const profiles: Readonly<Record<CbvVersion, HashProfile>> = {
  '2.0': { cbv: '2.0', escapeValue: escapeAsUrn },
  '2.1': { cbv: '2.1', escapeValue: escapeAsUrn },
}

function profileOf(event: Readonly<Record<string, unknown>>, cbv: CbvVersion): HashProfile {
  return event['bm:hashAlgorithm'] === firstAlgorithm ? { cbv, escapeValue: escapeReserved } : profiles[cbv]
}

function toEventId(preHash: string, cbv: CbvVersion): string {
  return `ni:///sha-256;${bytesToHex(sha256(utf8ToBytes(preHash)))}?ver=CBV${cbv}`
}

/**
 * The event hash ID of one EPCIS 2.0 event, `ni:///sha-256;{hex}?ver=CBV2.0` (CBV 2.0 §8.9, RFC 6920), or by CBV 2.1
 * with `?ver=CBV2.1`. It is the same for every spelling of the event: key order, CURIE or full URI, EPC URN or
 * Digital Link. It leaves out `eventID`, `recordTime`, `errorDeclaration` and `certificationInfo`, so it names an
 * event and protects nothing.
 *
 * @param context the `@context` of the document around the event, if any; the event's own is read too
 * @throws BondmarkError `event-malformed`, `event-time-malformed`, `event-too-deep`, `event-too-large`
 */
export function eventIdOf(event: unknown, context?: unknown, cbv: CbvVersion = '2.0'): string {
  return toEventId(canonicalPreHash(event, context, cbv), cbv)
}

function eventsOf(json: unknown): { events: readonly unknown[]; context: unknown } {
  if (Array.isArray(json)) return { events: json, context: undefined }
  if (!isRecord(json)) throw new BondmarkError('epcis-document-malformed', { reason: 'no object' })
  const body = json.epcisBody
  if (body === undefined && typeof json.type === 'string' && json.type.endsWith('Event')) {
    return { events: [json], context: undefined }
  }
  if (!isRecord(body)) throw new BondmarkError('epcis-document-malformed', { reason: 'no epcisBody' })
  const results = isRecord(body.queryResults) ? body.queryResults.resultsBody : undefined
  const events = isRecord(results)
    ? results.eventList
    : (body.eventList ?? (body.event === undefined ? null : [body.event]))
  if (!Array.isArray(events)) throw new BondmarkError('epcis-document-malformed', { reason: 'no eventList' })
  return { events, context: json['@context'] }
}

/**
 * The event hash IDs of an EPCISDocument, an EPCISQueryDocument, a bare event or an array of bare events, in order.
 *
 * @param json parsed JSON
 * @throws BondmarkError `epcis-document-malformed`, `event-too-large`, and what {@link eventIdOf} throws
 */
export function hashDocument(json: unknown, cbv: CbvVersion = '2.0'): string[] {
  const { events, context } = eventsOf(json)
  if (events.length > DOCUMENT_EVENTS_MAX) {
    throw new BondmarkError('event-too-large', { limit: `${DOCUMENT_EVENTS_MAX} events` })
  }
  const shared = readNamespaces(context)
  return events.map((entry) => {
    const event = requireRecord(entry)
    const own = event['@context']
    const namespaces = own === undefined ? shared : readNamespaces(context, own)
    return toEventId(preHashOf(event, namespaces, profileOf(event, cbv)), cbv)
  })
}
