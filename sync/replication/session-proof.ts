import { domainTagged } from '../../core/label/domain.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { HELLO_FORMAT, type SessionPurpose } from './session-version.ts'

/** What both sides of a session have said when they sign. */
export interface SessionTranscript {
  /** Versions that each side speaks, as it said them, and the one chosen: nobody between can have it an older one. */
  readonly stationVersions: readonly number[]
  readonly ledgerVersions: readonly number[]
  readonly version: number
  readonly wants: SessionPurpose
  /** The station's issuer URI. */
  readonly station: string
  /** Fresh 32 random bytes of each side, base64url. */
  readonly stationChallenge: string
  readonly ledgerChallenge: string
  /** SHA-256 of each side's public key, hex. */
  readonly stationKid: string
  readonly ledgerKid: string
  /** Origin of the ledger's log. */
  readonly origin: string
  /** Unix ms by each side's clock. */
  readonly stationClock: number
  readonly ledgerClock: number
  /** What only the two ends of the TLS connection know, where the ledger is one of them. */
  readonly channel: string | null
}

/**
 * The bytes that one side signs with its own key to prove that it holds it, now, for this session and no other use:
 * the domain tag, a zero byte, then canonical JSON (FORMATS "Statement", domain tags). The tag is the frozen one of
 * every version: it tells sessions from other uses of a key, and the format inside tells the versions apart.
 */
export function sessionBytes(transcript: SessionTranscript, signer: 'station' | 'ledger'): Uint8Array {
  return domainTagged('session', canonicalBytes({ format: HELLO_FORMAT, signer, ...transcript }))
}
