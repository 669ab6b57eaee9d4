import { z } from 'zod'
import { logConflictRecord } from './log-conflict.ts'

/** Answers of a ledger about what logged statements are worth (DESIGN §9). The signed records are inside, to be verified. */

const id = z.string().regex(/^[0-9a-f]{64}$/)
const place = z.int().nonnegative()
const signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/)
const detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))

export const standingWord = z.enum(['valid', 'unfounded', 'conflicted', 'impossible', 'malformed'])

/** The signed part of a verdict; its RFC 8785 bytes are what the log's key signs, under the tag `bondmark/standing/1`. */
export const standingRecord = z.object({
  format: z.literal('bondmark/standing/1'),
  /** Origin of the log. */
  origin: z.string(),
  statement: id,
  /** Its leaf in the log. */
  leaf: place,
  /** Entries of the log that the verdict has seen. */
  size: place,
  standing: standingWord,
  reasons: z.array(
    z.object({
      code: z.string(),
      detail,
      /** The unit, case, pallet or line it is about. */
      about: z.string().nullable(),
      /** The statement that it contradicts, or that contradicts it. */
      statement: id.nullable(),
    }),
  ),
})
export type StandingRecord = z.infer<typeof standingRecord>

/** `GET /standing/{statement id}`: the newest verdict, and how it came to be. */
export const standingAnswer = z.object({
  format: z.literal('bondmark/standing-answer/1'),
  verdict: standingRecord,
  signature,
  /** What other logs say that cannot be so beside it: then it is conflicted, whatever its own log's verdict. */
  elsewhere: z.array(z.object({ conflict: logConflictRecord, signature })).optional(),
  earlier: z.array(z.object({ size: place, standing: standingWord })),
})
export type StandingAnswer = z.infer<typeof standingAnswer>

/** Two statements of which at most one can be so; signed like a verdict, under the tag `bondmark/conflict/1`. */
export const conflictRecord = z.object({
  format: z.literal('bondmark/conflict/1'),
  origin: z.string(),
  about: z.string(),
  code: z.string(),
  detail,
  /** The statement that counts, and the one that contradicts it: the later one, unless it waited for a beginning. */
  statements: z.tuple([id, id]),
  leaves: z.tuple([place, place]),
  /** One key contradicts itself: then its chain shows which statement is wrong. */
  sameKey: z.boolean(),
  size: place,
})
export type ConflictRecord = z.infer<typeof conflictRecord>

/** `GET /conflicts?from=N`: conflict records in the order in which they were found, at most 100. */
export const conflictsAnswer = z.object({
  format: z.literal('bondmark/conflicts/1'),
  conflicts: z.array(z.object({ n: place, conflict: conflictRecord, signature })),
  /** Where to go on; null at the end. */
  next: place.nullable(),
})
export type ConflictsAnswer = z.infer<typeof conflictsAnswer>

/** `GET /unit?epc=…`: how far a unit, case or pallet has come by what counts, and the statements that name it. */
export const unitAnswer = z.object({
  format: z.literal('bondmark/unit/1'),
  origin: z.string(),
  epc: z.string(),
  kind: z.enum(['unit', 'case', 'pallet']),
  state: z.string(),
  in: z.string().nullable(),
  contents: z.array(z.string()),
  statements: z.array(z.object({ id, leaf: place, standing: standingWord })),
  /** True when there are more contents or statements than an answer holds. */
  more: z.boolean(),
  /** Entries of the log that are judged. */
  size: place,
})
export type UnitAnswer = z.infer<typeof unitAnswer>
