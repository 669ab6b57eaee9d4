import type { RuleSet } from '../rule-set.ts'
import { asSecond } from '../version-1/as-second.ts'
import { categoryFamily } from './category-family.ts'
import { checkCategories } from './check-categories.ts'
import { checkLabels } from './check-labels.ts'
import { checkOverlaps } from './check-overlaps.ts'
import { checkParameters } from './check-parameters.ts'
import { checkScopes } from './check-scopes.ts'
import { checkWhitelist } from './check-whitelist.ts'
import type { KnownWorld } from './known-world.ts'
import { type RuleFinding, RuleFindings } from './rule-finding.ts'

/**
 * Everything that is wrong with a rule set or odd in it, each with its place and, in its words, the remedy: rules that can
 * never match, overlaps that contradict, days and ranges that can't be, categories nobody knows, values out of range.
 * Errors first, in the order of the file. Costs about as much as reading the set, however large it is: nothing is held
 * against everything else.
 * @param known what is known outside of the rules; what is left out of it is not checked
 */
export function checkRules(rules: RuleSet, known: KnownWorld = {}): RuleFinding[] {
  if (rules.format === 'bondmark/rules/1') {
    const { rules: second, placeBefore } = asSecond(rules)
    return checkRules(second, known).map((finding) => ({ ...finding, place: placeBefore(finding.place) }))
  }
  const findings = new RuleFindings()
  checkCategories(rules, findings)
  const family = categoryFamily(rules)
  checkScopes(rules, family, known, findings)
  checkOverlaps(rules, family, findings)
  checkWhitelist(rules, known, findings)
  checkParameters(rules, known, findings)
  checkLabels(rules, findings)
  return findings.all.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'))
}

/** Whether a rule set may be saved: it has no error. */
export const isSound = (findings: readonly RuleFinding[]): boolean =>
  findings.every(({ severity }) => severity === 'warning')
