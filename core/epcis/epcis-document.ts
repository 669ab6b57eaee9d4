import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalTime } from './hash-values.ts'

/** GS1's context of EPCIS 2.0, the one that every document of ours names. */
const EPCIS_CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

type Json = Readonly<Record<string, unknown>>

/** What a capture document says beside its events. */
export interface DocumentBasis {
  /** When the document was made, RFC 3339 with an offset. */
  readonly creationDate: string
  /** Who sends it and who it is for, URIs (a GLN's Digital Link, a station's URI). */
  readonly sender?: string
  readonly receiver?: string
  /** What tells this document from the sender's others. */
  readonly instanceIdentifier?: string
}

/** An EPCIS 2.0 capture document: what any EPCIS 2.0 repository takes at `/capture`. */
export interface EpcisDocument {
  readonly '@context': unknown
  readonly type: 'EPCISDocument'
  readonly schemaVersion: '2.0'
  readonly creationDate: string
  readonly sender?: string
  readonly receiver?: string
  readonly instanceIdentifier?: string
  readonly epcisBody: { readonly eventList: readonly Json[] }
}

function withoutContext(event: Json): Json {
  const { '@context': _, ...rest } = event
  return rest
}

/**
 * The `@context` that all the events carry word for word. One that only some carry stays with them: a prefix that comes
 * from outside could give an event's keys another meaning, and so another event hash ID.
 */
function sharedContext(events: readonly Json[]): unknown {
  const first = events[0]?.['@context']
  if (first === undefined) return undefined
  const text = JSON.stringify(first)
  return events.every((event) => JSON.stringify(event['@context']) === text) ? first : undefined
}

/**
 * Puts events into an EPCIS 2.0 capture document (EPCIS 2.0 §10.2), in the order given. The content of each event and
 * its eventID stay as they are: hashing the document gives the same event hash IDs as hashing the events.
 *
 * @param events parsed JSON-LD events, each with its own `@context`; ours are made by the builders of this folder
 * @throws BondmarkError `event-time-malformed` when `creationDate` is no RFC 3339 time with an offset
 */
export function epcisDocument(events: readonly Json[], basis: DocumentBasis): EpcisDocument {
  canonicalTime(basis.creationDate)
  const context = sharedContext(events)
  for (const event of events) {
    if (typeof event.type !== 'string') {
      throw new BondmarkError('event-malformed', { path: 'type', reason: 'it is missing' })
    }
  }
  return {
    '@context': context ?? EPCIS_CONTEXT,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: basis.creationDate,
    ...(basis.sender === undefined ? {} : { sender: basis.sender }),
    ...(basis.receiver === undefined ? {} : { receiver: basis.receiver }),
    ...(basis.instanceIdentifier === undefined ? {} : { instanceIdentifier: basis.instanceIdentifier }),
    epcisBody: { eventList: context === undefined ? [...events] : events.map(withoutContext) },
  }
}
