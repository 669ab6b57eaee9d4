import type { LogConflictRecord } from '../../core/contract/log-conflict.ts'
import type { ConflictRecord, StandingRecord } from '../../core/contract/standing.ts'
import { domainTagged } from '../../core/label/domain.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import type { Sign, Verify } from '../../core/statement/ed25519.ts'

/** A verdict or conflict that its log can't deny: canonical JSON, and the log's signature under a tag of its own. */
export interface SignedRecord {
  readonly record: Uint8Array
  readonly signature: Uint8Array
}

/** Signs a verdict. Ed25519 signatures are deterministic: the same verdict always has the same bytes. */
export function signStanding(verdict: StandingRecord, sign: Sign): SignedRecord {
  return signRecord('standing', canonicalBytes(verdict), sign)
}

/** Signs a conflict record. */
export function signConflict(conflict: ConflictRecord, sign: Sign): SignedRecord {
  return signRecord('conflict', canonicalBytes(conflict), sign)
}

/** Whether the log with this key gave this verdict. */
export function verifyStanding(
  verdict: StandingRecord,
  signature: Uint8Array,
  publicKey: Uint8Array,
  verify: Verify,
): boolean {
  return verify(publicKey, domainTagged('standing', canonicalBytes(verdict)), signature)
}

/** Whether the log with this key published this conflict. */
export function verifyConflict(
  conflict: ConflictRecord,
  signature: Uint8Array,
  publicKey: Uint8Array,
  verify: Verify,
): boolean {
  return verify(publicKey, domainTagged('conflict', canonicalBytes(conflict)), signature)
}

/** Signs a record of a conflict between two logs. */
export function signLogConflict(conflict: LogConflictRecord, sign: Sign): SignedRecord {
  return signRecord('log-conflict', canonicalBytes(conflict), sign)
}

/** Whether the log with this key published this record of a conflict with another log. */
export function verifyLogConflict(
  conflict: LogConflictRecord,
  signature: Uint8Array,
  publicKey: Uint8Array,
  verify: Verify,
): boolean {
  return verify(publicKey, domainTagged('log-conflict', canonicalBytes(conflict)), signature)
}

const signRecord = (
  tag: 'standing' | 'conflict' | 'log-conflict',
  record: Uint8Array,
  sign: Sign,
): SignedRecord => ({
  record,
  signature: sign(domainTagged(tag, record)),
})
