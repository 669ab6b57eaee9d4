import { z } from 'zod'

/** Units of one line that a station may tell of: ten times the largest plan's. */
const UNITS_MAX = 10_000_000
/** As many keys as a workspace may have had before its present one (`core/membership` bounds restores likewise). */
const FORMER_MAX = 64

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const units = z.int().min(0).max(UNITS_MAX)
const seq = z
  .int()
  .min(0)
  .max(2 ** 48)
const name = z.string().min(1).max(128)
/** RFC 3339 with milliseconds and offset. */
const time = z.iso.datetime({ offset: true, precision: 3 })

/** What has become of a line at a station, in units; the same words as on its screen. */
export const lineCounts = z.strictObject({
  received: units,
  labeled: units,
  passed: units,
  short: units,
  damaged: units,
})
export type LineCounts = z.infer<typeof lineCounts>
export const COUNTED = ['received', 'labeled', 'passed', 'short', 'damaged'] as const

/**
 * What one station's store says of one planned line, as it stands in a workspace document. `seq` and `head` name the
 * statement of its chain up to which it counts, so that it can be held against the log later. `former` are the keys that
 * this store was written with before a restore, oldest first: where each ended, and what the store said then. Counts are
 * totals of the store and include those of the former keys.
 */
export const lineTally = z.strictObject({
  asn: name,
  line: name,
  lot: name,
  gtin: z.string().regex(/^\d{14}$/),
  /** What this station's plan announces, by which revision, and the SHA-256 of that plan. */
  planned: units,
  revision: z.int().min(0).max(1_000_000),
  plan: hash,
  ...lineCounts.shape,
  held: z.boolean(),
  closed: z.boolean(),
  seq,
  head: hash,
  former: z
    .array(z.strictObject({ kid: hash, seq, ...lineCounts.shape }))
    .max(FORMER_MAX)
    .optional(),
})
export type LineTally = z.infer<typeof lineTally>

/** What a station says of itself in a workspace document: who it is, and how far its chain had come, when. */
export const stationWord = z.strictObject({
  /** issuer URI */
  station: z.string().min(1).max(255),
  seq,
  head: hash,
  at: time,
})
export type StationWord = z.infer<typeof stationWord>

/** The line's name as one string, by which tallies of stations are put together. */
export const tallyKey = ({ asn, line, lot }: Pick<LineTally, 'asn' | 'line' | 'lot'>): string =>
  JSON.stringify([asn, line, lot])
