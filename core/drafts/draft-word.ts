import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { type RuleListName, ruleLists } from '../decision/listed-rules.ts'
import { ruleSet2 } from '../decision/rule-set-2.ts'
import { ruleName } from '../decision/scope.ts'
import { toHex } from '../encoding/hex.ts'
import { fromUtf8, toUtf8 } from '../encoding/utf8.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'

/** Words of drafts that one station may have in one document, and their bytes. */
export const DRAFT_WORDS_MAX = 500
export const DRAFT_BYTES_MAX = 256 * 1024
/** One word: a rule with a long scope in a wide script, and what it was written over. */
export const DRAFT_WORD_BYTES_MAX = 12 * 1024
/** Words that one names as those it was written over, the newest first. */
export const OVER_MAX = 128

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** The first 16 hex digits of a SHA-256: names of words, and of forms of a rule, among few. */
const shortHash = z.string().regex(/^[0-9a-f]{16}$/)
const title = z.string().min(1).max(80)
/** RFC 3339 with milliseconds and offset. */
const time = z.iso.datetime({ offset: true, precision: 3 })

/** A draft's name among drafts: drawn by whoever begins it. */
export const draftId = z.string().regex(/^[0-9a-f]{16}$/)

/** What becomes of a draft as a whole. `seen`: the digest of the words that are discarded, or handed over. */
const draftState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('open'), title }),
  z.strictObject({ state: z.literal('discarded'), title, seen: shortHash }),
  z.strictObject({ state: z.literal('proposed'), title, seen: shortHash, hash }),
])
export type DraftState = z.infer<typeof draftState>

/** The set that a draft starts from and is to follow. `empty`: it takes none of its rules. */
const draftBase = z.strictObject({
  hash,
  name: ruleName,
  /** Small enough that the next one can be counted. */
  version: z.int().min(1).max(1_000_000_000),
  validFrom: z.string().max(40),
  empty: z.boolean(),
})
export type DraftBase = z.infer<typeof draftBase>

/** Of a rule: `on` names the form that the base had when this was written; null: none. */
const on = shortHash.nullable()
const taken = [
  z.strictObject({ do: z.literal('remove'), on }),
  /** As the base has it: an edit is taken back. */
  z.strictObject({ do: z.literal('base'), on }),
] as const
const ruleEdit = <T extends z.ZodType>(rule: T) =>
  z.discriminatedUnion('do', [z.strictObject({ do: z.literal('set'), rule, on }), ...taken])

const values = {
  draft: draftState,
  base: draftBase,
  name: ruleName,
  validFrom: z.string().min(1).max(40),
} as const

const { categories, whitelist, factoryEvaluation, containerLoading, circulation, ingredients, labels } =
  ruleSet2.shape
/** One rule of each list. */
export const ruleOf = {
  categories: categories.element,
  whitelist: whitelist.element,
  factoryEvaluation: factoryEvaluation.element,
  containerLoading: containerLoading.element,
  circulation: circulation.element,
  ingredients: ingredients.element,
  labels: labels.element,
} satisfies Record<RuleListName, z.ZodType>
export type AnyRule = z.infer<(typeof ruleOf)[RuleListName]>

/** What a word says of a rule. */
export type RuleEdit =
  | { readonly do: 'set'; readonly rule: AnyRule; readonly on: string | null }
  | { readonly do: 'remove' | 'base'; readonly on: string | null }

/** Places of a draft that are no rule. */
export type FixedPlace = keyof typeof values

const said = z.strictObject({
  draft: draftId,
  /** `draft`, `base`, `name`, `validFrom`, or `<list>/<id of the rule>`. */
  place: z.string().min(1).max(240),
  /** Counts what its author has said of this place, and only grows. */
  n: z.int().min(1).max(1_000_000),
  /** The words it was written over. */
  over: z.array(shortHash).max(OVER_MAX),
  /** Badge of who wrote it, by the station's word. */
  by: z.string().min(1).max(64),
  at: time,
  value: z.unknown(),
})

/** One word of a draft: what somebody wrote at one place of it. Convenience, no evidence. */
export interface DraftWord {
  readonly draft: string
  readonly place: string
  readonly n: number
  readonly over: readonly string[]
  readonly by: string
  readonly at: string
  readonly value: DraftState | DraftBase | RuleEdit | string
}

/** A word, the key of the station whose it is, and its name. */
export interface ToldWord {
  readonly kid: string
  /** The first 16 hex digits of the SHA-256 of its author and bytes. */
  readonly id: string
  readonly word: DraftWord
}

/** The rule that a place is about; null for a place of the draft itself, or none. */
export function ruleAt(place: string): { readonly list: RuleListName; readonly id: string } | null {
  const at = place.indexOf('/')
  const list = ruleLists.find((each) => each === place.slice(0, at))
  return at > 0 && list && place.length > at + 1 ? { list, id: place.slice(at + 1) } : null
}

export const placeOf = (list: RuleListName, id: string): string => `${list}/${id}`

/** What a rule is called within its list. */
export const idOf = (rule: AnyRule): string => ('id' in rule ? rule.id : rule.category)

/** The first 16 hex digits of the SHA-256 of a rule's RFC 8785 bytes; null for none. */
export const formOf = (rule: AnyRule | null): string | null =>
  rule && toHex(sha256(canonicalBytes(rule))).slice(0, 16)

/** The word with its author and name. */
export function toldWord(kid: string, word: DraftWord): ToldWord {
  const bytes = canonicalBytes(word)
  const named = new Uint8Array(65 + bytes.length)
  named.set(toUtf8(`${kid}\0`))
  named.set(bytes, 65)
  return { kid, word, id: toHex(sha256(named)).slice(0, 16) }
}

/** A word out of JSON that came from anywhere; null for what is none: another shape, or a rule at a place that is not its own. */
export function parseDraftWord(value: unknown): DraftWord | null {
  const parsed = said.safeParse(value)
  if (!parsed.success) return null
  const { place } = parsed.data
  const rule = ruleAt(place)
  if (!rule) {
    if (!Object.hasOwn(values, place)) return null
    const read = values[place as FixedPlace].safeParse(parsed.data.value)
    return read.success ? { ...parsed.data, value: read.data } : null
  }
  const read = ruleEdit(ruleOf[rule.list] as z.ZodType<AnyRule>).safeParse(parsed.data.value)
  if (!read.success) return null
  const edit = read.data as RuleEdit
  if (edit.do === 'set' && idOf(edit.rule) !== rule.id) return null
  return { ...parsed.data, value: edit }
}

/** The word as whoever hears of it reads it, out of its own bytes; null for what nobody would read: too long, or no text. */
export function asRead(word: DraftWord): DraftWord | null {
  try {
    const bytes = canonicalBytes(word)
    return bytes.length <= DRAFT_WORD_BYTES_MAX ? parseDraftWord(JSON.parse(fromUtf8(bytes) ?? '')) : null
  } catch {
    return null
  }
}

/** Of two words of one author at one place, the later: by its number, and of equal ones by its name, the same everywhere. */
export const isLater = (a: ToldWord, b: ToldWord): boolean =>
  a.word.n === b.word.n ? a.id > b.id : a.word.n > b.word.n
