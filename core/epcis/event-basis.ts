import { BondmarkError } from '../errors/bondmark-error.ts'
import { eventIdOf, hashAlgorithm } from './event-hash.ts'

/** The `@context` of every event of ours: GS1's, and the prefix of our extensions. */
export const eventContext: readonly (string | Readonly<Record<string, string>>)[] = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { bm: 'https://ns.bondmark.example/epcis/' },
]

/** What every event says beside its own facts. */
export interface EventBasis {
  /** RFC 3339 with milliseconds and offset, `2026-03-02T09:15:00.250+08:00`. */
  readonly eventTime: string
  /** URI of the reading point, a Digital Link of a GLN: `https://id.gs1.org/414/{gln}/254/{station}`. */
  readonly readPoint: string
  /** URI of the place where the goods are after the event; left out when it is not given. */
  readonly bizLocation?: string
  /** The operator's pseudonym. */
  readonly operator: string
  /** URI of the station, the issuer of the statement. */
  readonly station: string
  /** Hash (hex) of the canonical JSON of the decision, or of several for a case of mixed lines. */
  readonly decision: string | readonly string[]
  /** SHA-256 (hex) of the rule set's RFC 8785 bytes, or of several where lines were decided under different ones. */
  readonly ruleSet: string | readonly string[]
  /** Id (hex) of the statement that gives the right to mint serials, where serials are minted. */
  readonly serialAuthority?: string
}

/** An event of ours: plain JSON, ready for canonical bytes. */
export interface EpcisEvent {
  readonly '@context': typeof eventContext
  readonly eventID: string
  readonly type: 'ObjectEvent' | 'AggregationEvent'
  readonly eventTime: string
  readonly eventTimeZoneOffset: string
  readonly action: 'ADD' | 'OBSERVE' | 'DELETE'
  readonly bizStep: string
  readonly disposition: string
  readonly readPoint: { readonly id: string }
  readonly [field: string]: unknown
}

const EVENT_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})$/

/**
 * The offset of an event time as `eventTimeZoneOffset` has it, `±hh:mm`.
 *
 * @throws BondmarkError `event-time-malformed` when the time has not exactly three decimals and an offset, or is none
 */
export function zoneOffsetOf(eventTime: string): string {
  const zone = EVENT_TIME.exec(eventTime)?.[1]
  if (zone === undefined || Number.isNaN(Date.parse(eventTime))) {
    throw new BondmarkError('event-time-malformed', { value: eventTime.slice(0, 60) })
  }
  return zone === 'Z' ? '+00:00' : zone
}

type Step = Pick<EpcisEvent, 'type' | 'action' | 'bizStep' | 'disposition'>

/**
 * Puts an event together from its basis, its step and its own fields, and names it with its event hash ID. Fields that
 * are undefined are left out.
 *
 * @throws BondmarkError `event-time-malformed`
 */
export function makeEvent(
  basis: EventBasis,
  step: Step,
  fields: Readonly<Record<string, unknown>>,
): EpcisEvent {
  const event: Record<string, unknown> = {
    '@context': eventContext,
    ...step,
    eventTime: basis.eventTime,
    eventTimeZoneOffset: zoneOffsetOf(basis.eventTime),
    readPoint: { id: basis.readPoint },
    ...(basis.bizLocation === undefined ? {} : { bizLocation: { id: basis.bizLocation } }),
    'bm:operator': basis.operator,
    'bm:station': basis.station,
    'bm:decision': basis.decision,
    'bm:ruleSet': basis.ruleSet,
    'bm:hashAlgorithm': hashAlgorithm,
    'bm:serialAuthority': basis.serialAuthority,
    ...fields,
  }
  for (const key of Object.keys(event)) if (event[key] === undefined) delete event[key]
  event.eventID = eventIdOf(event)
  return event as unknown as EpcisEvent
}
