import { parseEpc } from '../gs1/epc.ts'
import { contentTypes, recordNameOf } from '../statement/content-types.ts'
import { noticeOf } from '../trace/stated-facts.ts'

/** Goods of an event. The lot is null where units have serials of their maker's: their event names no lot. */
export interface SaidGoods {
  readonly gtin: string
  readonly lot: string | null
  readonly units: number
}

/** What a statement says that is counted. */
export type Said = { readonly operator: string | null } & (
  | {
      readonly kind: 'received'
      readonly asn: string
      readonly goods: readonly SaidGoods[]
      readonly isSerialised: boolean
      /** Hash of the decision that the event cites. */
      readonly decision: string
    }
  | { readonly kind: 'labeled' | 'unlabeled'; readonly goods: readonly SaidGoods[] }
  | { readonly kind: 'held'; readonly goods: readonly SaidGoods[] }
  | { readonly kind: 'voided'; readonly gtin: string; readonly isRecovery: boolean }
  | {
      readonly kind: 'line-closed'
      readonly asn: string
      readonly line: string
      readonly lot: string
      readonly short: number
      readonly damaged: number
    }
  | { readonly kind: 'plan-accepted'; readonly asn: string; readonly revision: number }
  | { readonly kind: 'line-decided'; readonly asn: string; readonly line: string; readonly lot: string }
  | { readonly kind: 'asn-released'; readonly asn: string; readonly release: number }
  | { readonly kind: 'inspection-asked'; readonly task: string }
  | { readonly kind: 'sampled'; readonly task: string; readonly units: number }
  | {
      readonly kind: 'concluded'
      readonly task: string
      readonly agency: string
      readonly outcome: string
      readonly examined: number
      readonly nonconforming: number
    }
)

type Json = Readonly<Record<string, unknown>>

/**
 * What a payload says that is counted; null for everything else, also for what has another shape than the record it is named
 * after: fsck says that, statistics leave it out.
 *
 * @param contentType of the statement
 * @param payload its parsed JSON
 */
export function readSaid(contentType: string, payload: unknown): Said | null {
  if (!isJson(payload)) return null
  return contentType === contentTypes.event ? readEvent(payload) : readRecord(contentType, payload)
}

function readEvent(event: Json): Said | null {
  const operator = textOf(event['bm:operator'])
  switch (event.bizStep) {
    case 'receiving': {
      const classes = lotsOf(event.quantityList)
      const goods = classes.length > 0 ? classes : unitsOf(event.epcList, null)
      const asn = asnOf(event)
      const [decision] = [event['bm:decision']].flat()
      return {
        kind: 'received',
        operator,
        asn,
        goods,
        isSerialised: classes.length === 0,
        decision: textOf(decision) ?? '',
      }
    }
    case 'commissioning': {
      const lot = isJson(event.ilmd) ? textOf(event.ilmd['cbvmda:lotNumber']) : null
      return { kind: 'labeled', operator, goods: unitsOf(event.epcList, lot) }
    }
    case 'decommissioning':
      return { kind: 'unlabeled', operator, goods: unitsOf(event.epcList, null) }
    case 'holding':
      return {
        kind: 'held',
        operator,
        goods: [...lotsOf(event.quantityList), ...unitsOf(event.epcList, null)],
      }
    default:
      return null
  }
}

function readRecord(contentType: string, record: Json): Said | null {
  const operator = textOf(record.operator)
  const [asn, line, lot, task] = [record.asn, record.line, record.lot, record.task].map(
    (field) => textOf(field) ?? '',
  )
  if (asn === undefined || line === undefined || lot === undefined || task === undefined) return null
  switch (recordNameOf(contentType)) {
    case 'void-before-commissioning':
      return record.kind === 'unit'
        ? { kind: 'voided', operator, gtin: textOf(record.gtin) ?? '', isRecovery: record.recovery === true }
        : null
    case 'line-closed':
      return {
        kind: 'line-closed',
        operator,
        asn,
        line,
        lot,
        short: unitsIn(record.short),
        damaged: unitsIn(record.damaged),
      }
    case 'plan-accepted':
      return { kind: 'plan-accepted', operator, asn, revision: unitsIn(record.revision) }
    case 'line-decided':
      return { kind: 'line-decided', operator, asn, line, lot }
    case 'asn-released':
      return { kind: 'asn-released', operator, asn, release: unitsIn(record.release) }
    case 'inspection-asked':
      return { kind: 'inspection-asked', operator, task }
    case 'inspection-moved':
      return record.event === 'sample' && isJson(record.detail)
        ? { kind: 'sampled', operator, task, units: unitsIn(record.detail.units) }
        : null
    case 'inspection-concluded':
      return {
        kind: 'concluded',
        operator,
        task,
        agency: textOf(record.agency) ?? '',
        outcome: textOf(record.outcome) ?? '',
        examined: unitsIn(record.examined),
        nonconforming: isJson(record.nonconforming)
          ? Object.values(record.nonconforming).reduce((sum: number, units) => sum + unitsIn(units), 0)
          : 0,
      }
    default:
      return null
  }
}

function asnOf(event: Json): string {
  const cited = listOf(event.bizTransactionList).find((one) => isJson(one) && one.type === 'desadv')
  return (isJson(cited) ? noticeOf(cited.bizTransaction) : null) ?? ''
}

const lotsOf = (quantityList: unknown): SaidGoods[] =>
  listOf(quantityList).flatMap((entry) => {
    const epc = isJson(entry) && typeof entry.epcClass === 'string' ? parseEpc(entry.epcClass) : null
    if (!isJson(entry) || (epc?.kind !== 'lot' && epc?.kind !== 'product')) return []
    return [{ gtin: epc.gtin, lot: epc.kind === 'lot' ? epc.lot : null, units: unitsIn(entry.quantity) }]
  })

const unitsOf = (epcList: unknown, lot: string | null): SaidGoods[] =>
  listOf(epcList).flatMap((link) => {
    const epc = typeof link === 'string' ? parseEpc(link) : null
    return epc?.kind === 'unit' ? [{ gtin: epc.gtin, lot, units: 1 }] : []
  })

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const unitsIn = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0
