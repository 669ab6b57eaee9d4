import { RULES_PROBLEMS_MAX, type RulesCheckAnswer } from '../../core/contract/rules.ts'
import { checkRules } from '../../core/decision/check/check-rules.ts'
import type { KnownWorld } from '../../core/decision/check/known-world.ts'
import { type RuleSet, readRuleSet } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { namedSet } from '../../core/rules/approved-rules.ts'
import { plain } from './plain-failures.ts'

/**
 * Judges a file as a draft: everything that is wrong with it, and everything that is only odd, each with its place and what to
 * do about it. `rules` is null for a file that is not kept.
 */
export function checkDraft(
  bytes: Uint8Array,
  fileName: string,
  known: KnownWorld,
): { readonly check: RulesCheckAnswer; readonly rules: RuleSet | null } {
  const answer = { format: 'bondmark/rules-check/1' as const, file: fileName }
  try {
    const rules = readRuleSet(bytes, fileName)
    const found = checkRules(rules, known)
    const errors = found.filter(({ severity }) => severity === 'error').length
    const problems = found.slice(0, RULES_PROBLEMS_MAX).map(({ place, severity, code, detail }) => ({
      at: place,
      level: severity,
      sentence: plain({ code, detail }),
    }))
    const counts = { errors, warnings: found.length - errors }
    const ok = errors === 0
    return { check: { ...answer, ok, set: namedSet(rules), problems, ...counts }, rules: ok ? rules : null }
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    const at = typeof error.detail.where === 'string' ? error.detail.where : '/'
    const problems = [{ at, level: 'error' as const, sentence: plain(error.toFailure()) }]
    return { check: { ...answer, ok: false, set: null, problems, errors: 1, warnings: 0 }, rules: null }
  }
}
