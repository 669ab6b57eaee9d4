import { toHex } from '../../encoding/hex.ts'
import { canonicalBytes } from '../../statement/canonical-json.ts'
import type { RuleSet2 } from '../rule-set-2.ts'
import { inOrder } from '../rules-in-order.ts'
import { rankOf, type Scope, scopeKey } from '../scope.ts'
import { samplingListNames } from '../scoped-lists.ts'
import type { CategoryFamily } from './category-family.ts'
import type { RuleFindings } from './rule-finding.ts'

interface Scoped {
  readonly id: string
  readonly scope: Scope
  readonly needed?: boolean
}

/** Rules of one list that fit the same goods: which of them counts is clear, and each of them counts for some goods. */
export function checkOverlaps(rules: RuleSet2, family: CategoryFamily, findings: RuleFindings): void {
  for (const list of [...samplingListNames, 'labels'] as const) {
    const places = new Map<Scoped, string>()
    for (const [at, rule] of rules[list].entries()) places.set(rule, `/${list}/${at}`)
    checkSame(inOrder(rules)[list].groups(), places, findings)
    checkBelow(rules[list], family, places, findings)
  }
  for (const list of samplingListNames) checkExceptions(rules, list, findings)
}

const withoutId = ({ id: _, ...rest }: Scoped) => toHex(canonicalBytes(rest))

/** The same scope twice: which one would count is nobody's decision. */
function checkSame(
  groups: Iterable<readonly Scoped[]>,
  places: ReadonlyMap<Scoped, string>,
  findings: RuleFindings,
): void {
  for (const [first, ...others] of groups) {
    if (!first) continue
    for (const other of others) {
      const says = withoutId(first) === withoutId(other) ? 'rule-repeats' : 'rule-contradicts'
      findings.error(places.get(other) ?? '/', says, { rule: other.id, other: first.id })
    }
  }
}

/** A rule for a category that is exempt itself, where each traced one below has a rule of its own. */
function checkBelow(
  list: readonly Scoped[],
  family: CategoryFamily,
  places: ReadonlyMap<Scoped, string>,
  findings: RuleFindings,
): void {
  const groups = new Map<string, Map<string, Scoped>>()
  for (const rule of list) {
    const { category, ...others } = rule.scope
    if (category === undefined) continue
    const key = `${rankOf(others)} ${scopeKey(others)}`
    const group = groups.get(key) ?? new Map<string, Scoped>()
    groups.set(key, group.set(category, rule))
  }
  for (const group of groups.values())
    for (const [category, rule] of group) {
      const isShadowed =
        family.isTraced(category, () => false) && !family.isTraced(category, (child) => group.has(child))
      if (isShadowed) findings.error(places.get(rule) ?? '/', 'rule-shadowed', { rule: rule.id, category })
    }
}

/** A rule that takes goods out of wider ones, where there is no wider one. */
function checkExceptions(
  rules: RuleSet2,
  list: (typeof samplingListNames)[number],
  findings: RuleFindings,
): void {
  const all: readonly Scoped[] = rules[list]
  const widest = Math.min(...all.flatMap((rule) => (rule.needed ? [rankOf(rule.scope)] : [])))
  const { above, ...ordered } = inOrder(rules)
  for (const [at, rule] of all.entries()) {
    if (rule.needed !== false || widest < rankOf(rule.scope)) continue
    const categories = rule.scope.category === undefined ? [] : above(rule.scope.category)
    let isException = false
    for (const group of ordered[list].wider(rule.scope, categories))
      isException ||= group.some(({ needed }) => needed)
    if (!isException) findings.warn(`/${list}/${at}`, 'rule-exception-idle', { rule: rule.id })
  }
}
