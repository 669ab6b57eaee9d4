import type { AsnState, Change, DecisionsAnswer } from '../../core/contract/decision-service.ts'
import type { Language } from '../../core/errors/words.ts'
import type { Asn } from '../../core/plan/asn.ts'

/** What happened, in order, as a station or a ledger keeps it. */
export interface ChangeSource {
  /** At most `limit` changes after place `n`, in order. */
  after(n: number, limit: number): readonly Change[]
  /** The cursor of the newest; that of the first place when there is none. */
  newest(): string
  /** The eight digits of place `n`; null where there is no such place. */
  checkAt(n: number): string | null
  /** Calls back when there may be more than before. Returns what ends it. */
  watch(onMore: () => void): () => void
}

/** What a decision service answers from. */
export interface DecisionSource {
  readonly program: 'station' | 'ledger'
  /** Hex hash of the rules that decide now; null where there are none. */
  ruleSet(): string | null
  /**
   * Decides lines as of now. Throws BondmarkError, `service-rules-missing` where there are no rules.
   */
  decide(plans: readonly Asn[], language: Language): DecisionsAnswer
  /** Null for a notice that is not known. */
  asn(id: string, language: Language): AsnState | null
  readonly changes: ChangeSource
}
