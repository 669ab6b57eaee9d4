import type { RulesListAnswer, RulesView } from '../../core/contract/rules.ts'
import { toJsonFailures } from './plain-failures.ts'
import type { KnownSet, RulesBook } from './rules-book.ts'

/** Names of people by their badge, as far as they work here. */
export type NameOf = (badge: string) => string

const personOf = (name: string) => name.replace(/^person\//, '')

/** A rule set as people see it. */
export function rulesViewOf(set: KnownSet, nameOf: NameOf): RulesView {
  const { hash, name, version, standing, draft, counted, approvals, revoked, withdrawn } = set
  return {
    ...{ hash, name, version, standing },
    came: draft && { t: draft.t, by: draft.badge === null ? null : nameOf(draft.badge) },
    warnings: draft ? toJsonFailures(JSON.parse(draft.warnings)) : [],
    approvals: approvals.map((approval) => ({
      t: approval.said.t,
      by: nameOf(personOf(approval.name)),
      badge: personOf(approval.name),
      role: approval.role,
    })),
    revoked: revoked.map((badge) => nameOf(badge)),
    validFrom: approvals[0]?.said.validFrom ?? counted?.validFrom ?? null,
    inForceSince: counted?.t ?? null,
    shipped: counted !== null && counted.statement === null,
    withdrawn: withdrawn && {
      t: withdrawn.said.t,
      by: nameOf(withdrawn.person),
      reason: withdrawn.said.reason,
    },
  }
}

/** What needs somebody stands first. */
const order = [
  'in-force',
  'approved',
  'approved-once',
  'draft',
  'outdated',
  'superseded',
  'withdrawn',
] as const

/** Every set that is known here. `today`: the day at the warehouse. */
export function listRules(
  book: RulesBook,
  nameOf: NameOf,
  training: boolean,
  today: string,
): RulesListAnswer {
  const sets = book
    .all()
    .reverse()
    .toSorted((a, b) => order.indexOf(a.standing) - order.indexOf(b.standing))
  return {
    format: 'bondmark/rules-list/1',
    sets: sets.map((set) => rulesViewOf(set, nameOf)),
    training,
    today,
  }
}
