import { z } from 'zod'
import type { Failure } from '../errors/bondmark-error.ts'
import { rowsOf, type Table, transition } from '../lifecycle/transition.ts'

/** A number or name that papers of customs cite. */
export const customsReference = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9\p{Script=Han}][A-Za-z0-9\p{Script=Han}._/()-]*$/u)
const units = z.int().min(1).max(1_000_000)

/**
 * What customs wants to look at (布控查验): all of a notice, one line or lot of it, or a container; all of it, or so many
 * units. Exactly one of `asn` and `container` is given.
 */
export const customsScope = z
  .strictObject({
    asn: customsReference.nullable(),
    line: z.string().min(1).max(10).nullable(),
    lot: z.string().min(1).max(20).nullable(),
    container: customsReference.nullable(),
    quantity: units.nullable(),
  })
  .refine(({ asn, container }) => (asn === null) !== (container === null), 'a notice or a container')
  .refine(({ asn, line }) => asn !== null || line === null, 'a line is of a notice')
export type CustomsScope = z.infer<typeof customsScope>

/** Goods as an order may mean them; what is not known is null. */
export interface OrderedGoods {
  readonly asn: string
  readonly line: string | null
  readonly lot: string | null
  /** The container of the notice. */
  readonly container: string | null
}

/**
 * Whether an order concerns these goods. Goods that are named as a whole notice are concerned by an order of any of its
 * lines: a notice is not free while a part of it is not.
 */
export function concerns(scope: CustomsScope, goods: OrderedGoods): boolean {
  if (scope.container !== null && scope.container !== goods.container) return false
  if (scope.asn !== null && scope.asn !== goods.asn) return false
  const either = (wanted: string | null, is: string | null) => wanted === null || is === null || wanted === is
  return either(scope.line, goods.line) && either(scope.lot, goods.lot)
}

export const customsOrderStates = ['open', 'inspecting', 'released', 'partly-released', 'seized'] as const
export type CustomsOrderState = (typeof customsOrderStates)[number]
export const customsOrderEvents = ['progress', 'release', 'release-partly', 'seize'] as const
export type CustomsOrderEvent = (typeof customsOrderEvents)[number]

const row = rowsOf<CustomsOrderState, CustomsOrderEvent>(customsOrderEvents)
const ends = {
  progress: 'inspecting',
  release: 'released',
  'release-partly': 'partly-released',
  seize: 'seized',
} as const

/** An order ends once. What customs says afterwards is a new order, or an adjustment by its document. */
export const customsOrderLife: Table<CustomsOrderState, CustomsOrderEvent> = {
  open: ends,
  inspecting: ends,
  released: row('customs-order-ended'),
  'partly-released': row('customs-order-ended'),
  seized: row('customs-order-ended'),
}

/** The order's next state, or why it has none. */
export const nextCustomsOrderState = (
  state: CustomsOrderState,
  event: CustomsOrderEvent,
  order: string,
): CustomsOrderState | Failure => transition(customsOrderLife, state, event, { order })

/** Whether goods still wait for customs. */
export const isOpenOrder = (state: CustomsOrderState): boolean => state === 'open' || state === 'inspecting'
