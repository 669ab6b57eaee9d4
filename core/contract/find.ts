import { z } from 'zod'
import { factKinds } from '../trace/stated-facts.ts'

export const FIND_LIMIT_MAX = 500

const wanted = z.string().min(1).max(2_048)
const time = z.string().max(40)

/** What is looked for: statements for which all of it holds. */
export const findQuestion = z.object({
  /** Whatever a person has in hand: a scan, a serial, a link, an SSCC, a lot, a notice's number, a customs entry, a GTIN. */
  text: wanted.optional(),
  /** A unit, case or lot: a scan, a link, a serial of ours. */
  epc: wanted.optional(),
  lot: wanted.optional(),
  gtin: wanted.optional(),
  asn: wanted.optional(),
  customsEntry: wanted.optional(),
  /** Badge, or pseudonym as statements have it. */
  operator: wanted.optional(),
  /** `receiving`, `commissioning` …, or the name of a station record. */
  step: wanted.optional(),
  /** RFC 3339; both ends are included. Compared as instants, whatever their offsets. */
  from: time.optional(),
  to: time.optional(),
  limit: z.int().min(1).max(FIND_LIMIT_MAX),
  /** `next` of the page before. */
  after: z.int().min(1).optional(),
})
export type FindQuestion = z.infer<typeof findQuestion>

/** EPCs that an item lists; a pallet may hold thousands. */
export const FIND_EPCS_MAX = 20

/** Statements of this station, newest first in the order of its chain, a page at a time. */
export const findAnswer = z.object({
  format: z.literal('bondmark/find/1'),
  /** How the text was read, where one was asked for; null when nothing here goes by it. */
  understood: z.object({ kind: z.enum(['epc', ...factKinds]), value: z.string() }).nullable(),
  /** What else the text names here. */
  also: z.array(z.object({ kind: z.enum(['epc', ...factKinds]), value: z.string() })),
  items: z.array(
    z.object({
      /** Place in the store, the order of writing. */
      n: z.int(),
      t: z.string(),
      step: z.string(),
      operator: z.string(),
      /** What it is about: units and cases as canonical links, at most 20. */
      epcs: z.array(z.string()).max(FIND_EPCS_MAX),
      epcsMore: z.int(),
      gtins: z.array(z.string()),
      lots: z.array(z.string()),
      /** Units, where it speaks of a quantity of a lot. */
      quantity: z.number().nullable(),
      asn: z.string().nullable(),
      customsEntry: z.string().nullable(),
      statement: z.string(),
      receipt: z.enum(['proven', 'pending']),
    }),
  ),
  /** Where the next page goes on; null when there is nothing more. A page may hold few items and yet not be the last. */
  next: z.int().nullable(),
})
export type FindAnswer = z.infer<typeof findAnswer>
