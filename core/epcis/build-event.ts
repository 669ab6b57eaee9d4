import { BondmarkError } from '../errors/bondmark-error.ts'
import { eventContext } from './event-basis.ts'
import { type CbvVersion, eventIdOf } from './event-hash.ts'
import { validateEpcis } from './validation/document.ts'

/** The five types of event that EPCIS 2.0 defines (§7.4). */
export type EventType =
  | 'ObjectEvent'
  | 'AggregationEvent'
  | 'AssociationEvent'
  | 'TransactionEvent'
  | 'TransformationEvent'

/** An event's own fields, as EPCIS 2.0's JSON binding names them. */
export interface EventDraft {
  readonly type: EventType
  /** RFC 3339 with an offset. */
  readonly eventTime: string
  readonly eventTimeZoneOffset: string
  readonly [field: string]: unknown
}

/** A valid event with its event hash ID and its context. */
export interface BuiltEvent extends EventDraft {
  readonly '@context': unknown
  readonly eventID: string
}

/**
 * Builds an event of any type: names it with its event hash ID, and makes sure that it is valid EPCIS 2.0. Fields that are
 * undefined are left out; `eventID` is computed, so one that is given must be the same.
 *
 * @param context its `@context`; ours when it is not given
 * @throws BondmarkError `epcis-event-invalid` for the first thing that is wrong, `event-id-wrong`, and what
 * {@link eventIdOf} throws
 */
export function buildEvent(
  draft: EventDraft,
  context: unknown = eventContext,
  cbv: CbvVersion = '2.0',
): BuiltEvent {
  const fields = Object.entries(draft).filter(([key, value]) => value !== undefined && key !== '@context')
  const event: EventDraft & { readonly '@context': unknown } = {
    ...(Object.fromEntries(fields) as unknown as EventDraft),
    '@context': context,
  }
  const { errors } = validateEpcis(event)
  const [first] = errors
  if (first !== undefined) {
    throw new BondmarkError('epcis-event-invalid', { path: first.path, problem: first.code })
  }
  const eventID = eventIdOf(event, undefined, cbv)
  if (event.eventID !== undefined && event.eventID !== eventID)
    throw new BondmarkError('event-id-wrong', {
      claimed: String(event.eventID).slice(0, 120),
      computed: eventID,
    })
  return { ...event, eventID }
}
