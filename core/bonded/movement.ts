import { z } from 'zod'

/** How goods under supervision stand: free to leave (良品), kept for customs (暂扣), or defective (残次). */
export const goodsStates = ['sellable', 'held', 'damaged'] as const
export type GoodsState = (typeof goodsStates)[number]

/** States that a person may name: what is held moves by customs' orders alone. */
export const freeStates = ['sellable', 'damaged'] as const
export type FreeState = (typeof freeStates)[number]

/** One lot of one item of a customs entry (报关单号、项号): the smallest thing that has an account. */
export const bondedLot = z.strictObject({
  customsEntry: z.string().min(1).max(32),
  entryItem: z.string().regex(/^\d{1,6}$/),
  gtin: z.string().regex(/^\d{14}$/),
  lot: z.string().min(1).max(20),
})
export type BondedLot = z.infer<typeof bondedLot>

/**
 * What a movement does: where its units come from and go to. `chosen`: in the state that the movement names; null: outside
 * of the account. `over`, `over-settled` and `not-admitted` move nothing: they are told beside the balance.
 */
export const movementEffects = {
  /** 入区: units of the station's receiving events, less those reported damaged. */
  received: { from: null, to: 'sellable' },
  /** Units that came damaged, as the closing of their line states. */
  'received-damaged': { from: null, to: 'damaged' },
  /** 退货入区: a consumer's parcel comes back into the zone. */
  'consumer-return': { from: null, to: 'chosen' },
  /** 转入: from another account book. */
  'transferred-in': { from: null, to: 'chosen' },
  /** 调增, by customs' document. */
  'adjusted-in': { from: null, to: 'chosen' },
  /** 出区: declared exit. */
  shipped: { from: 'sellable', to: null },
  /** 退运: back to the sender. */
  'returned-to-sender': { from: 'chosen', to: null },
  /** 销毁, before a witness. */
  destroyed: { from: 'chosen', to: null },
  /** 扣押: kept by customs at the end of an order. */
  seized: { from: 'held', to: null },
  'transferred-out': { from: 'chosen', to: null },
  /** 调减, by customs' document. */
  'adjusted-out': { from: 'chosen', to: null },
  /** 布控: kept for customs. */
  held: { from: 'sellable', to: 'held' },
  /** 放行. */
  released: { from: 'held', to: 'sellable' },
  /** Found damaged in the store. */
  'found-damaged': { from: 'sellable', to: 'damaged' },
  /** 溢: units that came beyond the plan, and are in no account until customs says what becomes of them. */
  over: { from: null, to: null },
  /** What became of units that came beyond the plan. */
  'over-settled': { from: null, to: null },
  /** Announced units that came and were never received: refused, or taken away on customs' word. */
  'not-admitted': { from: null, to: null },
} as const satisfies Record<string, { from: GoodsState | 'chosen' | null; to: GoodsState | 'chosen' | null }>

export type MovementKind = keyof typeof movementEffects
export const movementKinds = Object.keys(movementEffects) as readonly MovementKind[]

/** One movement of one lot. */
export interface Movement extends BondedLot {
  readonly kind: MovementKind
  /** Units, at least one. */
  readonly quantity: number
  /** The state of `chosen`; null where the kind says it. */
  readonly state: FreeState | null
}
