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
 * Whether there is room for so many more drafts. Where there is none, those are forgotten that are over for longest, or never had a
 * beginning; one that is still written never is. `nowMs`: Unix ms.
 */
export function makeRoom(rows: DraftRows, nowMs: number, more = 1): boolean {
  const excess = rows.drafts().length + more - DRAFTS_MAX
  if (excess <= 0) return true
  const forgotten = draftsToForget(rows.all(), nowMs).slice(0, excess)
  for (const draft of forgotten) rows.forget(draft)
  return forgotten.length === excess
}

/** Keeps what was heard as far as there is room. Returns how many words were left. `nowMs`: Unix ms. */
export function keepHeard(rows: DraftRows, news: readonly ToldWord[], nowMs: number): number {
  const shared = withinShares(rows, news)
  const drafts = new Set(rows.drafts())
  // Once for all of it: what is known is looked through whole.
  const unknown = new Set(shared.map(({ word }) => word.draft)).difference(drafts)
  makeRoom(rows, nowMs, unknown.size)
  const kept = new Set(rows.drafts())
  let room = WORDS_MAX - rows.size()
  let left = news.length - shared.length
  for (const told of shared) {
    const { draft } = told.word
    if (room <= 0 || (!kept.has(draft) && kept.size >= DRAFTS_MAX)) {
      left += 1
      continue
    }
    kept.add(draft)
    if (rows.keep(told)) room -= 1
  }
  return left
}

/** Without words of drafts that are not known here, where one key begins more of them than are taken of it. */
function withinShares(rows: DraftRows, news: readonly ToldWord[]): ToldWord[] {
  const taken = new Set(rows.drafts())
  const begun = new Map<string, number>()
  return news.filter(({ kid, word: { draft } }) => {
    if (taken.has(draft)) return true
    const n = begun.get(kid) ?? rows.draftsOf(kid)
    if (n >= DRAFTS_OF_ONE_MAX) return false
    begun.set(kid, n + 1)
    taken.add(draft)
    return true
  })
}
