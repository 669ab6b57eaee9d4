import { z } from 'zod'
import { recordsOfPeople } from '../statement/record-of-person.ts'

/** Letters that a reason has at least: "ok" is none. */
export const REASON_MIN = 10
const REASON_MAX = 300

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const shared = {
  /** Issuer URI of the station whose goods it is about. */
  station: z.string().max(255),
  /** RFC 3339 with milliseconds and offset. */
  t: z.iso.datetime({ offset: true, precision: 3 }),
  asn: z.string().min(1).max(100),
  line: z.string().min(1).max(100),
  lot: z.string().min(1).max(100),
  reason: z.string().trim().min(REASON_MIN).max(REASON_MAX),
}

/**
 * A supervisor lets the goods of a line go on without what was demanded of them. They answer for it by name, and the goods
 * are told apart from those that met their demands for good.
 */
export const releaseOverridden = z.strictObject({
  format: z.literal('bondmark/release-overridden/1'),
  ...shared,
  /** Ids of the demands that were open and are waived. */
  demands: z.array(hash).max(16),
  /** Ids of the conclusions that the goods did not conform, which the supervisor answers for. */
  conclusions: z.array(z.string().min(1).max(128)).max(16),
  /** Hash of the decision that demanded them. */
  decision: hash,
})

/** A supervisor lifts the hold that somebody at the station has put on a line. */
export const holdLifted = z.strictObject({ format: z.literal('bondmark/hold-lifted/1'), ...shared })

const supervisorWord = z.discriminatedUnion('format', [releaseOverridden, holdLifted])

/** What a supervisor says of held goods, as the payload of a statement of their own. */
export type SupervisorWord = z.infer<typeof supervisorWord>

/** How supervisors sign what they say of held goods, and how it is read. */
export const supervisorWords = recordsOfPeople(supervisorWord)
