import { z } from 'zod'
import { type RuleSet, readRuleSet, ruleSetHash, rulesBytesMax } from '../decision/rule-set.ts'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import {
  type Approval,
  type ApprovalTrust,
  type NamedSet,
  raise,
  readApproval,
  whyNotTogether,
  whyOtherTerms,
} from './check-approvals.ts'

/** A rule set with the two approvals that put it in force: how a consortium hands one out, as a file. */
export const approvedRulesFile = z.strictObject({
  format: z.literal('bondmark/approved-rules/1'),
  /** The rule set, by its own schema. */
  ruleSet: z.looseObject({ format: z.string(), name: z.string(), version: z.int() }),
  /** Two statements `rules-approved`, base64url. */
  approvals: z.array(z.base64url().max(8_000)).length(2),
})

/** More than the largest rule set with its approvals. */
export const approvedRulesBytesMax = rulesBytesMax + 64 * 1024

/** A rule set that two people have approved. */
export interface ApprovedRules {
  readonly ruleSet: RuleSet
  readonly named: NamedSet
  /** First day on which it is to count, `YYYY-MM-DD`. */
  readonly validFrom: string
  /** Hash of the set that it takes the place of. */
  readonly replaces: string
  readonly approvals: readonly [Approval, Approval]
}

/** The bytes of a bundle. */
export function writeApprovedRules(ruleSet: RuleSet, approvals: readonly Uint8Array[]): Uint8Array {
  const file = {
    format: 'bondmark/approved-rules/1',
    ruleSet,
    approvals: approvals.map((bytes) => toBase64Url(bytes)),
  }
  return new TextEncoder().encode(`${JSON.stringify(file, null, 1)}\n`)
}

/**
 * Reads a bundle that came from anywhere. What comes back is a rule set that two different people of a listed organisation
 * have approved with keys that count; whether it may follow what is in force somewhere is asked there (`whyNoFollower`,
 * `replaces`, `validFrom`).
 * @throws BondmarkError `rules-bundle-malformed` `{file, where}`, `rules-malformed`, `rules-approval-…`, `rules-approv…`,
 * `rules-needs-administrator`, those of `readApproval`
 */
export function readApprovedRules(bytes: Uint8Array, fileName: string, trust: ApprovalTrust): ApprovedRules {
  const { ruleSet: json, approvals: texts } = readFile(bytes, fileName)
  const ruleSet = readRuleSet(new TextEncoder().encode(JSON.stringify(json)), fileName)
  const approvals = texts.map((text) => readApproval(fromBase64Url(text), trust))
  return approvedRules(ruleSet, approvals)
}

/**
 * A rule set with its approvals, which were read one by one: they belong together, and to these bytes.
 * @throws BondmarkError as `whyNotTogether`, `rules-approval-other-set`
 */
export function approvedRules(ruleSet: RuleSet, approvals: readonly Approval[]): ApprovedRules {
  raise(whyNotTogether(approvals))
  const [one, other] = approvals as readonly [Approval, Approval]
  const named = namedSet(ruleSet)
  const { validFrom, replaces } = one.said
  raise(whyOtherTerms(one.said, named, { hash: replaces }))
  return { ruleSet, named, validFrom, replaces, approvals: [one, other] }
}

/** What a rule set is called. */
export const namedSet = (ruleSet: RuleSet): NamedSet => ({
  name: ruleSet.name,
  version: ruleSet.version,
  hash: ruleSetHash(ruleSet),
})

function readFile(bytes: Uint8Array, file: string): z.infer<typeof approvedRulesFile> {
  const refuse = (where: string) => new BondmarkError('rules-bundle-malformed', { file, where })
  if (bytes.length > approvedRulesBytesMax) throw refuse('/')
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw refuse('/')
  }
  const read = approvedRulesFile.safeParse(value)
  if (read.success) return read.data
  throw refuse(`/${read.error.issues[0]?.path.join('/') ?? ''}`)
}
