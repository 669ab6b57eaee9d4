import { isRecord } from '../json-shape.ts'
import { checkEvent } from './event.ts'
import { type Finding, Findings, Place } from './finding.ts'
import { emptyScope, readContext, type Scope } from './scope.ts'
import { checkFields, ofShape, type Shape, shape } from './shape.ts'
import { type Check, listOf, type Surroundings, text, time, uri, uris } from './values.ts'

/** Events that one document may hold. */
export const EVENTS_MAX = 100_000

/** What a document is: for `/capture`, an answer to a query, one event, or a plain list of events. */
export type DocumentKind = 'capture' | 'query' | 'event' | 'list'

/** The verdict on an EPCIS 2.0 document. */
export interface EpcisVerdict {
  readonly ok: boolean
  /** Null when it is not to be told. */
  readonly kind: DocumentKind | null
  /** How many events it holds. */
  readonly events: number
  readonly errors: readonly Finding[]
  /** What is lawful and odd. */
  readonly warnings: readonly Finding[]
  /** How many findings there were beyond those listed. */
  readonly leftOut: number
}

const schemaVersion: Check = (value, place, around) => {
  if (text(value, place, around) && !/^2(?:\.\d+)*$/.test(value))
    around.findings.error(place, 'epcis-version-unsupported', value)
}

const nothing: Check = () => {}

/** Master data may be of any vocabulary, with objects of its own under an attribute; they are not looked into. */
const attributeValue: Check = (value, place, { findings }) => {
  const isScalar = typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))
  if (!isScalar && !isRecord(value)) findings.error(place, 'epcis-value-wrong')
}

/** GS1's examples name the classes of what master data is made of, in this version's word and an older one's. */
const ofMasterData: Readonly<Record<string, Check>> = { id: uri, type: nothing, isA: nothing }

const vocabularies: Check = listOf(
  ofShape(
    shape(
      {
        ...ofMasterData,
        type: uri,
        vocabularyElementList: listOf(
          ofShape(
            shape(
              {
                ...ofMasterData,
                attributes: listOf(
                  ofShape(
                    shape({ ...ofMasterData, attribute: attributeValue }, ['id'], { extensible: true }),
                  ),
                ),
                children: uris,
              },
              ['id'],
              { extensible: true },
            ),
          ),
        ),
      },
      ['type'],
      { extensible: true },
    ),
  ),
)

const epcisHeader = ofShape(
  shape({ epcisMasterData: ofShape(shape({ vocabularyList: vocabularies }, [], { extensible: true })) }, [], {
    extensible: true,
  }),
)

/** The events are checked by themselves, after the document around them. */
const eventList: Check = (value, place, { findings }) => {
  if (!Array.isArray(value)) findings.error(place, 'epcis-value-wrong')
  else if (value.length > EVENTS_MAX) findings.error(place, 'epcis-list-too-long')
  else if (value.length === 0) findings.warn(place, 'epcis-no-events')
}

const captureShape = shape(
  {
    '@context': nothing,
    id: uri,
    type: nothing,
    schemaVersion,
    creationDate: time,
    instanceIdentifier: text,
    sender: text,
    receiver: text,
    epcisHeader,
    epcisBody: ofShape(shape({ eventList }, ['eventList'], { extensible: true })),
  },
  ['@context', 'schemaVersion', 'creationDate', 'epcisBody'],
  { extensible: true },
)

const resultsBody = ofShape(
  shape({ eventList, vocabularyList: vocabularies }, ['eventList'], { extensible: true }),
)
const queryResults = ofShape(
  shape({ queryName: text, subscriptionID: text, resultsBody }, ['queryName', 'resultsBody'], {
    extensible: true,
  }),
)
const queryShape = shape(
  {
    '@context': nothing,
    id: uri,
    type: nothing,
    schemaVersion,
    creationDate: time,
    epcisBody: ofShape(shape({ queryResults }, ['queryResults'], { extensible: true })),
  },
  ['@context', 'epcisBody'],
  { extensible: true },
)

const documents: Readonly<
  Record<string, { readonly kind: DocumentKind; readonly shape: Shape; readonly list: readonly string[] }>
> = {
  EPCISDocument: { kind: 'capture', shape: captureShape, list: ['epcisBody', 'eventList'] },
  EPCISQueryDocument: {
    kind: 'query',
    shape: queryShape,
    list: ['epcisBody', 'queryResults', 'resultsBody', 'eventList'],
  },
}

interface EventsFound {
  readonly events: readonly unknown[]
  readonly place: Place
}

function eventsBelow(document: Record<string, unknown>, path: readonly string[], root: Place): EventsFound {
  let value: unknown = document
  let place = root
  for (const key of path) {
    value = isRecord(value) ? value[key] : undefined
    place = place.at(key)
  }
  return { events: Array.isArray(value) ? value.slice(0, EVENTS_MAX) : [], place }
}

/** One ID names one event. Only a declaration of its error repeats it (EPCIS 2.0 §7.3.6, CBV 2.0 §8.9). */
function checkEvents(
  { events, place }: EventsFound,
  context: unknown,
  around: Surroundings,
  isBare: boolean,
): void {
  const { scope, findings } = around
  const seen = new Set<string>()
  for (const [i, event] of events.entries()) {
    const own = place.at(i)
    const named = checkEvent(event, own, { context, scope, findings, isBare })
    if (named === null || named.declaresError) continue
    if (seen.has(named.id)) findings.error(own.at('eventID'), 'epcis-event-id-repeated', named.id)
    seen.add(named.id)
  }
}

function judge(
  kind: DocumentKind | null,
  events: number,
  { errors, warnings, leftOut }: Findings,
): EpcisVerdict {
  return { ok: errors.length === 0 && kind !== null, kind, events, errors, warnings, leftOut }
}

/**
 * Judges an EPCIS 2.0 document in JSON-LD: a capture document, a query document, a bare event or a list of bare events
 * (EPCIS 2.0 §10, CBV 2.0). It accepts nothing that GS1's JSON Schema refuses, and judges what a schema cannot: rules
 * between fields, keys of GS1, vocabularies, prefixes. Contexts are known or not, and never fetched.
 *
 * @param json parsed JSON of any shape
 * @returns what is wrong and what is odd, at most 1,000 of each. It does not throw on bad documents.
 */
export function validateEpcis(json: unknown): EpcisVerdict {
  const findings = new Findings()
  const root = new Place()
  const bare: Scope = emptyScope
  if (Array.isArray(json)) {
    eventList(json, root, { scope: bare, findings })
    const events = json.slice(0, EVENTS_MAX)
    checkEvents({ events, place: root }, undefined, { scope: bare, findings }, true)
    return judge('list', json.length, findings)
  }
  if (!isRecord(json)) {
    findings.error(root, 'epcis-value-wrong')
    return judge(null, 0, findings)
  }
  const { type } = json
  if (typeof type !== 'string') {
    findings.error(root.at('type'), type === undefined ? 'epcis-field-missing' : 'epcis-value-wrong')
    return judge(null, 0, findings)
  }
  const document = Object.hasOwn(documents, type) ? documents[type] : undefined
  if (document === undefined) {
    checkEvent(json, root, { context: undefined, scope: bare, findings, isBare: true })
    return judge('event', 1, findings)
  }
  const context = json['@context']
  const scope = context === undefined ? bare : readContext(context, root.at('@context'), bare, findings)
  checkFields(json, root, document.shape, { scope, findings })
  const found = eventsBelow(json, document.list, root)
  checkEvents(found, context, { scope, findings }, false)
  return judge(document.kind, found.events.length, findings)
}
