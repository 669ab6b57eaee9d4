import { z } from 'zod'

const id = z.string().regex(/^[0-9a-f]{64}$/)
const place = z.int().nonnegative()
const origin = z.string().min(1).max(255)

/**
 * Two statements, of two logs, of which at most one can be so. Each of the two ledgers signs one of its own, under the tag
 * `bondmark/log-conflict/1`, with itself as `here`.
 */
export const logConflictRecord = z.strictObject({
  format: z.literal('bondmark/log-conflict/1'),
  /** Which record of this ledger it is, counted from 0. */
  n: place,
  /** False: the conflict of the record before is settled by what was stated since. */
  open: z.boolean(),
  about: z.string().max(2048),
  code: z.enum([
    'unit-begun-at-two-logs',
    'sscc-used-at-two-logs',
    'ended-at-two-logs',
    'lives-after-its-end',
  ]),
  here: z.strictObject({ origin, statement: id, leaf: place, size: place }),
  there: z.strictObject({ origin, statement: id, leaf: place, size: place }),
})
export type LogConflictRecord = z.infer<typeof logConflictRecord>

const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/)

/** `GET /log-conflicts?from=N`: in the order in which they were found, at most 100. */
export const logConflictsAnswer = z.object({
  format: z.literal('bondmark/log-conflicts/1'),
  conflicts: z.array(z.object({ conflict: logConflictRecord, signature })).max(100),
  /** Where to go on; null at the end. */
  next: place.nullable(),
})
export type LogConflictsAnswer = z.infer<typeof logConflictsAnswer>
