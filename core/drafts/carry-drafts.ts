import type { DraftState, ToldWord } from './draft-word.ts'
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
    if (draft && draft.state !== 'open' && nowMs - endedMs(joined) > ENDED_TOLD_MS) return []
    return [...Map.groupBy(joined, ({ word }) => word.place).values()].flatMap(headsOf)
  })
}

const endedMs = (words: readonly ToldWord[]): number =>
  Math.max(
    0,
    ...words
      .filter(({ word }) => word.place === 'draft' && (word.value as DraftState).state !== 'open')
      .map(({ word }) => Date.parse(word.at)),
  )
