import { z } from 'zod'
import { isCalendarDate } from '../plan/calendar-date.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * A station's record that a rule set counts from this place of its chain on: what it decides afterwards is decided by it.
 * It carries both approvals whole, so that whoever reads the log needs nothing else to check them.
 */
export const rulesInForce = z.strictObject({
  format: z.literal('bondmark/rules-in-force/1'),
  station: z.string().max(255),
  t: z.iso.datetime({ offset: true, precision: 3 }),
  name: z.string().min(1).max(200),
  version: z.int().min(1),
  /** Hash of the set, called as events call it. */
  ruleSet: hash,
  replaces: hash,
  validFrom: z.string().refine(isCalendarDate),
  /** The two persons' statements `rules-approved`, base64url. */
  approvals: z.array(z.base64url().max(8_000)).length(2),
  /** Open lines, on which nothing had happened, that the set decides anew; and of these, the ones with another verdict now. */
  lines: z.int().min(0),
  changed: z.int().min(0),
  /** Pseudonym of who was signed in; `station` when nobody was. */
  operator: z.string().max(64),
})
export type RulesInForce = z.infer<typeof rulesInForce>
