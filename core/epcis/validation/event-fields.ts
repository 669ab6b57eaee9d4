import {
  bizSteps,
  bizTransactionTypes,
  dispositions,
  errorReasons,
  sourceDestinationTypes,
} from '../cbv-vocabulary.ts'
import { anyEpc, classEpc, instanceEpc } from './epc-level.ts'
import { extensionKey, extensionValue } from './extensions.ts'
import type { Place } from './finding.ts'
import { sensorElementList } from './sensors.ts'
import { ofShape, shape } from './shape.ts'
import { type Check, listOf, number, object, offset, type Surroundings, text, time, uri } from './values.ts'
import { wordOf } from './words.ts'

/** Checks of the fields that events have (EPCIS 2.0 §7.3 and §7.4), each by itself. */

const action: Check = (value, place, around) => {
  if (text(value, place, around) && !['ADD', 'OBSERVE', 'DELETE'].includes(value))
    around.findings.error(place, 'epcis-action-unknown', value)
}

const uom: Check = (value, place, around) => {
  if (text(value, place, around) && !/^[A-Z0-9]{2,3}$/.test(value))
    around.findings.error(place, 'epcis-uom-malformed', value)
}

const quantity: Check = (value, place, around) => {
  if (number(value, place, around) && value < 0)
    around.findings.error(place, 'epcis-quantity-wrong', String(value))
}

/** Without a unit a quantity counts objects, of which there is no half (§7.3.3.3). */
function quantityRules(element: Record<string, unknown>, place: Place, { findings }: Surroundings): void {
  const counted = typeof element.quantity === 'number' && element.uom === undefined
  if (counted && Number.isFinite(element.quantity) && !Number.isInteger(element.quantity))
    findings.error(place.at('quantity'), 'epcis-quantity-wrong', String(element.quantity))
  if (element.quantity === undefined && element.uom !== undefined)
    findings.error(place.at('uom'), 'epcis-uom-without-quantity')
}

const quantities: Check = listOf(
  ofShape(shape({ epcClass: classEpc, quantity, uom }, ['epcClass'], { extensible: false }), quantityRules),
)
const place = ofShape(shape({ id: anyEpc }, ['id'], { extensible: true }))

function typed(name: string, type: Check, needed: readonly string[]): Check {
  return listOf(ofShape(shape({ type, [name]: anyEpc }, needed, { extensible: false })))
}

const dispositionSet = listOf(wordOf(dispositions), { unique: 'error', filled: true })

function persistentRules(value: Record<string, unknown>, at: Place, { findings }: Surroundings): void {
  if (value.set === undefined && value.unset === undefined)
    findings.error(at.at('set'), 'epcis-field-missing')
  if (!Array.isArray(value.set) || !Array.isArray(value.unset)) return
  const set = new Set<unknown>(value.set)
  for (const [i, word] of value.unset.entries()) {
    if (set.has(word)) findings.warn(at.at('unset').at(i), 'epcis-disposition-both', String(word))
  }
}

const certificationInfo: Check = (value, at, around) =>
  Array.isArray(value) ? listOf(uri)(value, at, around) : void uri(value, at, around)

const ilmd: Check = (value, at, around) => {
  if (!object(value, at, around)) return
  for (const [key, inner] of Object.entries(value)) {
    const own = at.at(key)
    if (!extensionKey(key, own, around)) around.findings.error(own, 'epcis-field-unknown')
    extensionValue(inner, own, around)
  }
}

const errorDeclaration = ofShape(
  shape(
    { declarationTime: time, reason: wordOf(errorReasons), correctiveEventIDs: listOf(uri) },
    ['declarationTime'],
    { extensible: true },
  ),
)

/** The context was read before the fields that need it. */
const alreadyRead: Check = () => {}

/** Fields of every event. */
const ofEveryEvent: Readonly<Record<string, Check>> = {
  '@context': alreadyRead,
  type: text,
  eventTime: time,
  recordTime: time,
  eventTimeZoneOffset: offset,
  eventID: uri,
  certificationInfo,
  errorDeclaration,
}
const persistentDisposition = ofShape(
  shape({ set: dispositionSet, unset: dispositionSet }, [], { extensible: false }),
  persistentRules,
)
const business: Readonly<Record<string, Check>> = {
  bizStep: wordOf(bizSteps),
  disposition: wordOf(dispositions),
  persistentDisposition,
  readPoint: place,
  bizLocation: place,
  bizTransactionList: typed('bizTransaction', wordOf(bizTransactionTypes), ['bizTransaction']),
  sourceList: typed('source', wordOf(sourceDestinationTypes), ['type', 'source']),
  destinationList: typed('destination', wordOf(sourceDestinationTypes), ['type', 'destination']),
  sensorElementList,
}
const objects = listOf(instanceEpc, { unique: 'error' })
/** GS1's schema lets these repeat, and a thing that is named twice is odd all the same. */
const looseObjects = listOf(instanceEpc, { unique: 'warning' })

const fieldsByType: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  ObjectEvent: {
    ...business,
    action,
    epcList: objects,
    quantityList: quantities,
    ilmd,
  },
  AggregationEvent: {
    ...business,
    action,
    parentID: instanceEpc,
    childEPCs: looseObjects,
    childQuantityList: quantities,
  },
  AssociationEvent: {
    ...business,
    action,
    parentID: anyEpc,
    childEPCs: looseObjects,
    childQuantityList: quantities,
  },
  TransactionEvent: {
    ...business,
    action,
    parentID: anyEpc,
    epcList: looseObjects,
    quantityList: quantities,
  },
  TransformationEvent: {
    ...business,
    inputEPCList: objects,
    inputQuantityList: quantities,
    outputEPCList: objects,
    outputQuantityList: quantities,
    transformationID: anyEpc,
    ilmd,
  },
}
const everywhere = new Set(Object.values(fieldsByType).flatMap((fields) => Object.keys(fields)))
const always = ['type', 'eventTime', 'eventTimeZoneOffset']

/** The fields of each type of event that EPCIS defines. */
export const eventShapes = new Map(
  Object.entries(fieldsByType).map(([type, fields]) => [
    type,
    shape(
      { ...ofEveryEvent, ...fields },
      [
        ...always,
        ...(fields.action === undefined ? [] : ['action']),
        ...(type === 'AssociationEvent' ? ['parentID'] : []),
        ...(type === 'TransactionEvent' ? ['bizTransactionList'] : []),
      ],
      { extensible: true, elsewhere: everywhere },
    ),
  ]),
)

/** Events of a user's own type: beside the fields of every event, nobody but the user knows them. */
export const foreignEventShape = shape(ofEveryEvent, always, { extensible: true })
