import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../encoding/hex.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import {
  type DraftBase,
  type DraftState,
  type DraftWord,
  isLater,
  OVER_MAX,
  type RuleEdit,
  ruleAt,
  type ToldWord,
} from './draft-word.ts'

/** A place at which words that did not know of each other say different things. The first is what is shown meanwhile. */
export interface DraftConflict {
  readonly place: string
  readonly forms: readonly ToldWord[]
}

/** A draft as everybody sees it who has the same words. */
export interface Draft {
  readonly id: string
  readonly state: DraftState['state']
  readonly title: string
  readonly base: DraftBase
  /** Hash of the bytes that were handed over to approval; what was edited since is no part of them. */
  readonly proposed: string | null
  /** Null: as the base has it. */
  readonly name: string | null
  readonly validFrom: string | null
  /** By place: `<list>/<id>`. */
  readonly rules: ReadonlyMap<string, RuleEdit>
  readonly conflicts: readonly DraftConflict[]
  /** It was discarded, or handed over, without what somebody else wrote at once or later: so it is still there. */
  readonly keptFrom: ToldWord | null
  /** The word that was written last. */
  readonly last: ToldWord
}

/** Of each author at each place the latest word: what replicas that have heard the same agree on, in whatever order they heard it. */
export function joinWords(words: Iterable<ToldWord>): ToldWord[] {
  const latest = new Map<string, ToldWord>()
  for (const each of words) {
    const key = `${each.word.draft} ${each.kid} ${each.word.place}`
    const known = latest.get(key)
    if (!known || isLater(each, known)) latest.set(key, each)
  }
  return [...latest.values()]
}

/** The words that no other one was written over: one, or several that did not know of each other. `words`: of one place. */
export function headsOf(words: readonly ToldWord[]): ToldWord[] {
  const over = new Set(words.flatMap(({ word }) => word.over))
  return words.filter(({ id }) => !over.has(id))
}

/** The digest of everything that a draft says, its state aside: what a discarding has seen. */
export function seenOf(words: readonly ToldWord[]): string {
  const ids = byPlace(words)
    .filter(([place]) => place !== 'draft')
    .flatMap(([, ofPlace]) => headsOf(ofPlace).map(({ id }) => id))
  return toHex(sha256(toUtf8(ids.sort().join()))).slice(0, 16)
}

const byPlace = (words: readonly ToldWord[]) => [...Map.groupBy(words, ({ word }) => word.place)]

/** Form before what takes a rule out, or back; then the later; then the same everywhere. */
function shownFirst(a: ToldWord, b: ToldWord): number {
  const rank = ({ word: { value } }: ToldWord) =>
    typeof value === 'object' && 'do' in value ? ['set', 'remove', 'base'].indexOf(value.do) : 0
  return rank(a) - rank(b) || newestFirst(a, b)
}

/** What a word says, so that two who wrote the same do not contradict each other. `on` is no part of it. */
function saysOf({ word: { value } }: ToldWord): string {
  const said = typeof value === 'object' && 'do' in value ? { ...value, on: null } : value
  return new TextDecoder().decode(canonicalBytes(said))
}

/** Different forms at one place, the one that is shown first. */
function formsOf(words: readonly ToldWord[]): ToldWord[] {
  const forms = new Map<string, ToldWord>()
  for (const head of headsOf(words).sort(shownFirst)) {
    const says = saysOf(head)
    if (!forms.has(says)) forms.set(says, head)
  }
  return [...forms.values()]
}

/**
 * The draft that these words make; null when its beginning is not among them. The same words give the same draft, in
 * whatever order they stand. `joined`: words of one draft, as `joinWords` gives them.
 */
export function readDraft(joined: readonly ToldWord[]): Draft | null {
  const forms = new Map(byPlace(joined).map(([place, words]) => [place, formsOf(words)]))
  const base = forms.get('base')?.[0]?.word.value as DraftBase | undefined
  const states = headsOf(joined.filter(({ word }) => word.place === 'draft')).sort(shownFirst)
  const [state] = states
  const [last] = [...byPlace(joined)].flatMap(([, words]) => headsOf(words)).sort(newestFirst)
  if (!base || !state || !last) return null
  const seen = seenOf(joined)
  const stateOf = ({ word }: ToldWord) => word.value as DraftState
  const closing = states.find((each) => {
    const said = stateOf(each)
    return said.state !== 'open' && said.seen === seen
  })
  // Whoever goes on while somebody else discards keeps the draft.
  const isOpen = !closing || states.some((each) => stateOf(each).state === 'open')
  const shown = isOpen ? (states.find((each) => stateOf(each).state === 'open') ?? state) : closing
  const said = stateOf(shown)
  const proposed = states.map(stateOf).find((each) => each.state === 'proposed')
  const text = (place: string) => (forms.get(place)?.[0]?.word.value as string | undefined) ?? null
  const conflicts = [...forms]
    .filter(([place, found]) => place !== 'draft' && found.length > 1)
    .map(([place, found]) => ({ place, forms: found }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
  return {
    id: state.word.draft,
    state: isOpen ? 'open' : said.state,
    title: said.title,
    base,
    proposed: proposed?.state === 'proposed' ? proposed.hash : null,
    name: text('name'),
    validFrom: text('validFrom'),
    rules: new Map(
      [...forms].flatMap(([place, [first]]) =>
        first && ruleAt(place) ? [[place, first.word.value as RuleEdit] as const] : [],
      ),
    ),
    conflicts,
    keptFrom: isOpen ? (states.find((each) => stateOf(each).state !== 'open') ?? null) : null,
    last,
  }
}

const newestFirst = (a: ToldWord, b: ToldWord): number =>
  Date.parse(b.word.at) - Date.parse(a.word.at) || (a.id < b.id ? 1 : -1)

/** All drafts that these words make, by id. */
export function readDrafts(words: Iterable<ToldWord>): Draft[] {
  return [...Map.groupBy(joinWords(words), ({ word }) => word.draft)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, joined]) => readDraft(joined) ?? [])
}

/** What somebody writes at a place. */
export interface Writing {
  readonly draft: string
  readonly place: string
  readonly value: DraftWord['value']
  readonly kid: string
  readonly by: string
  /** RFC 3339 with milliseconds and offset. */
  readonly at: string
}

/** The next word of its author at a place: over everything that is known there. `joined`: words of the draft. */
export function writeWord(
  joined: readonly ToldWord[],
  { draft, place, value, kid, by, at }: Writing,
): DraftWord {
  const here = joined.filter(({ word }) => word.draft === draft && word.place === place)
  const own = here.find((each) => each.kid === kid)
  // Its own before it too: whoever missed the words between must not take an older one for a contradiction.
  const known = here.map(({ id }) => id)
  const inherited = here.toSorted(newestFirst).flatMap(({ word }) => word.over)
  const over = [...new Set([...known, ...inherited])].slice(0, OVER_MAX)
  return { draft, place, n: (own?.word.n ?? 0) + 1, over, by, at, value }
}
