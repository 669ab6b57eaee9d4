import { sha256 } from '@noble/hashes/sha2.js'
import type { z } from 'zod'
import { toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import { type RuleSet2, ruleSet2 } from './rule-set-2.ts'
import { type RuleSet1, ruleSet1 } from './version-1/rule-set.ts'

/** A rule set of either format. `bondmark/rules/1` is read, hashed and decides as ever. */
export type RuleSet = RuleSet1 | RuleSet2

/** The largest rule set that is read, in bytes. */
export const rulesBytesMax = 32 * 1024 * 1024

/** The place of an issue as a JSON pointer (RFC 6901). */
const pointer = (path: readonly PropertyKey[]) =>
  `/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`

/**
 * Reads a rule set from the UTF-8 JSON of a file, by its shape: a draft of `bondmark/rules/2` may still be one that
 * makes no sense, which `checkRules` says.
 * @throws BondmarkError `rules-malformed` `{file, where, why}`: the first thing that is wrong, by its path
 */
export function readRuleSet(bytes: Uint8Array, fileName: string): RuleSet {
  const refuse = (where: string, why: string) =>
    new BondmarkError('rules-malformed', { file: fileName, where, why: why.slice(0, 200) })
  if (bytes.length > rulesBytesMax) throw refuse('/', `larger than ${rulesBytesMax} bytes`)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw refuse('/', error instanceof Error ? error.message : 'not JSON')
  }
  const isSecond = (value as { format?: unknown } | null)?.format === 'bondmark/rules/2'
  const schema: z.ZodType<RuleSet> = isSecond ? ruleSet2 : ruleSet1
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw refuse(pointer(issue?.path ?? []), issue?.message ?? '')
}

/** Hex SHA-256 of a rule set's RFC 8785 bytes: what decisions cite as `ruleSet`. */
export function ruleSetHash(rules: RuleSet): string {
  return toHex(sha256(canonicalBytes(rules)))
}
