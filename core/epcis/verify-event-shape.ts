import { z } from 'zod'
import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { parseEpc } from '../gs1/epc.ts'
import { eventContext, zoneOffsetOf } from './event-basis.ts'
import { eventIdOf, hashAlgorithms } from './event-hash.ts'
import { validateEpcis } from './validation/document.ts'

const LIST_MAX = 5000

const uri = z
  .string()
  .min(3)
  .max(500)
  .regex(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/)
const text = z.string().min(1).max(500)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const unit = z.string().refine((link) => parseEpc(link)?.kind === 'unit', 'no unit')
const identity = z
  .string()
  .refine((link) => ['unit', 'sscc'].includes(parseEpc(link)?.kind ?? ''), 'no unit or SSCC')
const goodsClass = z
  .string()
  .refine((link) => ['lot', 'product'].includes(parseEpc(link)?.kind ?? ''), 'no GTIN or lot')
const sscc = z.string().refine((link) => parseEpc(link)?.kind === 'sscc', 'no SSCC')

const eventTime = z.string().refine((time) => {
  try {
    return zoneOffsetOf(time) !== ''
  } catch {
    return false
  }
}, 'not RFC 3339 with milliseconds and offset')

const context = z
  .array(z.unknown())
  .refine((value) => JSON.stringify(value) === JSON.stringify(eventContext), 'not the context of our events')

const everyEvent = {
  '@context': context,
  eventID: z.string().regex(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/),
  eventTime,
  eventTimeZoneOffset: z.string().regex(/^[+-]\d{2}:\d{2}$/),
  readPoint: z.strictObject({ id: uri }),
  bizLocation: z.strictObject({ id: uri }).optional(),
  bizTransactionList: z
    .array(z.strictObject({ type: text, bizTransaction: uri }))
    .min(1)
    .max(50)
    .optional(),
  'bm:operator': text,
  'bm:station': uri,
  'bm:decision': z.union([hash, z.array(hash).min(1).max(LIST_MAX)]),
  'bm:ruleSet': z.union([hash, z.array(hash).min(1).max(LIST_MAX)]),
  'bm:hashAlgorithm': z.enum(hashAlgorithms),
  'bm:serialAuthority': hash.optional(),
}

const quantities = z
  .array(z.strictObject({ epcClass: goodsClass, quantity: z.number().positive() }))
  .min(1)
  .max(LIST_MAX)
const identities = z.array(identity).min(1).max(LIST_MAX)
const units = z.array(unit).min(1).max(LIST_MAX)
/** Units in a case, or cases on a pallet, each once: one event is not of both. */
const contents = z
  .union([units, z.array(sscc).min(1).max(LIST_MAX)])
  .refine((epcs) => new Set(epcs).size === epcs.length, 'one is named twice')
const goods = { quantityList: quantities.optional(), epcList: identities.optional() }

function step(type: string, action: string, bizStep: string, disposition: string) {
  return {
    type: z.literal(type),
    action: z.literal(action),
    bizStep: z.literal(bizStep),
    disposition: z.literal(disposition),
  }
}

/** What goods under customs' supervision say beside the step: all of it, or nothing. */
const bonded = {
  'bm:customsEntry': text,
  'bm:entryItem': text,
  'bm:lot': z.string().min(1).max(20),
  'bm:document': text.optional(),
}
const free = z.enum(['sellable', 'damaged'])
const holding = {
  ...everyEvent,
  ...step('ObjectEvent', 'OBSERVE', 'holding', 'non_sellable_other'),
  ...goods,
  'bm:reason': text,
}
const storing = {
  ...everyEvent,
  ...step('ObjectEvent', 'OBSERVE', 'storing', 'sellable_not_accessible'),
  ...goods,
  'bm:releaseHash': hash,
}
const destroying = {
  ...everyEvent,
  ...step('ObjectEvent', 'DELETE', 'destroying', 'destroyed'),
  'bm:reason': text,
  'bm:witness': text,
}

