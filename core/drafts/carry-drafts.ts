import type { ToldWord } from './draft-word.ts'
import { headsOf, joinWords, readDraft } from './merge-draft.ts'

/** A draft that is over is told for so long, so that whoever was away hears of it. */
export const ENDED_TOLD_MS = 7 * 24 * 3600 * 1000

/**
 * The words that are still to be told, of all that are known: of each draft those that nobody wrote over, until it has been discarded or
 * handed over for a week. `nowMs`: Unix ms.
 */
export function draftsToCarry(words: readonly ToldWord[], nowMs: number): ToldWord[] {
  return [...Map.groupBy(joinWords(words), ({ word }) => word.draft).values()].flatMap((joined) => {
    const draft = readDraft(joined)
    if (draft && draft.state !== 'open' && nowMs - writtenMs(joined) > ENDED_TOLD_MS) return []
    return [...Map.groupBy(joined, ({ word }) => word.place).values()].flatMap(headsOf)
  })
}

/**
 * The drafts that need not be kept where there is no room, the one first that was written longest ago: those that nobody is told of any
 * more, and words without a beginning.
 */
export function draftsToForget(words: readonly ToldWord[], nowMs: number): string[] {
  return [...Map.groupBy(joinWords(words), ({ word }) => word.draft)]
    .map(([id, joined]) => ({ id, draft: readDraft(joined), atMs: writtenMs(joined) }))
    .filter(({ draft, atMs }) => !draft || (draft.state !== 'open' && nowMs - atMs > ENDED_TOLD_MS))
    .sort((a, b) => a.atMs - b.atMs || (a.id < b.id ? -1 : 1))
    .map(({ id }) => id)
}

/** Of all its words, not of the discarding alone: a station whose clock is slow must not have it left behind before anybody has heard of it. */
const writtenMs = (words: readonly ToldWord[]): number =>
  Math.max(0, ...words.map(({ word }) => Date.parse(word.at)))
