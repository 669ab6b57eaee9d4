import { z } from 'zod'
import { isCalendarDate } from '../plan/calendar-date.ts'
import { recordsOfPeople } from '../statement/record-of-person.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** What a rule set is called in statements: its name, its version, and the SHA-256 of its RFC 8785 bytes. */
const namedSet = {
  name: z.string().min(1).max(200),
  version: z.int().min(1),
  hash,
}

const said = {
  /** Domain name of the consortium, and the organisation on whose behalf it is said. */
  consortium: z.string().max(190),
  org: z.string().max(64),
  /** RFC 3339 with milliseconds and offset. */
  t: z.iso.datetime({ offset: true, precision: 3 }),
  ...namedSet,
}

/** A person has looked at a rule set and approves that it counts from a day on, in place of exactly one other. */
export const rulesApproved = z.strictObject({
  format: z.literal('bondmark/rules-approved/1'),
  ...said,
  /** The first day on which it is to count, at the warehouse. */
  validFrom: z.string().refine(isCalendarDate),
  /** Hash of the rule set that is in force until then. */
  replaces: hash,
})
export type RulesApproved = z.infer<typeof rulesApproved>

/** A person takes back a draft, approved or not, that is not in force. */
export const rulesWithdrawn = z.strictObject({
  format: z.literal('bondmark/rules-withdrawn/1'),
  ...said,
  reason: z.string().min(1).max(200),
})
export type RulesWithdrawn = z.infer<typeof rulesWithdrawn>

const rulesStatement = z.discriminatedUnion('format', [rulesApproved, rulesWithdrawn])

/** What a person says of a rule set, as the payload of a statement of their own. */
export type RulesStatement = z.infer<typeof rulesStatement>

/** The terms of an approval: two people approve the same thing only when all of them are the same. */
export const termsOf = ({ consortium, org, name, version, hash, validFrom, replaces }: RulesApproved) => ({
  consortium,
  org,
  name,
  version,
  hash,
  validFrom,
  replaces,
})
export type RulesTerms = ReturnType<typeof termsOf>

/** How people sign what they say of rule sets, and how it is read. */
export const rulesStatements = recordsOfPeople(rulesStatement)
