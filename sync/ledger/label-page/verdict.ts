import type { Code } from '../../../core/errors/codes.ts'
import type { SealAnswer } from '../../../core/label/check-seal.ts'
import { parseIssuer } from '../../../core/statement/issuer.ts'
import type { UnitRecord } from './unit-record.ts'

/** What the page says in one word. None of them is *genuine*: a seal and a record prove no goods. */
export const verdictCodes = [
  'record-verified',
  'record-found',
  'issued-not-recorded',
  'not-judged',
  'not-found',
  'not-begun',
  'voided',
  'destroyed',
  'conflicted',
  'key-in-doubt',
  'seal-unknown',
  'practice-label',
  'real-label',
  'altered',
] as const
export type VerdictCode = (typeof verdictCodes)[number]

/** The shape that says it beside the words, so that no colour is needed: tick, i, hourglass, triangle, cross. */
export const verdictShapes: Readonly<Record<VerdictCode, 'good' | 'info' | 'wait' | 'warn' | 'bad'>> = {
  'record-verified': 'good',
  'record-found': 'info',
  'issued-not-recorded': 'wait',
  'not-judged': 'wait',
  'not-found': 'bad',
  'not-begun': 'warn',
  voided: 'bad',
  destroyed: 'bad',
  conflicted: 'warn',
  'key-in-doubt': 'warn',
  'seal-unknown': 'bad',
  'practice-label': 'bad',
  'real-label': 'bad',
  altered: 'bad',
}

/** Seals that are somebody's, with a time that cannot be told to be good, or in the other world. */
const sealVerdicts: Partial<Record<Code, VerdictCode>> = {
  'seal-unknown-key': 'seal-unknown',
  'seal-training': 'practice-label',
  'seal-not-training': 'real-label',
  'seal-key-revoked': 'key-in-doubt',
  'seal-key-delisted': 'key-in-doubt',
  'seal-key-expired': 'key-in-doubt',
  'seal-key-not-yet-valid': 'key-in-doubt',
}

/**
 * The verdict on a unit from its seal (null: the address was typed and has none) and its record. A wrong seal comes first: then
 * the record is of a unit that the label may have nothing to do with. What has ended has ended, whoever asks.
 */
export function verdictOf(seal: SealAnswer | null, record: UnitRecord): VerdictCode {
  const wrong = seal === null || seal.ok ? null : (sealVerdicts[seal.code] ?? 'altered')
  if (wrong !== null && wrong !== 'key-in-doubt') return wrong
  if (record.end !== null) return record.end
  if (wrong !== null) return wrong
  const { commissioning, timeline, behind, beginnings } = record
  if (commissioning === null) return withoutBeginning(timeline.length > 0, behind, seal !== null)
  if (
    commissioning.standing === 'conflicted' ||
    beginnings > 1 ||
    isOfOthers(seal, commissioning.statement.issuer)
  )
    return 'conflicted'
  return seal === null ? 'record-found' : 'record-verified'
}

function withoutBeginning(isNamed: boolean, behind: boolean, isSealed: boolean): VerdictCode {
  if (behind) return 'not-judged'
  if (isNamed) return 'not-begun'
  return isSealed ? 'issued-not-recorded' : 'not-found'
}

/** One member sealed the label, and another says that the unit is its own. */
function isOfOthers(seal: SealAnswer | null, issuer: string): boolean {
  const stated = parseIssuer(issuer)
  const sealer = seal?.sealer ?? null
  return sealer !== null && (stated?.org !== sealer.org || stated.consortium !== sealer.consortium)
}
