import { z } from 'zod'
import { adjustmentKinds } from '../bonded/bonded-records.ts'
import { customsOrderStates, customsReference, customsScope } from '../bonded/customs-order.ts'
import { bondedLot, freeStates, movementKinds } from '../bonded/movement.ts'
import { sealResults } from '../bonded/seal-check.ts'
import { base } from './base.ts'
import { failure } from './failure.ts'

const units = z.int().min(1).max(1_000_000)
const count = z.int().min(0).max(10_000_000)
const said = z.string().trim().min(1).max(200)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const asn = z.string().min(1).max(40)
const entry = { customsEntry: bondedLot.shape.customsEntry, entryItem: bondedLot.shape.entryItem }

/** Whose word it is. Left out on the screen, where somebody is signed in; a supervisor always says who they are. */
const anybody = { badge: z.string().max(64).optional(), passcode: z.string().max(128).optional() }
const supervisor = { badge: z.string().min(1).max(64), passcode: z.string().min(1).max(128) }

/** Goods of one lot: units by what is on their labels, cases by their SSCCs, or a number of them. */
const named = z.array(z.string().min(1).max(2_000)).min(1).max(500)
const goods = z
  .strictObject({ units: named.optional(), cases: named.optional(), quantity: units.optional() })
  .refine(
    (of) => Object.values(of).filter((one) => one !== undefined).length === 1,
    'units, cases or a quantity',
  )
export type BondedGoodsAsked = z.infer<typeof goods>

export const openBook = z.strictObject({
  ...supervisor,
  book: customsReference,
  company: said,
  mode: z.string().regex(/^\d{4}$/),
  entries: z.array(bondedLot.shape.customsEntry).max(500),
})
const seen = z.string().trim().min(1).max(40).nullable()
export const checkSeal = z.strictObject({
  ...anybody,
  asn,
  container: seen,
  seal: seen,
  photo: hash.nullable(),
})
export const settleSeal = z.strictObject({ ...supervisor, asn, said, document: customsReference.nullable() })
export const countArrival = z.strictObject({
  ...anybody,
  asn,
  line: z.string().min(1).max(10),
  lot: bondedLot.shape.lot,
  counted: count,
  damaged: count,
  reason: said.nullable(),
})
export const takeOrder = z.strictObject({
  ...anybody,
  order: customsReference,
  scope: customsScope,
  deadline: z.iso.date().nullable(),
  document: hash.nullable(),
  reason: said.nullable(),
})
export const noteOrder = z.strictObject({ ...anybody, order: customsReference, note: said })
export const endOrder = z.strictObject({
  ...supervisor,
  order: customsReference,
  result: z.enum(['released', 'partly-released', 'seized']),
  document: customsReference,
  documentHash: hash,
  /** Of a part: what of each lot is set free; the rest is kept by customs. */
  released: z.array(z.strictObject({ ...bondedLot.shape, quantity: count })).max(200),
})
export const shipGoods = z.strictObject({ ...anybody, ...bondedLot.shape, goods, document: customsReference })
export const takeBack = z.strictObject({
  ...anybody,
  ...bondedLot.shape,
  goods,
  state: z.enum(freeStates),
  document: customsReference,
  reason: said,
})
export const sendBack = z.strictObject({
  ...supervisor,
  ...bondedLot.shape,
  goods,
  state: z.enum(freeStates),
  document: customsReference,
  reason: said,
})
export const destroyGoods = z.strictObject({ ...sendBack.shape, witness: said })
export const adjustAccount = z.strictObject({
  ...supervisor,
  ...bondedLot.shape,
  move: z.enum(adjustmentKinds),
  quantity: units,
  state: z.enum(freeStates).nullable(),
  document: customsReference,
  reason: said,
  corrects: hash.nullable(),
  book: customsReference.nullable(),
})
const countedLot = z.strictObject({ ...bondedLot.shape, sellable: count, held: count, damaged: count })
export const closeAccount = z.strictObject({
  ...supervisor,
  of: z.union([
    z.strictObject({ kind: z.literal('item'), ...entry }),
    z.strictObject({ kind: z.literal('book'), book: customsReference }),
  ]),
  counted: z.array(countedLot).max(5_000),
})

const byName = z.record(z.string(), z.int())
/** The numbers of an account: in − out = left, and what is told beside it. */
const accountView = z.object({ in: byName, out: byName, told: byName, left: byName })
export type AccountView = z.infer<typeof accountView>

const holdView = z.object({
  order: z.string(),
  scope: customsScope,
  since: z.string(),
  deadline: z.string().nullable(),
  state: z.enum(['open', 'inspecting']),
})

export const bondedItemView = z.object({
  customsEntry: z.string(),
  entryItem: z.string(),
  /** The account book that its entry stands in; null while nobody has said. */
  book: z.string().nullable(),
  mode: z.string(),
  company: z.string().nullable(),
  asns: z.array(z.string()),
  gtins: z.array(z.string()),
  nameEn: z.string(),
  nameZh: z.string(),
  hsCode: z.string(),
  origin: z.string(),
  /** All accounts of this room count in pieces (件). */
  unit: z.literal('piece'),
  announced: z.int(),
  /** Units that lines which are still open have received. */
  arriving: z.int(),
  totalIn: z.int(),
  totalOut: z.int(),
  totalLeft: z.int(),
  account: accountView,
  state: z.enum(['announced', 'open', 'held', 'closed']),
  holds: z.array(holdView),
})
export type BondedItemView = z.infer<typeof bondedItemView>

