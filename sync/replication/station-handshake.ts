import { fromBase64Url, toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseVkey } from '../../core/log/vkey.ts'
import { kidOf } from '../../core/statement/statement.ts'
import type { Timers } from '../../platform/clock/timers.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { RandomBytes } from '../../platform/keys/random-bytes.ts'
import { type ClockSkew, clockSkew } from './clock-skew.ts'
import type { SessionFrames } from './session-frames.ts'
import type { LedgerMessage } from './session-message.ts'
import { sessionBytes } from './session-proof.ts'
import { commonVersion, ownVersions, type SessionPurpose } from './session-version.ts'

/** Who opens a session with which ledger, and what for. */
export interface HandshakeTask {
  /** Only for the words of a refusal. */
  readonly url: string
  /** The station's issuer URI, and its key. */
  readonly station: string
  readonly kid: string
  readonly logVkey: string
  readonly wants: SessionPurpose
}

/** The ledger at the other end, proven. */
export interface LogIdentity {
  readonly origin: string
  readonly kid: string
  readonly publicKey: Uint8Array
}

interface HandshakeOutside {
  /** Signs with the station's key, wherever that is. */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>
  readonly timers: Timers
  readonly randomBytes: RandomBytes
}

/**
 * A station's side of the beginning of a session: both sides say which versions they speak, what time it is, and fresh
 * challenges, and prove their keys over all of it. Throws `session-version`, `ledger-not-trusted`, and what the ledger
 * ends the session with.
 */
export async function openSession(
  task: HandshakeTask,
  frames: SessionFrames<LedgerMessage>,
  { sign, timers, randomBytes }: HandshakeOutside,
): Promise<{ log: LogIdentity; version: number; clock: ClockSkew }> {
  const { station, kid, wants } = task
  const { name: origin, publicKey } = parseVkey(task.logVkey)
  const ledgerKid = kidOf(publicKey)
  const challenge = toBase64Url(randomBytes(32))
  const asked = timers.now()
  frames.send({ type: 'hello', versions: [...ownVersions], wants, station, kid, challenge, clock: asked })
  const hello = await frames.expect('hello', 'connect')
  const clock = clockSkew(asked, hello.clock, timers.now())
  const transcript = {
    stationVersions: ownVersions,
    ledgerVersions: hello.versions,
    version: hello.version,
    wants,
    station,
    stationChallenge: challenge,
    ledgerChallenge: hello.challenge,
    stationKid: kid,
    ledgerKid,
    origin,
    stationClock: asked,
    ledgerClock: hello.clock,
    // Whoever stands between with a certificate of its own has another one with each side.
    channel: hello.bound ? frames.channel : null,
  }
  const isKnown = hello.origin === origin && hello.kid === ledgerKid
  const said = sessionBytes(transcript, 'ledger')
  if (!isKnown || !verifyEd25519(publicKey, said, fromBase64Url(hello.signature))) {
    throw new BondmarkError('ledger-not-trusted', { url: task.url, origin: hello.origin, expected: origin })
  }
  const version = commonVersion(hello.versions)
  if (hello.version !== version) {
    throw new BondmarkError('session-protocol', { reason: `version ${hello.version}` })
  }
  frames.send({ type: 'proof', signature: toBase64Url(await sign(sessionBytes(transcript, 'station'))) })
  await frames.expect('welcome', 'connect')
  return { log: { origin, kid: ledgerKid, publicKey }, version, clock }
}
