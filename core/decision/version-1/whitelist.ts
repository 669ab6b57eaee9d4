import type { PlanLine } from '../../plan/asn.ts'
import type { Finding } from '../finding.ts'
import type { RuleSet1, WhitelistEntry1 } from './rule-set.ts'

/** Whether every field of the scope is that of the line. */
function covers(scope: WhitelistEntry1['scope'], line: PlanLine, seller: string): boolean {
  return (
    (scope.gtin === undefined || scope.gtin === line.gtin) &&
    (scope.lot === undefined || scope.lot === line.lot) &&
    (scope.brand === undefined || scope.brand === line.brand) &&
    (scope.manufacturer === undefined || scope.manufacturer === line.manufacturer) &&
    (scope.seller === undefined || scope.seller === seller) &&
    (scope.category === undefined || scope.category === line.category) &&
    (scope.origin === undefined || scope.origin === line.origin)
  )
}

/**
 * The first entry that covers the line and counts on that day whitelists it. An entry that would cover it but does not
 * count that day is named: a lapsed entry is what people ask about first.
 * @param today `YYYY-MM-DD`
 */
export function consultWhitelist(
  entries: RuleSet1['whitelist'],
  line: PlanLine,
  seller: string,
  today: string,
): Finding {
  let lapsed: WhitelistEntry1 | undefined
  for (const entry of entries) {
    if (!covers(entry.scope, line, seller)) continue
    if (entry.from <= today && today <= entry.until) {
      const saw = { entry: entry.id, until: entry.until, approvedBy: entry.approvedBy.join(', ') }
      return { said: 'whitelist-covers', saw, verdict: 'whitelisted' }
    }
    lapsed ??= entry
  }
  if (lapsed) {
    const saw = { entry: lapsed.id, from: lapsed.from, until: lapsed.until, day: today }
    return { said: 'whitelist-lapsed', saw, verdict: null }
  }
  return { said: 'whitelist-silent', saw: { entries: entries.length }, verdict: null }
}
