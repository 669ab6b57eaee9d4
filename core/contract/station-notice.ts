import { z } from 'zod'
import { logConflictRecord } from './log-conflict.ts'
import { conflictRecord } from './standing.ts'

/** What a ledger tells a station of its own statements that others contradict: the record, as the log has signed it. */
export const stationNotice = z.object({
  record: z.union([logConflictRecord, conflictRecord]),
  signature: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
})
export type StationNotice = z.infer<typeof stationNotice>