/** One shape per step of FORMATS' "Events"; extensions that we do not know make an event not ours. */
const shapes: Readonly<Record<string, z.ZodType>> = {
  receiving: z.strictObject({
    ...everyEvent,
    ...step('ObjectEvent', 'OBSERVE', 'receiving', 'in_progress'),
    ...goods,
    'bm:customsEntry': text,
    'bm:entryItem': text,
  }),
  commissioning: z.strictObject({
    ...everyEvent,
    ...step('ObjectEvent', 'ADD', 'commissioning', 'active'),
    epcList: units.max(1),
    ilmd: z.strictObject({
      'cbvmda:lotNumber': z.string().min(1).max(20).optional(),
      'cbvmda:itemExpirationDate': z.iso.date().optional(),
      'cbvmda:countryOfOrigin': z.string().regex(/^[A-Z]{2}$/),
    }),
    'bm:labelTemplate': text,
    'bm:pinCommitment': z.string().startsWith('$scrypt$').max(200),
    'bm:bindingScan': hash,
  }),
  packing: z.strictObject({
    ...everyEvent,
    ...step('AggregationEvent', 'ADD', 'packing', 'container_closed'),
    parentID: sscc,
    childEPCs: contents,
    'bm:allowedBy': text.optional(),
  }),
  unpacking: z.strictObject({
    ...everyEvent,
    ...step('AggregationEvent', 'DELETE', 'unpacking', 'in_progress'),
    parentID: sscc,
    childEPCs: contents,
    'bm:reason': text,
  }),
  holding: z.strictObject(holding),
  'holding under supervision': z.strictObject({ ...holding, ...bonded, 'bm:customsOrder': text }),
  storing: z.strictObject(storing),
  'storing under supervision': z.strictObject({
    ...storing,
    ...bonded,
    'bm:customsOrder': text,
    'bm:approval': hash,
  }),
  // Goods that leave supervision; what others ship is no step of our flow, and is judged as anybody's EPCIS.
  'shipping under supervision': z.strictObject({
    ...everyEvent,
    ...step('ObjectEvent', 'OBSERVE', 'shipping', 'in_transit'),
    ...goods,
    ...bonded,
    'bm:document': text,
    'bm:reason': text.optional(),
    'bm:approval': hash.optional(),
  }),
  'shipping back to the sender': z.strictObject({
    ...everyEvent,
    ...step('ObjectEvent', 'OBSERVE', 'shipping', 'returned'),
    ...goods,
    ...bonded,
    'bm:document': text,
    'bm:state': free,
    'bm:reason': text,
    'bm:approval': hash,
  }),
  'receiving from a consumer': z.strictObject({
    ...everyEvent,
    ...step('ObjectEvent', 'OBSERVE', 'receiving', 'returned'),
    ...goods,
    ...bonded,
    'bm:document': text,
    'bm:state': free,
    'bm:reason': text,
  }),
  sampling: z.strictObject({
    ...everyEvent,
    ...step('ObjectEvent', 'OBSERVE', 'sampling', 'in_progress'),
    ...goods,
    'bm:inspectionTask': hash,
  }),
  inspecting: z
    .strictObject({
      ...everyEvent,
      ...step('ObjectEvent', 'OBSERVE', 'inspecting', 'conformant'),
      disposition: z.enum(['conformant', 'non_conformant']),
      ...goods,
      'bm:outcome': z.enum(['conformant', 'conditional', 'non-conformant']),
      'bm:inspectionTask': hash,
      'bm:inspectionResult': hash,
      'bm:reportHash': hash,
    })
    .refine(
      (event) => (event.disposition === 'non_conformant') === (event['bm:outcome'] === 'non-conformant'),
      { path: ['disposition'], message: 'not that of the outcome' },
    ),
  decommissioning: z.strictObject({
    ...everyEvent,
    ...step('ObjectEvent', 'DELETE', 'decommissioning', 'inactive'),
    epcList: units,
    'bm:reason': text,
  }),
  destroying: z.strictObject({ ...destroying, epcList: units }),
  'destroying under supervision': z.strictObject({
    ...destroying,
    quantityList: quantities.optional(),
    epcList: units.optional(),
    ...bonded,
    'bm:document': text,
    'bm:state': free,
    'bm:approval': hash,
  }),
}

