import { draftsToForget } from '../../core/drafts/carry-drafts.ts'
import type { ToldWord } from '../../core/drafts/draft-word.ts'
import type { DraftRows } from './draft-rows.ts'

/** Drafts that a station knows: more than anybody works on, and a bound for what is heard. */
export const DRAFTS_MAX = 200
/** Of how many drafts one other key may say something: one station must not take the room of all. */
export const DRAFTS_OF_ONE_MAX = 60
/** Words of all of them. */
const WORDS_MAX = 20_000

/**
 * Whether there is room for one more draft. Where there is none, the draft is forgotten that is over for longest, or never had a beginning;
 * one that is still written never is. `nowMs`: Unix ms.
 */
export function makeRoom(rows: DraftRows, nowMs: number): boolean {
  const excess = rows.count() - DRAFTS_MAX + 1
  if (excess <= 0) return true
  const forgotten = draftsToForget(rows.all(), nowMs).slice(0, excess)
  for (const draft of forgotten) rows.forget(draft)
  return forgotten.length === excess
}

/** Keeps what was heard as far as there is room. Returns how many words were left. `nowMs`: Unix ms. */
export function keepHeard(rows: DraftRows, news: readonly ToldWord[], nowMs: number): number {
  const ofKey = new Map<string, number>()
  let left = 0
  for (const told of news) {
    const { draft } = told.word
    const isNew = !rows.has(draft)
    const begun = ofKey.get(told.kid) ?? rows.draftsOf(told.kid)
    const hasPlace = !isNew || (begun < DRAFTS_OF_ONE_MAX && makeRoom(rows, nowMs))
    if (rows.size() >= WORDS_MAX || !hasPlace) {
      left += 1
      continue
    }
    if (isNew) ofKey.set(told.kid, begun + 1)
    rows.keep(told)
  }
  return left
}
