import { z } from 'zod'
import { failure } from './failure.ts'

/** RFC 3339 with milliseconds and offset. */
const time = z.string()

/**
 * How good a station's word is: `fresh`: heard minutes ago; `old`: it, or the ledger, was not heard since; `aside`: the
 * ledger takes nothing of it any more.
 */
export const otherWord = z.enum(['fresh', 'old', 'aside'])

const counts = {
  received: z.int(),
  labeled: z.int(),
  passed: z.int(),
  short: z.int(),
  damaged: z.int(),
}

/** What another station of the warehouse says of a line; quantities in units. */
export const otherTally = z.object({
  /** Its short name; this station's own is what was told under its key before a restore, and is not in its store. */
  station: z.string(),
  /** Its key, and the statement of its chain after which it said so; null where its successor after a restore did. */
  kid: z.string(),
  seq: z.int(),
  head: z.string().nullable(),
  ...counts,
  planned: z.int(),
  revision: z.int(),
  /** It works by another revision of the plan: what it plans is shown, and added to nothing. */
  planDiffers: z.boolean(),
  held: z.boolean(),
  closed: z.boolean(),
  /** As of when; null: never heard since this station started. */
  at: time.nullable(),
  word: otherWord,
})
export type OtherTallyView = z.infer<typeof otherTally>

/** What all other stations say of a line, together and one by one. None of it is this station's own knowledge. */
export const otherCounts = z.object({
  ...counts,
  /** Units of this station's plan that nobody has received or called missing; below zero: more than planned. */
  left: z.int(),
  /**
   * What a closing of this station's part would count on: planned units that others have received or called missing, what
   * nobody has, and units beyond the plan. Without stations that are set aside.
   */
  share: z.object({ received: z.int(), short: z.int(), missing: z.int(), over: z.int() }),
  /** `fresh` when every word behind it is. */
  word: otherWord,
  stations: z.array(otherTally),
})
export type OtherCountsView = z.infer<typeof otherCounts>

/** How the sharing itself goes. */
export const sharedView = z.object({
  /** When the ledger was asked last and answered; null: not since the station started. */
  at: time.nullable(),
  /** Why the last try came to nothing, or what the ledger did not take of this station; null when all is well. */
  failure: failure.nullable(),
  stations: z.array(z.object({ station: z.string(), at: time.nullable(), word: otherWord })),
})
export type SharedView = z.infer<typeof sharedView>
