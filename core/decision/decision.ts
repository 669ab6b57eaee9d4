import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { toHex } from '../encoding/hex.ts'
import type { Failure } from '../errors/bondmark-error.ts'
import type { Code } from '../errors/codes.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import type { Sha256 } from '../statement/statement.ts'
import { demandKind } from './demand-kind.ts'

/** What becomes of an inbound line (FORMATS, "Flow of a unit"). */
export const verdict = z.enum(['exempt', 'whitelisted', 'label', 'hold', 'refuse'])
export type Verdict = z.infer<typeof verdict>

/** What a rule can say, each with the code of its words. */
export const sayings = {
  'category-unknown': 'decision-category-unknown',
  'category-exempt': 'decision-category-exempt',
  'category-traced': 'decision-category-traced',
  'whitelist-covers': 'decision-whitelist-covers',
  'whitelist-covers-but': 'decision-whitelist-covers-but',
  'whitelist-lapsed': 'decision-whitelist-lapsed',
  'whitelist-silent': 'decision-whitelist-silent',
  'factory-not-needed': 'decision-factory-not-needed',
  'factory-report-valid': 'decision-factory-report-valid',
  'factory-report-missing': 'decision-factory-report-missing',
  'factory-report-expired': 'decision-factory-report-expired',
  'factory-report-undated': 'decision-factory-report-undated',
  'factory-report-expires-soon': 'decision-factory-report-expires-soon',
  'factory-report-missing-told': 'decision-factory-report-missing-told',
  'factory-report-expired-told': 'decision-factory-report-expired-told',
  'factory-report-undated-told': 'decision-factory-report-undated-told',
  'factory-conditional': 'decision-factory-conditional',
  'factory-nonconformant': 'decision-factory-nonconformant',
  'factory-evaluation-contested': 'decision-factory-evaluation-contested',
  'loading-not-needed': 'decision-loading-not-needed',
  'loading-no-container': 'decision-loading-no-container',
  'loading-no-container-told': 'decision-loading-no-container-told',
  'loading-due': 'decision-loading-due',
  'loading-lately': 'decision-loading-lately',
  'loading-conformant': 'decision-loading-conformant',
  'loading-conditional': 'decision-loading-conditional',
  'loading-nonconformant': 'decision-loading-nonconformant',
  'circulation-not-needed': 'decision-circulation-not-needed',
  'circulation-no-figures': 'decision-circulation-no-figures',
  'circulation-too-few-sold': 'decision-circulation-too-few-sold',
  'circulation-within': 'decision-circulation-within',
  'circulation-plan-within': 'decision-circulation-plan-within',
  'circulation-refunds': 'decision-circulation-refunds',
  'circulation-plan-refunds': 'decision-circulation-plan-refunds',
  'circulation-complaints': 'decision-circulation-complaints',
  'circulation-again': 'decision-circulation-again',
  'circulation-conformant': 'decision-circulation-conformant',
  'circulation-conditional': 'decision-circulation-conditional',
  'circulation-nonconformant': 'decision-circulation-nonconformant',
  'ingredients-not-needed': 'decision-ingredients-not-needed',
  'ingredients-due': 'decision-ingredients-due',
  'ingredients-larger-lot': 'decision-ingredients-larger-lot',
  'ingredients-first-lot-done': 'decision-ingredients-first-lot-done',
  'ingredients-discontinued': 'decision-ingredients-discontinued',
  'ingredients-no-plan': 'decision-ingredients-no-plan',
  'ingredients-conformant': 'decision-ingredients-conformant',
  'ingredients-conditional': 'decision-ingredients-conditional',
  'ingredients-nonconformant': 'decision-ingredients-nonconformant',
  'label-each-unit': 'decision-label-each-unit',
  'label-several': 'decision-label-several',
  'label-none': 'decision-label-none',
  'override-signed': 'decision-override-signed',
} as const satisfies Record<string, Code>
export type Saying = keyof typeof sayings

/** The rules, in the order in which they are looked at. */
export const rule = z.enum(['category-access', 'whitelist', ...demandKind.options, 'label', 'override'])
export type Rule = z.infer<typeof rule>

const saying = z.enum(Object.keys(sayings) as [Saying, ...Saying[]])

/** One rule that was looked at: which, what it saw (the values it went by), what it said. */
export const reason = z.strictObject({
  rule,
  saw: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  said: saying,
})
export type Reason = Readonly<z.infer<typeof reason>>

/** The verdict on one line and lot: exactly what `decide --json` prints and what `decisionHash` covers. */
export const decision = z.strictObject({
  asn: z.string(),
  line: z.string(),
  lot: z.string(),
  decision: verdict,
  reasons: z.array(reason).min(1),
  /** Hex SHA-256 of the rule set's RFC 8785 bytes. */
  ruleSet: z.string().regex(/^[0-9a-f]{64}$/),
})
export type Decision = Readonly<z.infer<typeof decision>>

/** Hex SHA-256 of the decision's RFC 8785 bytes: `bm:decision` of every event that follows from it. */
export function decisionHash(made: Decision, sha256: Sha256 = portableSha256): string {
  return toHex(sha256(canonicalBytes(made)))
}

/** A reason as a failure-shaped sentence, for `wordsFor`: screen and terminal explain a decision with the same words. */
export function reasonSentence(of: Reason): Failure {
  return { code: sayings[of.said], detail: of.saw }
}

/** What keeps goods that are on hold: what is missing, and what did not conform. */
const holding: ReadonlySet<Saying> = new Set<Saying>([
  'factory-report-missing',
  'factory-report-expired',
  'factory-report-undated',
  'factory-nonconformant',
  'factory-evaluation-contested',
  'loading-no-container',
  'loading-due',
  'loading-nonconformant',
  'circulation-refunds',
  'circulation-plan-refunds',
  'circulation-complaints',
  'circulation-again',
  'circulation-nonconformant',
  'ingredients-due',
  'ingredients-larger-lot',
  'ingredients-discontinued',
  'ingredients-no-plan',
  'ingredients-nonconformant',
  'label-none',
])

/** The reasons that a verdict rests on: all that hold the goods; of other verdicts, the one that settled it. */
export function decisiveReasons(made: Decision): Reason[] {
  if (made.decision === 'hold') return made.reasons.filter(({ said }) => holding.has(said))
  if (made.decision === 'whitelisted') return made.reasons.filter(({ rule: by }) => by === 'whitelist')
  return made.reasons.slice(-1)
}
