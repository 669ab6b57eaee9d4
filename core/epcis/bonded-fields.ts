import type { Goods } from './goods.ts'

/** What an event of goods under customs' supervision says beside its own step. */
export interface BondedFields {
  readonly customsEntry: string
  readonly entryItem: string
  /** Units with serials of their own do not say it. */
  readonly lot: string
  /** The state that goods leave, or come back into: `sellable` or `damaged`. */
  readonly state?: string | undefined
  /** Number of the paper that the movement goes by: a declared exit, a record of destruction, a release. */
  readonly document?: string | undefined
  /** Customs' number of the order that the goods were held for. */
  readonly customsOrder?: string | undefined
  /** Id (hex) of the supervisor's signed word. */
  readonly approval?: string | undefined
}

/** Extension fields of an event; those that are undefined are left out by `makeEvent`. */
export const bondedFields = (of: BondedFields): Readonly<Record<string, unknown>> => ({
  'bm:customsEntry': of.customsEntry,
  'bm:entryItem': of.entryItem,
  'bm:lot': of.lot,
  'bm:state': of.state,
  'bm:document': of.document,
  'bm:customsOrder': of.customsOrder,
  'bm:approval': of.approval,
})

/** Goods of one lot that move together: by their own EPCs, or as a quantity. */
export type BondedGoods = Exclude<Goods, { readonly sscc: string }>

/** Cases that leave whole, with the quantity of the lot that they hold. */
export interface WholeCases {
  readonly ssccs: readonly string[]
  readonly contents: { readonly gtin: string; readonly lot: string; readonly quantity: number }
}
