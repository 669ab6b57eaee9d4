import { z } from 'zod'
import { ruleLists } from '../decision/listed-rules.ts'
import { rulesStandings } from '../rules/rules-life.ts'
import { base } from './base.ts'
import { failure } from './failure.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)
/** Who did it, when (RFC 3339). */
const done = z.object({ t: z.string(), by: z.string() })

/** A rule set as people see it in a list. */
export const rulesView = z.object({
  hash,
  name: z.string(),
  version: z.int(),
  standing: z.enum(rulesStandings),
  /** When it came in and by whom; null for what the workspace was made with. */
  came: z.object({ t: z.string(), by: z.string().nullable() }).nullable(),
  /** What was said of it when it came in, and did not keep it out. */
  warnings: z.array(failure),
  /** Approvals that count, at most two, the first one first. */
  approvals: z.array(done.extend({ badge: z.string(), role: z.enum(['supervisor', 'administrator']) })),
  /** People who approved it while their keys counted, and whose keys were revoked since; it counts all the same. */
  revoked: z.array(z.string()),
  /** The first day on which it is to count, as the first approval has it. */
  validFrom: day.nullable(),
  /** Since when it has counted here (RFC 3339); null when it never has. */
  inForceSince: z.string().nullable(),
  /** Whether it came with the workspace, so that no two people have approved it here. */
  shipped: z.boolean(),
  withdrawn: done.extend({ reason: z.string() }).nullable(),
})
export type RulesView = z.infer<typeof rulesView>

/** The answer of `bondmark rules list`. */
export const rulesListAnswer = z.object({
  format: z.literal('bondmark/rules-list/1'),
  /** The one in force first, then drafts, the newest first, then what is over. */
  sets: z.array(rulesView),
  training: z.boolean(),
  /** The day at the warehouse. */
  today: day,
})
export type RulesListAnswer = z.infer<typeof rulesListAnswer>

/** The same sentence in every language: what is configured is read by people before they approve it. */
export const bothWords = z.object({ en: z.string(), 'zh-CN': z.string() })

/** One rule in words. */
export const ruleWords = z.object({
  list: z.enum(ruleLists),
  /** What it is called in its set: its id, or its category. */
  id: z.string(),
  /** Where it stands, as a JSON pointer. */
  at: z.string(),
  words: bothWords,
})
export type RuleWords = z.infer<typeof ruleWords>

/** The answer of `bondmark rules show`. */
export const rulesShowAnswer = z.object({
  format: z.literal('bondmark/rules-show/1'),
  hash,
  name: z.string(),
  version: z.int(),
  rules: z.array(ruleWords),
})
export type RulesShowAnswer = z.infer<typeof rulesShowAnswer>

/** What is wrong with a draft, or only strange, where, and what to do about it. */
export const rulesProblem = z.object({
  at: z.string(),
  level: z.enum(['error', 'warning']),
  sentence: failure,
})
export type RulesProblem = z.infer<typeof rulesProblem>

/** Of errors and warnings alike, as many are listed. */
export const RULES_PROBLEMS_MAX = 200

/** The answer of `bondmark rules check`. */
export const rulesCheckAnswer = z.object({
  format: z.literal('bondmark/rules-check/1'),
  ok: z.boolean(),
  file: z.string(),
  /** Null for a file that cannot be read as a rule set. */
  set: z.object({ hash, name: z.string(), version: z.int() }).nullable(),
  /** At most 200 of them. */
  problems: z.array(rulesProblem),
  errors: z.int(),
  warnings: z.int(),
})
export type RulesCheckAnswer = z.infer<typeof rulesCheckAnswer>

/** One difference between two sets. */
export const rulesChange = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  list: z.enum(ruleLists),
  id: z.string(),
  /** In words: as it was, as it will be. */
  before: bothWords.nullable(),
  after: bothWords.nullable(),
  /** Of a rule that is changed: each value that is another one. */
  fields: z.array(bothWords),
})
export type RulesChange = z.infer<typeof rulesChange>

/** The answer of `bondmark rules diff`. */
export const rulesDiffAnswer = z.object({
  format: z.literal('bondmark/rules-diff/1'),
  from: z.object({ hash, name: z.string(), version: z.int() }),
  to: z.object({ hash, name: z.string(), version: z.int() }),
  /** What is different of the set as a whole: name, version, first day. */
  set: z.array(bothWords),
  changes: z.array(rulesChange),
  /** Changes beyond those that are listed. */
  more: z.int(),
})
export type RulesDiffAnswer = z.infer<typeof rulesDiffAnswer>
export const RULES_CHANGES_MAX = 2_000

