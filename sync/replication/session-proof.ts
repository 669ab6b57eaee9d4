import { domainTagged } from '../../core/label/domain.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { SESSION_FORMAT } from './session-message.ts'

/** What both sides of a session have said when they sign. */
export interface SessionTranscript {
  /** Fresh 32 random bytes of each side, base64url. */
  readonly stationChallenge: string
  readonly ledgerChallenge: string
  /** SHA-256 of each side's public key, hex. */
  readonly stationKid: string
  readonly ledgerKid: string
  /** Origin of the ledger's log. */
  readonly origin: string
}

/**
 * The bytes that both sides sign with their own key to prove that they hold it, now, for this session and no other
 * use: the domain tag, a zero byte, then canonical JSON (FORMATS "Statement", domain tags).
 */
export function sessionBytes(transcript: SessionTranscript): Uint8Array {
  const { stationChallenge, ledgerChallenge, stationKid, ledgerKid, origin } = transcript
  const said = { stationChallenge, ledgerChallenge, stationKid, ledgerKid, origin, protocol: SESSION_FORMAT }
  return domainTagged('session', canonicalBytes(said))
}
