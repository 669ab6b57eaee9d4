import { lotClassEpc, ssccEpc } from '../gs1/epc.ts'

/** Goods as an event names them: a quantity of a lot, a logistic unit, or units that have serials already. */
export type Goods =
  | { readonly gtin: string; readonly lot: string | null; readonly quantity: number }
  | {
      readonly sscc: string
      /** What the logistic unit holds, where it is received whole. */
      readonly contents?: { readonly gtin: string; readonly lot: string | null; readonly quantity: number }
    }
  | { readonly epcs: readonly string[] }

/**
 * The what-dimension of an ObjectEvent: `quantityList` for goods without serials, `epcList` for the others.
 *
 * @throws BondmarkError `epc-malformed`
 */
export function goodsFields(goods: Goods): Readonly<Record<string, unknown>> {
  if ('sscc' in goods) {
    return { epcList: [ssccEpc(goods.sscc)], ...(goods.contents ? goodsFields(goods.contents) : {}) }
  }
  if ('epcs' in goods) return { epcList: goods.epcs }
  return { quantityList: [{ epcClass: lotClassEpc(goods.gtin, goods.lot), quantity: goods.quantity }] }
}
