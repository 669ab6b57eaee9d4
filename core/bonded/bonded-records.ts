import { z } from 'zod'
import { recordsOfPeople } from '../statement/record-of-person.ts'
import { customsReference, customsScope } from './customs-order.ts'
import { bondedLot, freeStates } from './movement.ts'
import { sealResults } from './seal-check.ts'

const units = z.int().min(1).max(1_000_000)
const count = z.int().min(0).max(10_000_000)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const said = z.string().trim().min(1).max(200)
const asn = z.string().min(1).max(40)

/** What every record of a station says of itself. */
const everyRecord = { station: z.string(), t: z.string(), operator: z.string() }
/** Id of the supervisor's signed word (`bondmark/bonded-approved/1`). */
const approval = hash

/** 账册: a book that customs keeps of a company's goods under one supervision mode, and the entries that stand in it. */
export const accountBook = z.strictObject({
  format: z.literal('bondmark/account-book/1'),
  ...everyRecord,
  book: customsReference,
  company: said,
  mode: z.string().regex(/^\d{4}$/),
  entries: z.array(z.string().min(1).max(32)).max(500),
  approval,
})
export type AccountBook = z.infer<typeof accountBook>

const doors = z.strictObject({
  container: z.string().max(40).nullable(),
  seal: z.string().max(40).nullable(),
})

/** 施封核对: what stood on a container's doors at arrival, beside what the plan says. */
export const sealChecked = z.strictObject({
  format: z.literal('bondmark/seal-checked/1'),
  ...everyRecord,
  asn,
  planned: doors,
  found: doors,
  result: z.enum(sealResults),
  warnings: z.array(z.enum(['container-number-odd', 'container-check-digit'])).max(2),
  /** SHA-256 of a photo that is kept elsewhere. */
  photo: hash.nullable(),
})
export type SealChecked = z.infer<typeof sealChecked>

/** What customs said of a seal that differed: from here on goods of the notice may be received. */
export const sealSettled = z.strictObject({
  format: z.literal('bondmark/seal-settled/1'),
  ...everyRecord,
  asn,
  /** Id of the statement of the check. */
  check: hash,
  said,
  document: customsReference.nullable(),
  approval,
})
export type SealSettled = z.infer<typeof sealSettled>

/** 溢短残: what was counted of a line at arrival, beside what was announced. */
export const goodsArrived = z.strictObject({
  format: z.literal('bondmark/goods-arrived/1'),
  ...everyRecord,
  asn,
  line: z.string().min(1).max(10),
  ...bondedLot.shape,
  expected: count,
  counted: count,
  over: count,
  short: count,
  damaged: count,
  reason: said.nullable(),
})
export type GoodsArrived = z.infer<typeof goodsArrived>

/** What became of a lot at the end of an order: units set free, and units that customs kept. */
const outcomeOfLot = z.strictObject({ ...bondedLot.shape, released: count, seized: count })

const orderTaken = z.strictObject({
  format: z.literal('bondmark/customs-order/1'),
  ...everyRecord,
  step: z.literal('taken'),
  order: customsReference,
  scope: customsScope,
  deadline: z.iso.date().nullable(),
  document: hash.nullable(),
  reason: said.nullable(),
})
const orderGoesOn = z.strictObject({
  format: z.literal('bondmark/customs-order/1'),
  ...everyRecord,
  step: z.literal('progress'),
  order: customsReference,
  note: said,
})
const orderEnded = z.strictObject({
  format: z.literal('bondmark/customs-order/1'),
  ...everyRecord,
  step: z.literal('ended'),
  order: customsReference,
  result: z.enum(['released', 'partly-released', 'seized']),
  document: customsReference,
  documentHash: hash,
  lots: z.array(outcomeOfLot).max(200),
  approval,
})
/** 布控查验: an order of customs, what came of it meanwhile, and its end. */
export const customsOrderRecord = z.discriminatedUnion('step', [orderTaken, orderGoesOn, orderEnded])
export type CustomsOrderRecord = z.infer<typeof customsOrderRecord>
export type CustomsOrderEnded = z.infer<typeof orderEnded>

export const adjustmentKinds = [
  'adjusted-in',
  'adjusted-out',
  'transferred-in',
  'transferred-out',
  'found-damaged',
  'over-settled',
  'not-admitted',
] as const

/** 调整: a movement by a decision of customs or a supervisor, with its document; also what corrects an earlier one. */
export const bondedAdjusted = z.strictObject({
  format: z.literal('bondmark/bonded-adjusted/1'),
  ...everyRecord,
  move: z.enum(adjustmentKinds),
  ...bondedLot.shape,
  quantity: units,
  state: z.enum(freeStates).nullable(),
  document: customsReference,
  reason: said,
  /** Id of the statement of a movement that was wrong. */
  corrects: hash.nullable(),
  /** The other book of a transfer. */
  book: customsReference.nullable(),
  approval,
})
export type BondedAdjusted = z.infer<typeof bondedAdjusted>

const byName = z.record(z.string().max(30), count)
const closedLot = z.strictObject({
  ...bondedLot.shape,
  announced: count,
  short: count,
  elsewhere: count,
  in: byName,
  out: byName,
  told: byName,
  left: byName,
  counted: byName,
})
export type ClosedLot = z.infer<typeof closedLot>

const everyClosing = { format: z.literal('bondmark/bonded-closed/1'), ...everyRecord }
/**
 * 核销: an item is closed for good with every number of its lots, a book for a period with its sums and the digest of all
 * its lots in order of entry, item, product and lot.
 */
export const bondedClosed = z.discriminatedUnion('of', [
  z.strictObject({
    ...everyClosing,
    of: z.literal('item'),
    customsEntry: z.string(),
    entryItem: z.string(),
    lots: z.array(closedLot).min(1).max(100),
    approval,
  }),
  z.strictObject({
    ...everyClosing,
    of: z.literal('book'),
    book: customsReference,
    until: z.string(),
    lots: z.int().min(1),
    sums: z.strictObject({
      announced: count,
      short: count,
      elsewhere: count,
      in: byName,
      out: byName,
      told: byName,
      left: byName,
    }),
    /** SHA-256 of the RFC 8785 bytes of the lots. */
    accounts: hash,
    approval,
  }),
])
export type BondedClosed = z.infer<typeof bondedClosed>

/** A supervisor's own signature under what the station then states: without seq and prev, as people sign. */
export const bondedApproved = z.strictObject({
  format: z.literal('bondmark/bonded-approved/1'),
  station: z.string(),
  t: z.string(),
  /** The record's name, or the event's business step. */
  act: z.string().min(1).max(40),
  /** What it is about, in words of papers: an entry and item, a book, a notice or an order. */
  subject: z.string().min(1).max(120),
  /** SHA-256 of the RFC 8785 bytes of the record or event as it would be without this approval, and without an eventID. */
  body: hash,
})
export type BondedApproved = z.infer<typeof bondedApproved>

/** How supervisors sign what they approve, and how it is read. */
export const bondedApprovals = recordsOfPeople(bondedApproved)

/** The records of this room that a station states, by name. */
export const bondedRecords = {
  'account-book': accountBook,
  'seal-checked': sealChecked,
  'seal-settled': sealSettled,
  'goods-arrived': goodsArrived,
  'customs-order': customsOrderRecord,
  'bonded-adjusted': bondedAdjusted,
  'bonded-closed': bondedClosed,
} as const