/** What became of an approval, a withdrawal, a bundle: the set as it stands now, and what to say of it. */
export const rulesDone = z.object({
  format: z.literal('bondmark/rules-done/1'),
  sentence: failure,
  set: rulesView,
})
export type RulesDone = z.infer<typeof rulesDone>

/** What becomes of a draft that is brought: kept, or refused with every place and remedy. */
export const rulesTaken = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), hash, check: rulesCheckAnswer }),
  z.object({ ok: z.literal(false), failure, check: rulesCheckAnswer }),
])
export type RulesTaken = z.infer<typeof rulesTaken>

const verdict = z.enum(['exempt', 'whitelisted', 'label', 'hold', 'refuse'])

/** One line that a draft decides otherwise. */
export const dryRunLine = z.object({
  /** The day at the warehouse on which its plan was taken. */
  day,
  asn: z.string(),
  line: z.string(),
  lot: z.string(),
  gtin: z.string(),
  name: z.object({ en: z.string(), 'zh-CN': z.string() }),
  category: z.string(),
  brand: z.string(),
  units: z.int(),
  from: verdict,
  to: verdict,
  /** Kinds of demands that the draft asks for beyond what was asked, and those that it does without. */
  newDemands: z.array(z.string()),
  goneDemands: z.array(z.string()),
  /** The last reason of each decision. */
  before: failure,
  after: failure,
})
export type DryRunLine = z.infer<typeof dryRunLine>

const dryRunPart = z.object({ name: z.string(), lines: z.int(), changed: z.int() })

/** The answer of `bondmark rules dry-run`. */
export const rulesDryRunAnswer = z.object({
  format: z.literal('bondmark/rules-dry-run/1'),
  draft: z.object({ hash, name: z.string(), version: z.int() }),
  inForce: z.object({ hash, name: z.string(), version: z.int() }),
  from: day.nullable(),
  to: day.nullable(),
  /** Plan lines that were decided again, and those that come out otherwise: another verdict or other demands. */
  lines: z.int(),
  changed: z.int(),
  /** Lines by verdict before and after; every pair that occurs. */
  moves: z.array(z.object({ from: verdict, to: verdict, lines: z.int(), units: z.int() })),
  demands: z.array(z.object({ kind: z.string(), before: z.int(), after: z.int() })),
  days: z.array(dryRunPart),
  /** Those with the most changes first, at most 20. */
  categories: z.array(dryRunPart),
  brands: z.array(dryRunPart),
  /** Lines whose stored decision is another one than the rules of that day give today: it hangs on what is not known any more. */
  otherwise: z.int(),
  /** At most 500 of the lines that change. */
  listed: z.array(dryRunLine),
})
export type RulesDryRunAnswer = z.infer<typeof rulesDryRunAnswer>

/** What is told of a dry run that runs. */
export const dryRunProgress = z.object({ done: z.int(), total: z.int() })

const who = { badge: z.string().max(64), passcode: z.string().max(128) }
/** Larger than any rule set is read, in base64. */
const DOCUMENT_BASE64_MAX = 48_000_000
const rulesFile = z.object({
  fileName: z.string().min(1).max(255),
  bytes: z.base64url().max(DOCUMENT_BASE64_MAX),
})
const ok = z.object({ ok: z.boolean() })

/** Rule sets at a station: looked at, brought, tried, approved by two people. */
export const rulesContract = {
  list: base.output(rulesListAnswer),
  show: base.input(z.object({ hash })).output(rulesShowAnswer),
  diff: base.input(z.object({ hash, against: hash.nullable() })).output(rulesDiffAnswer),
  take: base.input(rulesFile).output(rulesTaken),
  approve: base.input(z.object({ hash, validFrom: day.nullable(), ...who })).output(rulesDone),
  withdraw: base
    .input(z.object({ hash, reason: z.string().trim().min(1).max(200), ...who }))
    .output(rulesDone),
  takeBundle: base.input(rulesFile).output(rulesDone),
  exportSet: base.input(z.object({ hash })).output(z.object({ file: z.string(), bytes: z.string() })),
  dryRun: base.input(z.object({ hash, from: day.nullable(), to: day.nullable() })).output(rulesDryRunAnswer),
  dryRunProgress: base.output(z.object({ running: dryRunProgress.nullable() })),
  cancelDryRun: base.output(ok),
}
