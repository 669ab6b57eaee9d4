import type { Saying } from '../decision/decision.ts'
import type { Cycle, Figure } from './figures.ts'

/**
 * Whose a count is. What is of nobody in particular has null there: a plan is of no agency, a container of several products of
 * none of them. So whatever a report is taken apart by, its rows sum to the total.
 */
export interface Whose {
  /** `YYYY-MM-DD`: the day that the record's own time names, by the offset it was written with. */
  readonly day: string
  /** GTIN, 14 digits. */
  readonly product: string | null
  readonly brand: string | null
  /** Pseudonym, as statements have it. */
  readonly operator: string | null
  readonly agency: string | null
}

/** One thing that was counted. Its place among others does not matter, so a report may be added up in any order. */
export type Counted = Whose &
  (
    | { readonly kind: 'count'; readonly figure: Figure; readonly units: number }
    /** A line whose decision rests on this saying. */
    | { readonly kind: 'said'; readonly said: Saying }
    /** A span that has ended, in minutes. */
    | { readonly kind: 'ended'; readonly cycle: Cycle; readonly minutes: number }
    /** A span that has begun and not ended. */
    | { readonly kind: 'open'; readonly cycle: Cycle }
  )

/** The day that a time names: RFC 3339 is written with the warehouse's offset, so its first ten characters are its day. */
export const dayOf = (t: string): string => t.slice(0, 10)

/** Whole minutes from one RFC 3339 time to another; never below none, because a clock may have been set back between them. */
export const minutesBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000))
