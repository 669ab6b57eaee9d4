import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { SessionFrames } from '../replication/session-frames.ts'
import type { StationMessage } from '../replication/session-message.ts'
import type { ProvenStation } from './admit-station.ts'
import type { LedgerContext } from './ledger-context.ts'

/** A session that shares workspace documents. Throws `session-not-served`: this ledger shares none yet. */
export async function serveWorkspaceSession(
  _frames: SessionFrames<StationMessage>,
  { wants }: ProvenStation,
  _ledger: LedgerContext,
): Promise<void> {
  throw new BondmarkError('session-not-served', { wants })
}
