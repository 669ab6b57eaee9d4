import { BondmarkError } from '../../errors/bondmark-error.ts'
import { eventIdOf } from '../event-hash.ts'
import { readInstant } from '../instant.ts'
import { isRecord } from '../json-shape.ts'
import { eventShapes, foreignEventShape } from './event-fields.ts'
import { extensionValue } from './extensions.ts'
import type { Findings, Place } from './finding.ts'
import { readContext, type Scope } from './scope.ts'
import { checkFields } from './shape.ts'
import { isUri } from './uri.ts'
import type { Surroundings } from './values.ts'

type Event = Readonly<Record<string, unknown>>

/** What surrounds an event: the document's context as it stands and as it was read. */
export interface Around {
  readonly context: unknown
  readonly scope: Scope
  readonly findings: Findings
  /** A bare event must bring its own context; one in a document has the document's. */
  readonly isBare: boolean
}

/** Full forms of the five types, for those who write them out. */
const TYPE_HOME = /^(?:epcis:|https:\/\/ref\.gs1\.org\/epcis\/)/

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0
}

/** Objects or quantities must be named, unless the action is DELETE (§7.4.3 to §7.4.5). */
function requireContents(event: Event, lists: readonly string[], place: Place, findings: Findings): void {
  if (event.action === 'DELETE' || lists.some((name) => isFilled(event[name]))) return
  findings.error(place.at(lists[0] ?? ''), 'epcis-what-missing')
}

const rules: Readonly<Record<string, (event: Event, place: Place, findings: Findings) => void>> = {
  /** §7.4.2: what was seen, or at a place what sensors there reported; ILMD where objects begin to be. */
  ObjectEvent(event, place, findings) {
    const sensed = isFilled(event.sensorElementList)
    if (!isFilled(event.epcList) && !isFilled(event.quantityList)) {
      if (!sensed) findings.error(place.at('epcList'), 'epcis-what-missing')
      else if (event.readPoint === undefined && event.epcList === undefined)
        findings.error(place.at('readPoint'), 'epcis-field-missing')
    }
    if (event.ilmd !== undefined && (event.action === 'OBSERVE' || event.action === 'DELETE'))
      findings.error(place.at('ilmd'), 'epcis-field-forbidden')
  },
  /** §7.4.3: only an observation may leave its parent unnamed. */
  AggregationEvent(event, place, findings) {
    if (event.parentID === undefined && event.action !== 'OBSERVE')
      findings.error(place.at('parentID'), 'epcis-parent-missing')
    requireContents(event, ['childEPCs', 'childQuantityList'], place, findings)
  },
  AssociationEvent(event, place, findings) {
    requireContents(event, ['childEPCs', 'childQuantityList'], place, findings)
  },
  /** §7.4.4 */
  TransactionEvent(event, place, findings) {
    if (Array.isArray(event.bizTransactionList) && event.bizTransactionList.length === 0)
      findings.error(place.at('bizTransactionList'), 'epcis-list-empty')
    requireContents(event, ['epcList', 'quantityList'], place, findings)
  },
  /** §7.4.6: inputs and outputs, or a part of a longer transformation that has an identifier. */
  TransformationEvent(event, place, findings) {
    const inputs = isFilled(event.inputEPCList) || isFilled(event.inputQuantityList)
    const outputs = isFilled(event.outputEPCList) || isFilled(event.outputQuantityList)
    const isWhole = event.transformationID === undefined ? inputs && outputs : inputs || outputs
    if (!isWhole) findings.error(place, 'epcis-transformation-incomplete')
  },
}

/** The time zone of an instant that is written with one. */
function zoneOf(time: unknown): string | null {
  return typeof time === 'string' ? (/[+-]\d{2}:\d{2}$/.exec(time)?.[0] ?? null) : null
}

/** What is lawful and looks like a slip. */
function warnOfTimes(event: Event, place: Place, findings: Findings): void {
  const zone = zoneOf(event.eventTime)
  if (zone !== null && typeof event.eventTimeZoneOffset === 'string' && zone !== event.eventTimeZoneOffset)
    findings.warn(place.at('eventTimeZoneOffset'), 'epcis-offset-differs', event.eventTimeZoneOffset)
  const [happened, recorded] = [event.eventTime, event.recordTime].map((time) =>
    typeof time === 'string' ? readInstant(time) : null,
  )
  if (typeof happened === 'number' && typeof recorded === 'number' && recorded < happened)
    findings.warn(place.at('recordTime'), 'epcis-record-time-early')
}

/** An eventID that is an event hash ID should be this event's; readings of the algorithm differ, so it is only odd. */
function warnOfEventId(event: Event, place: Place, { context, findings }: Around): void {
  const version =
    typeof event.eventID === 'string' ? /^ni:\/\/\/sha-256;.*\?ver=CBV(2\.[01])$/.exec(event.eventID) : null
  if (version === null) return
  try {
    if (eventIdOf(event, context, version[1] === '2.1' ? '2.1' : '2.0') !== event.eventID)
      findings.warn(place.at('eventID'), 'epcis-event-id-differs')
  } catch (error) {
    // What keeps an event from being hashed was found wrong before.
    if (!(error instanceof BondmarkError)) throw error
  }
}

/** An event of a user's own type: the fields of every event are checked, the others only kept in bounds. */
function checkForeign(event: Event, place: Place, around: Surroundings): void {
  const { findings } = around
  const { type } = event
  const at = place.at('type')
  if (typeof type !== 'string') {
    findings.error(at, type === undefined ? 'epcis-field-missing' : 'epcis-value-wrong')
  } else if (!type.includes(':') || !isUri(type) || TYPE_HOME.test(type)) {
    findings.error(at, 'epcis-event-type-unknown', type)
  } else {
    findings.warn(at, 'epcis-event-type-foreign', type)
    const own: Record<string, unknown> = Object.create(null)
    for (const [key, value] of Object.entries(event)) {
      if (foreignEventShape.fields.has(key) || key.includes(':')) own[key] = value
      else extensionValue(value, place.at(key), around)
    }
    checkFields(own, place, foreignEventShape, around)
  }
}

/**
 * Checks one event of any of the five types, or of a user's own (EPCIS 2.0 §7.4).
 *
 * @returns its eventID when it has one, with whether it declares an error in the event of that ID
 */
export function checkEvent(
  event: unknown,
  place: Place,
  around: Around,
): { readonly id: string; readonly declaresError: boolean } | null {
  const { findings } = around
  if (!isRecord(event)) {
    findings.error(place, 'epcis-value-wrong')
    return null
  }
  const own = event['@context']
  if (own === undefined && around.isBare) findings.error(place.at('@context'), 'epcis-field-missing')
  const scope =
    own === undefined ? around.scope : readContext(own, place.at('@context'), around.scope, findings)
  const name = typeof event.type === 'string' ? event.type.replace(TYPE_HOME, '') : ''
  const shape = eventShapes.get(name)
  if (shape === undefined) checkForeign(event, place, { scope, findings })
  else {
    checkFields(event, place, shape, { scope, findings })
    rules[name]?.(event, place, findings)
  }
  warnOfTimes(event, place, findings)
  warnOfEventId(event, place, around)
  return typeof event.eventID === 'string'
    ? { id: event.eventID, declaresError: event.errorDeclaration !== undefined }
    : null
}
