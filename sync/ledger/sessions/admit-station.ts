import { fromBase64Url, toBase64Url } from '../../../core/encoding/base64.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../../core/log/note.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import type { RandomBytes } from '../../../platform/keys/random-bytes.ts'
import type { SessionFrames } from '../../replication/session-frames.ts'
import type { StationMessage } from '../../replication/session-message.ts'
import { sessionBytes } from '../../replication/session-proof.ts'
import { commonVersion, ownVersions, type SessionPurpose } from '../../replication/session-version.ts'
import type { KeyRegister } from '../entry/key-register.ts'

/** The station at the other end of a session, proven, and what it has come for. */
export interface ProvenStation {
  /** Its issuer URI and key. */
  readonly station: string
  readonly kid: string
  readonly wants: SessionPurpose
  readonly version: number
  /** Its clock against ours as its hello arrived; positive when it is ahead. */
  readonly skewMs: number
}

interface Admission {
  readonly signer: NoteSigner
  readonly keys: Pick<KeyRegister, 'mayOpenSession' | 'publicKeyOf'>
  readonly timers: Timers
  readonly randomBytes: RandomBytes
}

/**
 * A ledger's side of the beginning of a session (`station-handshake.ts` is the other). Throws `session-version`,
 * `session-not-a-station`, `session-signature-invalid`, and what the register says of the key.
 */
export async function admitStation(
  frames: SessionFrames<StationMessage>,
  { signer, keys, timers, randomBytes }: Admission,
): Promise<ProvenStation> {
  const hello = await frames.expect('hello', 'hello')
  const { station, kid, wants } = hello
  const version = commonVersion(hello.versions)
  const clock = timers.now()
  const transcript = {
    stationVersions: hello.versions,
    ledgerVersions: ownVersions,
    version,
    wants,
    station,
    stationChallenge: hello.challenge,
    ledgerChallenge: toBase64Url(randomBytes(32)),
    stationKid: kid,
    ledgerKid: kidOf(signer.publicKey),
    origin: signer.name,
    stationClock: hello.clock,
    ledgerClock: clock,
    channel: frames.channel,
  }
  frames.send({
    type: 'hello',
    versions: [...ownVersions],
    version,
    origin: transcript.origin,
    kid: transcript.ledgerKid,
    challenge: transcript.ledgerChallenge,
    clock,
    bound: frames.channel !== null,
    signature: toBase64Url(signer.sign(sessionBytes(transcript, 'ledger'))),
  })
  const proof = await frames.expect('proof', 'proof')
  const failure = keys.mayOpenSession(kid, station)
  if (failure !== null) throw new BondmarkError(failure.code, failure.detail)
  const said = sessionBytes(transcript, 'station')
  if (!verifyEd25519(keys.publicKeyOf(kid), said, fromBase64Url(proof.signature))) {
    throw new BondmarkError('session-signature-invalid', { kid })
  }
  frames.send({ type: 'welcome' })
  return { station, kid, wants, version, skewMs: hello.clock - clock }
}