/** The shape that an event must have: most steps have one, goods under supervision have their own. */
function shapeNameOf(event: Readonly<Record<string, unknown>>, bizStep: string): string {
  const isReturned = event.disposition === 'returned'
  if (bizStep === 'receiving') return isReturned ? 'receiving from a consumer' : bizStep
  if (!supervised.has(bizStep) || event['bm:entryItem'] === undefined) return bizStep
  return bizStep === 'shipping' && isReturned ? 'shipping back to the sender' : `${bizStep} under supervision`
}

const supervised: ReadonlySet<string> = new Set(['holding', 'storing', 'shipping', 'destroying'])

const stepOf = z.looseObject({ bizStep: z.string().max(60) })

const onlySsccs = (list: unknown): boolean =>
  Array.isArray(list) && list.every((link) => typeof link === 'string' && parseEpc(link)?.kind === 'sscc')

function wrong(path: string, reason: string): Failure {
  return { code: 'event-field-wrong', detail: { path, reason } }
}

function idFailure(event: Readonly<Record<string, unknown>>): Failure | null {
  try {
    const computed = eventIdOf(event)
    const claimed = String(event.eventID).slice(0, 120)
    return computed === claimed ? null : { code: 'event-id-wrong', detail: { claimed, computed } }
  } catch (error) {
    if (error instanceof BondmarkError) return error.toFailure()
    throw error
  }
}

/**
 * Judges an event as one of ours, for the ledger's standing: its step is known, the fields of the step are there and
 * well-formed, action and disposition are the step's, the offset is the event time's, it names goods in one way
 * (a case received whole in both), it is valid EPCIS 2.0, and its eventID is the hash of its content.
 *
 * @param event parsed JSON from a statement's payload, of any shape
 * @returns what is wrong, at most 20 failures; empty when nothing is. It does not throw on bad events.
 */
export function verifyEventShape(event: unknown): Failure[] {
  const known = stepOf.safeParse(event)
  if (!known.success) return [wrong('bizStep', 'it is missing')]
  const { bizStep } = known.data
  const name = shapeNameOf(known.data, bizStep)
  const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined
  if (shape === undefined) return [wrong('bizStep', `${bizStep} is not a step of ours`)]
  const parsed = shape.safeParse(event)
  if (!parsed.success) {
    return parsed.error.issues
      .slice(0, 20)
      .map((issue) => wrong(issue.path.join('.').slice(0, 100), issue.message.slice(0, 200)))
  }
  const fields = known.data
  const failures: Failure[] = []
  if (fields.eventTimeZoneOffset !== zoneOffsetOf(String(fields.eventTime))) {
    failures.push(wrong('eventTimeZoneOffset', 'it is not the offset of eventTime'))
  }
  if (Array.isArray(fields.childEPCs) && fields.childEPCs.includes(fields.parentID))
    failures.push(wrong('childEPCs', 'it would be within itself'))
  if (bizStep !== 'packing' && bizStep !== 'unpacking') {
    const [named, counted] = [fields.epcList !== undefined, fields.quantityList !== undefined]
    // Only a logistic unit received or shipped whole says both which it is and what it holds.
    const isWhole = bizStep === 'receiving' || name === 'shipping under supervision'
    const wholeCase = isWhole && named && onlySsccs(fields.epcList)
    if (named === counted && !(named && wholeCase)) {
      failures.push(wrong('epcList', 'goods are named in one of epcList and quantityList'))
    }
  }
  for (const { path, code } of validateEpcis(fields).errors.slice(0, 20)) {
    failures.push(wrong(path.slice(0, 100), code))
  }
  const id = idFailure(fields)
  if (id !== null) failures.push(id)
  return failures
}
