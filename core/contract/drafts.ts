import { z } from 'zod'
import { ruleLists } from '../decision/listed-rules.ts'
import { base } from './base.ts'
import {
  bothWords,
  rulesCheckAnswer,
  rulesDiffAnswer,
  rulesDryRunAnswer,
  rulesShowAnswer,
  rulesTaken,
} from './rules.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const draft = z.string().regex(/^[0-9a-f]{16}$/)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
const place = z.string().min(1).max(240)

/** Who wrote a word of a draft, when (RFC 3339), and at which station (short name). */
const wrote = { t: z.string(), by: z.string(), station: z.string() }

/** A rule draft as people see it in a list. */
export const draftView = z.object({
  draft,
  title: z.string(),
  state: z.enum(['open', 'discarded', 'proposed']),
  /** The set that it becomes. */
  name: z.string(),
  version: z.int(),
  validFrom: z.string(),
  base: z.object({ hash, name: z.string(), version: z.int() }),
  /** Whether this station has the set that the draft starts from. */
  baseHere: z.boolean(),
  /** Another set is in force than the one it starts from. */
  behind: z.boolean(),
  /** Rules that are set, taken out or put back, and places where two forms contradict each other. */
  edits: z.int(),
  conflicts: z.int(),
  last: z.object(wrote),
  /** It was discarded, or handed over, without what somebody else wrote at once or later: so it is still there. */
  kept: z.object({ state: z.enum(['discarded', 'proposed']), ...wrote }).nullable(),
  /** Hash of the bytes that were handed over. */
  proposed: hash.nullable(),
})
export type DraftView = z.infer<typeof draftView>

/** The answer of `bondmark rules draft list`. */
export const draftsListAnswer = z.object({
  format: z.literal('bondmark/rules-drafts/1'),
  /** The one that was written last first; what is over last. */
  drafts: z.array(draftView),
})
export type DraftsListAnswer = z.infer<typeof draftsListAnswer>

const at = { place, list: z.enum(ruleLists).nullable(), id: z.string() }

/** What a draft does at one place, in words. */
export const draftEdit = z.object({
  ...at,
  does: z.enum(['set', 'remove', 'base']),
  words: bothWords,
  ...wrote,
})
export type DraftEdit = z.infer<typeof draftEdit>

/** Forms that contradict each other, the one first that stands in the draft until somebody chooses. */
export const draftConflict = z.object({
  ...at,
  forms: z.array(
    z.object({ word: z.string(), does: z.enum(['set', 'remove', 'base']), words: bothWords, ...wrote }),
  ),
})
export type DraftConflictView = z.infer<typeof draftConflict>

/** The answer of `bondmark rules draft show`. */
export const draftShowAnswer = z.object({
  format: z.literal('bondmark/rules-draft/1'),
  draft: draftView,
  edits: z.array(draftEdit),
  conflicts: z.array(draftConflict),
  /** Rules that are edited here on another form than the base has now. */
  elsewhere: z.array(z.object(at)),
  /** What is wrong with the set that it becomes, or odd. */
  check: rulesCheckAnswer,
  /** What that set changes of the one in force. */
  diff: rulesDiffAnswer,
})
export type DraftShowAnswer = z.infer<typeof draftShowAnswer>

/** What may be written at a place: a rule by its list's schema, or a text for `name` and `validFrom`. */
export const draftValue = z.discriminatedUnion('do', [
  z.object({ do: z.literal('set'), rule: z.unknown() }),
  z.object({ do: z.literal('remove') }),
  z.object({ do: z.literal('base') }),
  z.object({ do: z.literal('text'), text: z.string().max(200) }),
])
export type DraftValue = z.infer<typeof draftValue>

/** A rule of a draft as values: as its base has it, and as it is now. */
export const draftRule = z.object({ base: z.unknown(), now: z.unknown() })

/** Rule drafts at a station: begun, edited, compared, tried, handed over. */
export const draftsContract = {
  list: base.output(draftsListAnswer),
  show: base.input(z.object({ draft })).output(draftShowAnswer),
  words: base.input(z.object({ draft })).output(rulesShowAnswer),
  rule: base.input(z.object({ draft, place })).output(draftRule),
  begin: base
    .input(z.object({ title: z.string().trim().min(1).max(80), empty: z.boolean() }))
    .output(draftShowAnswer),
  write: base.input(z.object({ draft, place, value: draftValue })).output(draftShowAnswer),
  choose: base.input(z.object({ draft, place, word: z.string().max(32) })).output(draftShowAnswer),
  rebase: base.input(z.object({ draft })).output(draftShowAnswer),
  discard: base.input(z.object({ draft })).output(draftShowAnswer),
  reopen: base.input(z.object({ draft })).output(draftShowAnswer),
  /** `seen`: the set that is shown, by its hash; null where it is none yet. Throws `draft-changed` when it becomes another one. */
  propose: base.input(z.object({ draft, seen: hash.nullable() })).output(rulesTaken),
  dryRun: base.input(z.object({ draft, from: day.nullable(), to: day.nullable() })).output(rulesDryRunAnswer),
}