export const bondedItemsAnswer = z.object({
  format: z.literal('bondmark/bonded-items/1'),
  items: z.array(bondedItemView),
  books: z.array(
    z.object({ book: z.string(), company: z.string(), mode: z.string(), entries: z.array(z.string()) }),
  ),
  /** The list is cut. */
  more: z.boolean(),
})
export type BondedItemsAnswer = z.infer<typeof bondedItemsAnswer>

const moveView = z.object({
  ...bondedLot.shape,
  kind: z.enum(
    movementKinds as readonly [(typeof movementKinds)[number], ...(typeof movementKinds)[number][]],
  ),
  quantity: z.int(),
  state: z.enum(freeStates).nullable(),
  t: z.string(),
  /** Id of the statement, hex. */
  statement: z.string(),
  document: z.string().nullable(),
  witness: z.string().nullable(),
  reason: z.string().nullable(),
  order: z.string().nullable(),
  corrects: z.string().nullable(),
  epcs: z.array(z.string()),
})
export type BondedMoveView = z.infer<typeof moveView>

export const bondedItemAnswer = z.object({
  format: z.literal('bondmark/bonded-item/1'),
  item: bondedItemView,
  lots: z.array(
    z.object({
      ...bondedLot.shape,
      announced: z.int(),
      short: z.int(),
      elsewhere: z.int(),
      openLines: z.int(),
      openOrders: z.int(),
      arriving: z.int(),
      account: accountView,
      lines: z.array(z.object({ asn: z.string(), line: z.string(), closedAt: z.string().nullable() })),
    }),
  ),
  /** The newest last. */
  moves: z.array(moveView),
  /** When the item was closed for good, each time. */
  closed: z.array(z.object({ t: z.string(), statement: z.string() })),
})
export type BondedItemAnswer = z.infer<typeof bondedItemAnswer>

export const customsOrdersAnswer = z.object({
  format: z.literal('bondmark/customs-orders/1'),
  /** Open ones first, then those that ended last. */
  orders: z.array(
    z.object({
      order: z.string(),
      scope: customsScope,
      since: z.string(),
      deadline: z.string().nullable(),
      state: z.enum(customsOrderStates),
      /** Units that it holds in accounts. */
      held: z.int(),
      lots: z.array(z.object({ ...bondedLot.shape, held: z.int() })),
      statement: z.string(),
    }),
  ),
})
export type CustomsOrdersAnswer = z.infer<typeof customsOrdersAnswer>

const doors = z.object({ container: z.string().nullable(), seal: z.string().nullable() })
export const arrivalAnswer = z.object({
  format: z.literal('bondmark/arrival/1'),
  asn: z.string(),
  planned: doors,
  /** The newest check; null while nobody has looked. */
  check: z
    .object({
      t: z.string(),
      statement: z.string(),
      found: doors,
      result: z.enum(sealResults),
      warnings: z.array(failure),
    })
    .nullable(),
  /** What customs said of a seal that was not as planned; null while goods of it may not be received. */
  settled: z.object({ t: z.string(), said: z.string(), document: z.string().nullable() }).nullable(),
  /** Whether receiving stops for it. */
  stops: z.boolean(),
  lines: z.array(
    z.object({
      ...bondedLot.shape,
      line: z.string(),
      expected: z.int(),
      counted: z.int().nullable(),
      over: z.int(),
      short: z.int(),
      damaged: z.int(),
    }),
  ),
})
export type ArrivalAnswer = z.infer<typeof arrivalAnswer>

/** What was stated, and what of it cannot be yet. */
export const bondedStated = z.object({
  format: z.literal('bondmark/bonded-stated/1'),
  ok: z.boolean(),
  /** Ids of the statements that were made, hex. */
  statements: z.array(z.string()),
  sentence: failure,
  /** Of an account that does not close: every reason, with its numbers. */
  why: z.array(failure),
})
export type BondedStated = z.infer<typeof bondedStated>

export const bondedFilter = z.strictObject({
  book: customsReference.nullable(),
  asn: asn.nullable(),
  state: z.enum(['announced', 'open', 'held', 'closed']).nullable(),
})

const stated = <Input extends z.ZodType>(input: Input) => base.input(input).output(bondedStated)

/** Goods under customs' supervision (保税监管). */
export const bondedContract = {
  items: base.input(bondedFilter).output(bondedItemsAnswer),
  /** Throws `bonded-item-missing`. */
  item: base.input(z.strictObject(entry)).output(bondedItemAnswer),
  orders: base.output(customsOrdersAnswer),
  /** Throws `asn-missing`. */
  arrival: base.input(z.strictObject({ asn })).output(arrivalAnswer),
  /** The account as a file for customs: CSV, UTF-8 with BOM. */
  exported: base.input(bondedFilter).output(z.object({ file: z.string(), text: z.string() })),
  openBook: stated(openBook),
  checkSeal: stated(checkSeal),
  settleSeal: stated(settleSeal),
  countArrival: stated(countArrival),
  takeOrder: stated(takeOrder),
  noteOrder: stated(noteOrder),
  endOrder: stated(endOrder),
  ship: stated(shipGoods),
  takeBack: stated(takeBack),
  sendBack: stated(sendBack),
  destroy: stated(destroyGoods),
  adjust: stated(adjustAccount),
  close: stated(closeAccount),
}
