import { existsSync, readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { DRAFT_WORDS_MAX } from '../../core/drafts/draft-word.ts'
import { COUNTED, type LineCounts, tallyKey } from '../../core/progress/line-tally.ts'
import { keyShares, lessCounts, type ToldTally } from '../../core/progress/sum-tallies.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { toldInspections } from './told-inspections.ts'

const FILE_BYTES_MAX = 16 * 1024 * 1024
const units = z.int()
const text = z.string().max(255)

/** What one other key has done on a line; `labeled` may be below zero after a restore, when a label was voided since. */
const told = z.object({
  kid: text,
  /** Up to which place of its chain, and the statement there; null where only its successor after a restore said so. */
  seq: units,
  head: text.nullable(),
  received: units,
  labeled: units,
  passed: units,
  short: units,
  damaged: units,
  planned: units,
  revision: units,
  plan: text,
  held: z.boolean(),
  closed: z.boolean(),
})
export type ToldOfLine = z.infer<typeof told>

const otherStation = z.object({
  kid: text,
  /** short name */
  name: text,
  /** As this station's clock has it. */
  at: text,
  setAside: z.object({ at: text, code: text }).nullable(),
})
export type ToldStation = z.infer<typeof otherStation>

/** What others have told, as it was taken last: kept beside the store, because the ledger may be away at the next start. */
const toldByOthers = z.object({
  format: z.literal('bondmark/told-by-others/1'),
  document: text,
  heads: z.array(text).max(64),
  /** What this station had told itself, by its digest, and up to which place of its chain. */
  digest: text,
  seq: z.int(),
  /** When the ledger answered, by this station's clock. */
  at: text,
  stations: z.array(otherStation).max(64),
  /** By `tallyKey`. */
  lines: z.record(z.string(), z.array(told).max(64)),
  ...toldInspections,
  /** Words of rule drafts that the store did not know when they were heard. */
  drafts: z
    .array(z.object({ kid: z.string().max(64), word: z.unknown() }))
    .max(64 * DRAFT_WORDS_MAX)
    .default([]),
})
export type ToldByOthers = z.infer<typeof toldByOthers>

/** What is kept in `file`; null when it is not there, or not what was written: then it is asked again. */
export function readTold(file: string): ToldByOthers | null {
  if (!existsSync(file) || statSync(file).size > FILE_BYTES_MAX) return null
  try {
    const parsed = toldByOthers.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export function writeTold(file: string, said: ToldByOthers): void {
  writeDurably(file, `${JSON.stringify(said)}\n`)
}

/**
 * Of everything that was told, what this store does not know itself, by line: what other keys have done, and of its own
 * keys from before a restore what goes beyond what was restored.
 */
export function toldOfLines(
  all: readonly ToldTally[],
  own: { readonly kid: string; readonly former: readonly string[]; readonly said: readonly ToldTally[] },
): Record<string, ToldOfLine[]> {
  const ownKids = new Set([own.kid, ...own.former])
  const known = Map.groupBy(own.said, ({ tally }) => tallyKey(tally))
  const lines: Record<string, ToldOfLine[]> = {}
  for (const [key, ofLine] of Map.groupBy(all, ({ tally }) => tallyKey(tally))) {
    const knownHere = keyShares(known.get(key) ?? [])
    const others = [...keyShares(ofLine).values()].flatMap(({ kid, ...share }): ToldOfLine[] => {
      if (kid === own.kid) return []
      const mine = ownKids.has(kid) ? knownHere.get(kid) : undefined
      const counts = mine ? lessCounts(share, mine) : share
      const words = ofLine.find((each) => each.kid === kid) ?? ofLine[0]
      if (!words || (ownKids.has(kid) && COUNTED.every((count) => counts[count] === 0))) return []
      const { planned, revision, plan, held, closed } = words.tally
      const head = ofLine.find((each) => each.kid === kid && each.tally.seq === share.seq)?.tally.head ?? null
      return [{ kid, seq: share.seq, head, ...picked(counts), planned, revision, plan, held, closed }]
    })
    if (others.length > 0) lines[key] = others
  }
  return lines
}

const picked = ({ received, labeled, passed, short, damaged }: LineCounts): LineCounts => ({
  received,
  labeled,
  passed,
  short,
  damaged,
})
