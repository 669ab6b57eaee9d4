import { z } from 'zod'
import { bondedRecords } from '../../core/bonded/bonded-records.ts'
import { parseEpc } from '../../core/gs1/epc.ts'
import {
  inspectionAskedRecord,
  inspectionConcludedRecord,
  inspectionMovedRecord,
  switchingMovedRecord,
} from '../../core/inspection/inspection-records.ts'
import { lineElsewhere } from '../../core/lifecycle/line-elsewhere.ts'
import { asnReleased, lineDecided } from '../../core/release/release-records.ts'
import { rulesInForce } from '../../core/rules/rules-in-force.ts'
import { type RecordName, recordNameOf } from '../../core/statement/content-types.ts'
import { stockReconciled } from '../../core/stock/stock-record.ts'

const epcs = z.array(z.string()).max(5_000).optional()
const text = z.string()

/** What of an event other tables repeat. Whether it is a good event is judged elsewhere. */
const event = z.looseObject({
  eventID: text,
  eventTime: text,
  bizStep: text,
  disposition: text.optional(),
  'bm:station': text,
  epcList: epcs,
  quantityList: z
    .array(z.object({ epcClass: text, quantity: z.number() }))
    .max(5_000)
    .optional(),
  parentID: text.optional(),
  childEPCs: epcs,
  bizTransactionList: z.array(z.looseObject({ type: text, bizTransaction: text })).optional(),
  ilmd: z.looseObject({ 'cbvmda:lotNumber': text.optional() }).optional(),
  'bm:labelTemplate': text.optional(),
  'bm:pinCommitment': text.optional(),
  'bm:bindingScan': text.optional(),
  'bm:serialAuthority': text.optional(),
  'bm:reason': text.optional(),
  'bm:allowedBy': text.optional(),
})
export type EventFacts = z.infer<typeof event>

const record = z.looseObject({ format: text, station: text, t: text })

const voided = z.looseObject({
  kind: z.enum(['unit', 'case', 'pallet']),
  gtin: text,
  serial: text,
  reason: text,
  recovery: z.boolean(),
})
export type VoidFacts = z.infer<typeof voided>
const shift = z.looseObject({ shift: z.int(), operator: text.optional() })
const line = z.looseObject({
  asn: text,
  line: text,
  lot: text,
  short: z.number().optional(),
  reasons: z.unknown(),
  elsewhere: lineElsewhere.optional(),
})
export type LineFacts = z.infer<typeof line>
const plan = z.looseObject({ asn: text, revision: z.int(), plan: text })
const jump = z.looseObject({
  from: text,
  byMs: z.int(),
  elapsedMs: z.int().min(0).nullable(),
  confirmedBy: text.nullable(),
})

/** Records whose tables are compared with them elsewhere. */
const bare = {
  'line-decided': lineDecided,
  'asn-released': asnReleased,
  'inspection-asked': inspectionAskedRecord,
  'inspection-moved': inspectionMovedRecord,
  'inspection-concluded': inspectionConcludedRecord,
  'switching-moved': switchingMovedRecord,
} as const

/** A station record, told apart by its name. */
export type RecordFacts =
  | { readonly name: 'void-before-commissioning'; readonly said: VoidFacts }
  | { readonly name: 'shift-opened' | 'shift-closed'; readonly said: z.infer<typeof shift> }
  | { readonly name: 'line-closed'; readonly said: z.infer<typeof line> }
  | { readonly name: 'plan-accepted'; readonly said: z.infer<typeof plan> }
  | {
      readonly name:
        | 'key-rotation'
        | 'key-restored'
        | 'clock-jumped'
        | 'stock-reconciled'
        | 'rules-in-force'
        | keyof typeof bare
        | keyof typeof bondedRecords
      readonly said: null
    }

/** What every payload says of itself, and then what it says of the goods. */
export type PayloadFacts = { readonly station: string; readonly t: string } & (
  | { readonly event: EventFacts; readonly record: null }
  | { readonly event: null; readonly record: RecordFacts }
)

export const readEvent = (payload: unknown): PayloadFacts | null => {
  const { success, data } = event.safeParse(payload)
  return success ? { station: data['bm:station'], t: data.eventTime, event: data, record: null } : null
}

/** A station record of this content type, or null for one that no station states. */
export function readRecord(contentType: string, payload: unknown): PayloadFacts | null {
  const name = recordNameOf(contentType)
  const said = record.safeParse(payload)
  if (name === null || !said.success || said.data.format !== `bondmark/${name}/1`) return null
  const facts = recordFacts(name, payload)
  return facts && { station: said.data.station, t: said.data.t, event: null, record: facts }
}

function recordFacts(name: RecordName, payload: unknown): RecordFacts | null {
  switch (name) {
    case 'void-before-commissioning': {
      const { success, data } = voided.safeParse(payload)
      return success ? { name, said: data } : null
    }
    case 'shift-opened':
    case 'shift-closed': {
      const { success, data } = shift.safeParse(payload)
      return success ? { name, said: data } : null
    }
    case 'line-closed': {
      const { success, data } = line.safeParse(payload)
      return success ? { name, said: data } : null
    }
    case 'plan-accepted': {
      const { success, data } = plan.safeParse(payload)
      return success ? { name, said: data } : null
    }
    case 'clock-jumped':
      return jump.safeParse(payload).success ? { name, said: null } : null
    case 'stock-reconciled':
      return stockReconciled.safeParse(payload).success ? { name, said: null } : null
    case 'rules-in-force':
      return rulesInForce.safeParse(payload).success ? { name, said: null } : null
    case 'line-decided':
    case 'asn-released':
    case 'inspection-asked':
    case 'inspection-moved':
    case 'inspection-concluded':
    case 'switching-moved':
      return bare[name].safeParse(payload).success ? { name, said: null } : null
    case 'account-book':
    case 'seal-checked':
    case 'seal-settled':
    case 'goods-arrived':
    case 'customs-order':
    case 'bonded-adjusted':
    case 'bonded-closed':
      return bondedRecords[name].safeParse(payload).success ? { name, said: null } : null
    case 'key-rotation':
    case 'key-restored':
      return { name, said: null }
    default:
      return null
  }
}

/** The goods of an event: single units by GTIN, and quantities of lots. */
export function goodsOf({ epcList = [], quantityList = [] }: EventFacts) {
  const units = epcList.map(parseEpc).filter((epc) => epc?.kind === 'unit')
  const lots = quantityList.flatMap(({ epcClass, quantity }) => {
    const epc = parseEpc(epcClass)
    return epc?.kind === 'lot' ? [{ gtin: epc.gtin, lot: epc.lot, quantity }] : []
  })
  return { units, lots }
}

/** The number of the inbound notice that an event cites, or null. */
export function asnOf({ bizTransactionList = [] }: EventFacts): string | null {
  const cited = bizTransactionList.find(({ type }) => type === 'desadv')?.bizTransaction
  const escaped = cited?.split(':').slice(5).join(':')
  if (!escaped) return null
  try {
    return decodeURIComponent(escaped)
  } catch {
    return null
  }
}
