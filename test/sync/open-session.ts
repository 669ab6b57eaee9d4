import { systemTimers } from '../../platform/clock/timers.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import type { LedgerConnection } from '../../sync/replication/connect.ts'
import { readFrames, type SessionFrames } from '../../sync/replication/session-frames.ts'
import { type LedgerMessage, ledgerMessage } from '../../sync/replication/session-message.ts'
import type { SessionPurpose } from '../../sync/replication/session-version.ts'
import { openSession as openAsStation } from '../../sync/replication/station-handshake.ts'
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
  { station, logVkey }: TrainingConsortium,
  wants: SessionPurpose = 'batch',
): Promise<SessionFrames<LedgerMessage>> {
  const session = stationFrames(connection)
  const task = { url: 'test', station: station.issuer, kid: station.kid, logVkey, wants }
  await openAsStation(task, session, {
    sign: async (message) => station.sign(message),
    timers: systemTimers,
    randomBytes: systemRandomBytes,
  })
  return session
}
