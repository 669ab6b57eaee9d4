import { parseEpc } from '../gs1/epc.ts'
import { contentTypes } from '../statement/content-types.ts'
import { bondedAdjusted, customsOrderRecord, goodsArrived } from './bonded-records.ts'
import type { FreeState, Movement, MovementKind } from './movement.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * The movements that a statement implies beside the counts of lines: none for statements that are not of goods under
 * supervision. What the station states has passed its schema, so what is not understood moves nothing.
 *
 * @param payload parsed JSON of the statement
 */
export function movementsOf(contentType: string, payload: unknown): Movement[] {
  if (contentType === contentTypes.event) return ofEvent(payload as Fields)
  if (contentType === contentTypes.record('bonded-adjusted')) {
    const { success, data } = bondedAdjusted.safeParse(payload)
    return success ? [{ kind: data.move, ...lotOf(data), quantity: data.quantity, state: data.state }] : []
  }
  if (contentType === contentTypes.record('goods-arrived')) {
    const { success, data } = goodsArrived.safeParse(payload)
    return success && data.over > 0
      ? [{ kind: 'over', ...lotOf(data), quantity: data.over, state: null }]
      : []
  }
  if (contentType !== contentTypes.record('customs-order')) return []
  const { success, data } = customsOrderRecord.safeParse(payload)
  if (!success || data.step !== 'ended') return []
  return data.lots
    .filter(({ seized }) => seized > 0)
    .map((lot) => ({ kind: 'seized', ...lotOf(lot), quantity: lot.seized, state: null }))
}

const lotOf = ({
  customsEntry,
  entryItem,
  gtin,
  lot,
}: Pick<Movement, 'customsEntry' | 'entryItem' | 'gtin' | 'lot'>) => ({
  customsEntry,
  entryItem,
  gtin,
  lot,
})

/** Which movement an event of goods under supervision is; what is held by a decision of the rules is none. */
function kindOf(event: Fields): MovementKind | null {
  const isReturned = event.disposition === 'returned'
  switch (event.bizStep) {
    case 'receiving':
      return isReturned ? 'consumer-return' : null
    case 'shipping':
      return isReturned ? 'returned-to-sender' : 'shipped'
    case 'destroying':
      return 'destroyed'
    case 'holding':
      return event['bm:customsOrder'] === undefined ? null : 'held'
    case 'storing':
      return event['bm:customsOrder'] === undefined ? null : 'released'
    default:
      return null
  }
}

function ofEvent(event: Fields): Movement[] {
  const [customsEntry, entryItem, lot] = [event['bm:customsEntry'], event['bm:entryItem'], event['bm:lot']]
  const kind = kindOf(event)
  if (
    kind === null ||
    typeof customsEntry !== 'string' ||
    typeof entryItem !== 'string' ||
    typeof lot !== 'string'
  )
    return []
  const goods = goodsOf(event)
  if (goods === null) return []
  const isChosen = kind === 'consumer-return' || kind === 'returned-to-sender' || kind === 'destroyed'
  return [
    {
      kind,
      customsEntry,
      entryItem,
      lot,
      ...goods,
      state: isChosen ? (event['bm:state'] as FreeState) : null,
    },
  ]
}

/** A quantity of a lot, beside which a case that left whole is named; or units by their EPCs. */
function goodsOf({ epcList, quantityList }: Fields): { gtin: string; quantity: number } | null {
  if (Array.isArray(quantityList)) {
    const [only] = quantityList as { epcClass: string; quantity: number }[]
    const epc = only && parseEpc(only.epcClass)
    return epc?.kind === 'lot' ? { gtin: epc.gtin, quantity: only?.quantity ?? 0 } : null
  }
  const units = Array.isArray(epcList) ? epcList : []
  const epc = parseEpc(String(units[0]))
  return epc?.kind === 'unit' ? { gtin: epc.gtin, quantity: units.length } : null
}
