import { z } from 'zod'
import { refusal } from '../statement/refusal.ts'

/** What `bondmark batch`, `ledger take` and `verify` answer about batches that travel by hand, and what a ledger says waits. */

const count = z.int().min(0)
const place = z.int().min(1).nullable()
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const time = z.string()

export const batchExportAnswer = z.object({
  format: z.literal('bondmark/batch-export/1'),
  batch: count,
  file: z.string(),
  statements: count,
  bytes: count,
})

export const batchTakenAnswer = z.object({
  format: z.literal('bondmark/batch-taken/1'),
  url: z.string(),
  /** where the receipts file is */
  file: z.string(),
  bytes: count,
})

const missing = { previous: hash, firstMissingSeq: place, lastMissingSeq: place }

export const batchImportAnswer = z.object({
  format: z.literal('bondmark/batch-import/1'),
  batch: count,
  state: z.enum(['open', 'sealed', 'uploaded', 'logged', 'receipted']),
  statements: count,
  receipts: count,
  refused: z.array(z.object({ id: hash, code: z.string() })),
  /** what is missing before it; times in Unix ms */
  waiting: z.object({ ...missing, since: count, until: count }).nullable(),
})

export const batchRefusalsAnswer = z.object({
  format: z.literal('bondmark/batch-refusals/1'),
  batch: count,
  file: z.string(),
  refusals: count,
})

export const verifyRefusalsAnswer = z.object({
  format: z.literal('bondmark/verify-refusals/1'),
  ok: z.boolean(),
  reason: z.string().nullable(),
  refusals: z.array(refusal),
})

/** A ledger's page `/waiting`. Times are RFC 3339; `expired` is when its statements were let go. */
export const waitingPage = z.object({
  format: z.literal('bondmark/waiting/1'),
  batches: z.array(
    z.object({
      kid: hash,
      batch: count,
      statements: count,
      ...missing,
      since: time,
      until: time,
      expired: time.nullable(),
    }),
  ),
})
