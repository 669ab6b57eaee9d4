import type { Placed } from '../membership/revocation.ts'
import { parseCanonical } from '../statement/canonical-json.ts'
import { contentTypes } from '../statement/content-types.ts'
import type { Verify } from '../statement/ed25519.ts'
import { readStatement } from '../statement/statement.ts'
import { checkProof } from './check-statement.ts'
import { trustedMembership, type VerifyOptions, verifyEvidence } from './evidence.ts'
import { readEvidence } from './evidence-file.ts'
import type { TrustFile } from './trust.ts'

/** Where a statement that began or ended a unit's life is proven to stand. */
export interface ProvenPlace extends Placed {
  /** `ended`: its label was given up, or the unit destroyed. */
  readonly says: 'begun' | 'ended'
  readonly kid: string
  /** canonical link */
  readonly unit: string
}

/**
 * The places of all beginnings and ends of units in an evidence file that hold against the trust file; none of what does not hold. A
 * statement that stands there counts whatever became of its key later.
 */
export function provenPlaces(
  bytes: Uint8Array,
  trust: TrustFile,
  verify: Verify,
  options: VerifyOptions,
): ProvenPlace[] {
  const verdict = verifyEvidence(bytes, trust, verify, options)
  const good = new Set(verdict.statements.filter(({ ok }) => ok).map(({ id }) => id))
  if (verdict.reason !== null || good.size === 0) return []
  const { statements, proofs, membership: lists } = readEvidence(bytes)
  const membership = trustedMembership(lists, trust, verify)
  return statements.flatMap((statementBytes, i) => {
    const statement = readStatement(statementBytes)
    if (!good.has(statement.id) || statement.contentType !== contentTypes.event) return []
    const { cosignedAt } = checkProof(statement, proofs[i] ?? '', { trust, membership, verify })
    const { kid, seq } = statement
    return unitsSaid(statement.payload).map((said) => ({ kid, ...said, seq, loggedBy: cosignedAt }))
  })
}

const saidBy: Readonly<Record<string, ProvenPlace['says']>> = {
  'ADD commissioning': 'begun',
  'DELETE decommissioning': 'ended',
  'DELETE destroying': 'ended',
}

function unitsSaid(payload: Uint8Array): Pick<ProvenPlace, 'unit' | 'says'>[] {
  const event = parseCanonical(payload) as { action?: unknown; bizStep?: unknown; epcList?: unknown }
  const step = `${event.action} ${event.bizStep}`
  const says = Object.hasOwn(saidBy, step) ? saidBy[step] : undefined
  if (says === undefined || !Array.isArray(event.epcList)) return []
  return event.epcList.filter((epc) => typeof epc === 'string').map((unit) => ({ unit, says }))
}
