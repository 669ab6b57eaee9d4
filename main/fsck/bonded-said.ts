import { contentTypes, recordNameOf } from '../../core/statement/content-types.ts'
import type { Statement } from '../../core/statement/statement.ts'

type Json = Readonly<Record<string, unknown>>

/** A statement of goods under supervision, as its bytes say it. */
export interface BondedSaid {
  readonly n: number
  /** A record's name, or `event`. */
  readonly what: string
  readonly payload: Json
}

const records: ReadonlySet<string> = new Set([
  'account-book',
  'seal-checked',
  'seal-settled',
  'goods-arrived',
  'customs-order',
  'bonded-adjusted',
  'bonded-closed',
  'line-closed',
])

/** What a statement says of goods under supervision, or null: the closing of a line is what brings them in. */
export function bondedSaid(n: number, { contentType, payload }: Statement): BondedSaid | null {
  const name = contentType === contentTypes.event ? 'event' : (recordNameOf(contentType) ?? '')
  if (name !== 'event' && !records.has(name)) return null
  const said = JSON.parse(Buffer.from(payload).toString('utf8')) as Json
  if (name === 'event' && said['bm:lot'] === undefined) return null
  return { n, what: name, payload: said }
}

/** One movement: signed changes of the three piles, and of what is told beside them. */
export interface Change {
  readonly kind: string
  readonly entry: string
  readonly item: string
  readonly gtin: string
  readonly lot: string
  readonly quantity: number
  readonly state: string | null
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const number = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** What a statement changes, by the table of `docs/formats/bonded.md` and not by the station's code. */
export function changesOf({ what, payload }: BondedSaid, gtinOfLine: string): Change[] {
  const of = (name: string) => text(payload[what === 'event' ? `bm:${name}` : name])
  const lot = { entry: of('customsEntry'), item: of('entryItem'), lot: of('lot') }
  if (what === 'event') {
    const kind = kindOfEvent(payload)
    const { gtin, quantity } = countOf(payload)
    return kind
      ? [{ kind, ...lot, gtin, quantity, state: (payload['bm:state'] as string | undefined) ?? null }]
      : []
  }
  if (what === 'line-closed') {
    const damaged = number(payload.damaged)
    const whole = number(payload.received) - damaged
    const came = (kind: string, quantity: number): Change => ({
      kind,
      ...lot,
      gtin: gtinOfLine,
      quantity,
      state: null,
    })
    return [came('received', whole), came('received-damaged', damaged)].filter(({ quantity }) => quantity > 0)
  }
  const gtin = text(payload.gtin)
  if (what === 'bonded-adjusted')
    return [
      {
        kind: text(payload.move),
        ...lot,
        gtin,
        quantity: number(payload.quantity),
        state: payload.state as string | null,
      },
    ]
  if (what === 'goods-arrived')
    return number(payload.over) > 0
      ? [{ kind: 'over', ...lot, gtin, quantity: number(payload.over), state: null }]
      : []
  if (what !== 'customs-order' || payload.step !== 'ended') return []
  return (payload.lots as readonly Json[])
    .filter(({ seized }) => number(seized) > 0)
    .map((part) => ({
      kind: 'seized',
      entry: text(part.customsEntry),
      item: text(part.entryItem),
      gtin: text(part.gtin),
      lot: text(part.lot),
      quantity: number(part.seized),
      state: null,
    }))
}

function kindOfEvent({ bizStep, disposition }: Json): string | null {
  const kinds: Readonly<Record<string, string>> = {
    'receiving returned': 'consumer-return',
    'shipping in_transit': 'shipped',
    'shipping returned': 'returned-to-sender',
    'destroying destroyed': 'destroyed',
    'holding non_sellable_other': 'held',
    'storing sellable_not_accessible': 'released',
  }
  return kinds[`${text(bizStep)} ${text(disposition)}`] ?? null
}

function countOf({ epcList, quantityList }: Json): { gtin: string; quantity: number } {
  const counted = Array.isArray(quantityList) ? (quantityList[0] as Json | undefined) : undefined
  const named = Array.isArray(epcList) ? epcList.map(String) : []
  const link = counted ? text(counted.epcClass) : (named[0] ?? '')
  const gtin = /\/01\/(\d{14})(?:\/|$)/.exec(link)?.[1] ?? ''
  return { gtin, quantity: counted ? number(counted.quantity) : named.length }
}
