import { draftsToCarry } from '../../core/drafts/carry-drafts.ts'
import { parseDraftWord, type ToldWord, toldWord } from '../../core/drafts/draft-word.ts'
import type { StationStore } from '../store/station-store.ts'
import type { ToldByOthers } from './told-by-others.ts'

type Store = Pick<StationStore, 'drafts'>

/** What these keys of the station say of rule drafts and nobody wrote over, the newest first. `nowMs`: Unix ms. */
export const ownDraftWords = (store: Store, kids: readonly string[], nowMs: number): ToldWord[] =>
  draftsToCarry(store.drafts.all(), nowMs)
    .filter(({ kid }) => kids.includes(kid))
    .sort((a, b) => Date.parse(b.word.at) - Date.parse(a.word.at))

/** Of what others say of drafts, what the store does not know. */
export const newsOfDrafts = (store: Store, words: readonly ToldWord[], kid: string): ToldByOthers['drafts'] =>
  words
    .filter((told) => told.kid !== kid && store.drafts.isNews(told))
    .map((told) => ({ kid: told.kid, word: told.word }))

/** Words that were heard, to be kept. What is no word is left out. */
export const heardDrafts = ({ drafts }: Pick<ToldByOthers, 'drafts'>): ToldWord[] =>
  drafts.flatMap(({ kid, word }) => {
    const read = parseDraftWord(word)
    return read ? [toldWord(kid, read)] : []
  })
