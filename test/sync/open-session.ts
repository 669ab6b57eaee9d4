import { randomBytes } from 'node:crypto'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import type { LedgerConnection } from '../../sync/replication/connect.ts'
import { readFrames, type SessionFrames } from '../../sync/replication/session-frames.ts'
import { type LedgerMessage, ledgerMessage } from '../../sync/replication/session-message.ts'
import { sessionBytes } from '../../sync/replication/session-proof.ts'
import type { TrainingConsortium } from './training-consortium.ts'

/** A station's end of a session, to say on it whatever a test wants to say. */
export function stationFrames({ socket }: LedgerConnection): SessionFrames<LedgerMessage> {
  return readFrames(socket, {
    schema: ledgerMessage,
    messageBytesMax: 65_536,
    silenceMsMax: 10_000,
    timers: systemTimers,
  })
}

/** Opens a session as the listed station, lawfully. */
export async function openSession(
  connection: LedgerConnection,
  { station, logSigner }: TrainingConsortium,
): Promise<SessionFrames<LedgerMessage>> {
  const session = stationFrames(connection)
  const stationChallenge = toBase64Url(randomBytes(32))
  session.send({ type: 'hello', station: station.issuer, kid: station.kid, challenge: stationChallenge })
  const hello = await session.expect('hello', 'test')
  const said = sessionBytes({
    stationChallenge,
    ledgerChallenge: hello.challenge,
    stationKid: station.kid,
    ledgerKid: hello.kid,
    origin: logSigner.name,
  })
  session.send({ type: 'proof', signature: toBase64Url(station.sign(said)) })
  await session.expect('welcome', 'test')
  return session
}
