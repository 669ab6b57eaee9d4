import { isCalendarDate } from '../../plan/calendar-date.ts'
import { demandKind } from '../demand-kind.ts'
import type { RuleSet2, WhitelistEntry2 } from '../rule-set-2.ts'
import { inOrder } from '../rules-in-order.ts'
import type { Scope } from '../scope.ts'
import { samplingListNames, samplingLists } from '../scoped-lists.ts'
import type { KnownWorld } from './known-world.ts'
import { exceptBits, ListedDays } from './listed-days.ts'
import type { RuleFindings } from './rule-finding.ts'

const kinds = demandKind.options

/** Days of entries; entries that others take in; sampling rules that no goods are left for. */
export function checkWhitelist(rules: RuleSet2, known: KnownWorld, findings: RuleFindings): void {
  for (const [at, entry] of rules.whitelist.entries())
    checkDays(entry, `/whitelist/${at}`, rules.validFrom, known, findings)
  const ordered = inOrder(rules)
  const daysOf = new Map<readonly WhitelistEntry2[], ListedDays>()
  const ownDays = new Map<WhitelistEntry2, ListedDays>()
  for (const group of ordered.whitelist.groups()) {
    const days = new ListedDays(group)
    daysOf.set(group, days)
    for (const entry of group) ownDays.set(entry, days)
  }
  function* wider(scope: Scope): Generator<ListedDays> {
    const above = scope.category === undefined ? [] : ordered.above(scope.category)
    for (const group of ordered.whitelist.wider(scope, above)) {
      const days = daysOf.get(group)
      if (days) yield days
    }
  }
  checkTakenIn(rules, wider, ownDays, findings)
  checkSamplings(rules, wider, known, findings)
}

function checkDays(
  { id: rule, from, until }: WhitelistEntry2,
  place: string,
  validFrom: string,
  known: KnownWorld,
  findings: RuleFindings,
): void {
  for (const [field, day] of [
    ['from', from],
    ['until', until],
  ] as const)
    if (!isCalendarDate(day))
      findings.error(`${place}/${field}`, 'rule-day-unknown', { rule, field, value: day })
  if (!isCalendarDate(from) || !isCalendarDate(until)) return
  if (from > until) findings.error(place, 'rule-range-backwards', { rule, from, until })
  else if (until < validFrom) findings.error(place, 'rule-never-in-force', { rule, until, validFrom })
  else if (known.today !== undefined && until < known.today)
    findings.warn(place, 'rule-lapsed', { rule, until, day: known.today })
}

/** An entry that changes nothing, because another one covers the same goods and more on all of its days. */
function checkTakenIn(
  { whitelist }: RuleSet2,
  wider: (scope: Scope) => Iterable<ListedDays>,
  ownDays: ReadonlyMap<WhitelistEntry2, ListedDays>,
  findings: RuleFindings,
): void {
  for (const [at, entry] of whitelist.entries())
    for (const days of wider(entry.scope)) {
      const by =
        days === ownDays.get(entry)
          ? days.takenIn.get(entry)
          : days.lasting(entry.from, entry.until, exceptBits(entry))
      if (!by) continue
      findings.error(`/whitelist/${at}`, 'rule-covered', { rule: entry.id, other: by.id })
      break
    }
}

/** A sampling rule all of whose goods are whitelisted for now. */
function checkSamplings(
  rules: RuleSet2,
  wider: (scope: Scope) => Iterable<ListedDays>,
  known: KnownWorld,
  findings: RuleFindings,
): void {
  const { validFrom } = rules
  const start = known.today !== undefined && known.today > validFrom ? known.today : validFrom
  for (const list of samplingListNames) {
    const others = (1 << kinds.length) - 1 - (1 << kinds.indexOf(samplingLists[list]))
    for (const [at, { id, scope, needed }] of rules[list].entries()) {
      if (!needed) continue
      for (const days of wider(scope)) {
        const by = days.lasting(start, start, others)
        if (!by) continue
        findings.warn(`/${list}/${at}`, 'rule-whitelisted', { rule: id, other: by.id, until: by.until })
        break
      }
    }
  }
}
