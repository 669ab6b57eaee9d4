import type { RuleSet } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Membership } from '../../core/membership/membership.ts'
import {
  type Approval,
  type ApprovalTrust,
  type NamedSet,
  readApproval,
  whyNoFollower,
  whyNoSecond,
} from '../../core/rules/check-approvals.ts'
import { type RulesStanding, standingOf } from '../../core/rules/rules-life.ts'
import { type RulesWithdrawn, rulesStatements } from '../../core/rules/rules-statement.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { RuleDraft, RulesCounted } from '../store/rule-sets.ts'
import type { StationStore } from '../store/station-store.ts'
import { storedRules } from './counting-rules.ts'

/** A rule set that is known here, and all that was said of it. */
export interface KnownSet extends NamedSet {
  readonly standing: RulesStanding
  /** As it came in; null for the workspace's own first set. */
  readonly draft: RuleDraft | null
  /** As it counts, or counted. */
  readonly counted: RulesCounted | null
  /** Those that count together, the first one first: at most two. */
  readonly approvals: readonly Approval[]
  /** People who approved it and whose keys were revoked since: what they had approved while they counted stays. */
  readonly revoked: readonly string[]
  readonly withdrawn: { readonly said: RulesWithdrawn; readonly person: string } | null
}

/** What is known of rule sets, out of a store. Whose approvals count is asked of the membership in force, each time anew. */
export class RulesBook {
  readonly #store
  readonly #trust: ApprovalTrust

  constructor(store: Pick<StationStore, 'rules'>, memberships: readonly Pick<Membership, 'payload'>[]) {
    this.#store = store
    this.#trust = { memberships, verify: verifyEd25519, sha256: sha256Native }
  }

  get trust(): ApprovalTrust {
    return this.#trust
  }

  /** The set in force. */
  inForce(): RulesCounted {
    const counted = this.#store.rules.inForce()
    if (!counted) throw new Error('a station without rules was opened')
    return counted
  }

  /** The set in force, those that were before it, and every draft: in the order in which they came. */
  all(): KnownSet[] {
    const { rules } = this.#store
    const counted = rules.counted()
    const drafts = rules.drafts()
    const first = counted.filter(({ hash }) => !drafts.some((draft) => draft.hash === hash))
    return [
      ...first.map((row) => this.#known(row, null, counted)),
      ...drafts.map((draft) => this.#known(draft, draft, counted)),
    ]
  }

  /** Throws `rules-missing` for one that is not here. */
  set(hash: string): KnownSet {
    const { rules } = this.#store
    const counted = rules.counted()
    const draft = rules.draft(hash)
    const named = draft ?? counted.find((row) => row.hash === hash)
    if (!named) throw new BondmarkError('rules-missing', { hash: hash.slice(0, 12) })
    return this.#known(named, draft, counted)
  }

  /** The hash that a person means who types the beginning of one: at least six digits. Throws `rules-missing`. */
  hashNamed(typed: string): string {
    const wanted = typed.trim().toLowerCase()
    const fits = /^[0-9a-f]{6,64}$/.test(wanted)
      ? this.all().filter(({ hash }) => hash.startsWith(wanted))
      : []
    const [one, ...others] = fits
    if (!one || others.length > 0) throw new BondmarkError('rules-missing', { hash: typed.slice(0, 64) })
    return one.hash
  }

  /** Throws `rules-unreadable`. */
  document(hash: string): RuleSet {
    return storedRules(this.#store, hash)
  }

  /** A set that both have approved and whose day has not come, or which is about to be put in force; null when there is none. */
  waiting(): KnownSet | null {
    return this.all().find(({ standing }) => standing === 'approved') ?? null
  }

  #known(
    { hash, name, version }: NamedSet,
    draft: RuleDraft | null,
    counted: readonly RulesCounted[],
  ): KnownSet {
    const row = counted.find((one) => one.hash === hash) ?? null
    const words = this.#store.rules.said(hash)
    const taken = words.find(({ kind }) => kind === 'withdrawn')
    const said = taken && rulesStatements.read(readStatement(taken.bytes, sha256Native))
    const withdrawn =
      taken && said?.format === 'bondmark/rules-withdrawn/1' ? { said, person: taken.person } : null
    const approvals = row ? this.#allOf(words) : this.#together(words, counted.at(-1)?.hash ?? '')
    const standing = standingOf({
      supersededBy: row && counted.length - row.n,
      isWithdrawn: withdrawn !== null,
      isFollower: whyNoFollower({ hash, name, version }, counted) === null,
      approvals: approvals.length,
    })
    const revoked = row ? this.#revokedOf(words) : []
    return { hash, name, version, standing, draft, counted: row, approvals, revoked, withdrawn }
  }

  /** The approvals that count today and name the set in force, as far as they stand beside the first of them. */
  #together(words: ReturnType<StationStore['rules']['said']>, inForce: string): Approval[] {
    const [first, ...others] = this.#allOf(words).filter(({ said }) => said.replaces === inForce)
    const second = first && others.find((other) => whyNoSecond(first, other) === null)
    return [first, second].filter((one) => one !== undefined)
  }

  #revokedOf(words: ReturnType<StationStore['rules']['said']>): string[] {
    return words.flatMap(({ kind, bytes, person }) => {
      if (kind !== 'approved') return []
      try {
        readApproval(bytes, this.#trust)
        return []
      } catch (error) {
        if (!(error instanceof BondmarkError)) throw error
        return error.code === 'key-revoked' ? [person] : []
      }
    })
  }

  /** Those whose keys count. Of somebody whose key was revoked since, nothing is left but the row. */
  #allOf(words: ReturnType<StationStore['rules']['said']>): Approval[] {
    return words.flatMap(({ kind, bytes }) => {
      if (kind !== 'approved') return []
      try {
        return [readApproval(bytes, this.#trust)]
      } catch (error) {
        if (error instanceof BondmarkError) return []
        throw error
      }
    })
  }
}
