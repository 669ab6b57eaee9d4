import type { Asked } from './asked.ts'
import type { DemandKind } from './demand-kind.ts'
import type { Finding } from './finding.ts'
import type { WhitelistEntry2 } from './rule-set-2.ts'
import { rankOf } from './scope.ts'

/** What the whitelist lets pass: not at all, or everything but some samplings. */
export type Listed = { readonly except: ReadonlySet<DemandKind> } | null

const counts = ({ from, until }: WhitelistEntry2, today: string) => from <= today && today <= until

/** Which of two entries is told: the one with fewer exceptions, the more specific, the longer one, then by its id. */
function isTold(a: WhitelistEntry2, b: WhitelistEntry2): boolean {
  const [exceptA, exceptB] = [a.except?.length ?? 0, b.except?.length ?? 0]
  if (exceptA !== exceptB) return exceptA < exceptB
  const [rankA, rankB] = [rankOf(a.scope), rankOf(b.scope)]
  if (rankA !== rankB) return rankA > rankB
  return a.until === b.until ? a.id < b.id : a.until > b.until
}

/**
 * Every entry that covers the line and counts on that day is looked at: a sampling is skipped when one of them skips
 * it, so that another entry never adds a demand. One that would cover the line but does not count that day is named: a
 * lapsed entry is what people ask about first.
 */
export function consultWhitelist({ rules, ordered, goods, today }: Asked): {
  finding: Finding
  listed: Listed
} {
  let told: WhitelistEntry2 | undefined
  let lapsed: WhitelistEntry2 | undefined
  let except: ReadonlySet<DemandKind> | undefined
  for (const entry of ordered.whitelist.fitting(goods)) {
    if (!counts(entry, today)) {
      if (!lapsed || isTold(entry, lapsed)) lapsed = entry
      continue
    }
    const own = new Set(entry.except)
    except = except ? new Set([...except].filter((kind) => own.has(kind))) : own
    if (!told || isTold(entry, told)) told = entry
  }
  if (told && except) {
    const { id, until, approvedBy } = told
    const saw = { entry: id, until, approvedBy: approvedBy.join(', ') }
    if (except.size === 0)
      return { finding: { said: 'whitelist-covers', saw, verdict: null }, listed: { except } }
    const but = [...except].sort().join(', ')
    return {
      finding: { said: 'whitelist-covers-but', saw: { ...saw, except: but }, verdict: null },
      listed: { except },
    }
  }
  if (lapsed) {
    const saw = { entry: lapsed.id, from: lapsed.from, until: lapsed.until, day: today }
    return { finding: { said: 'whitelist-lapsed', saw, verdict: null }, listed: null }
  }
  const saw = { entries: rules.whitelist.length }
  return { finding: { said: 'whitelist-silent', saw, verdict: null }, listed: null }
}
