import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { askChainHead } from '../../sync/replication/chain-head.ts'
import type { StationContext } from './context.ts'

/** `lastSeq` is the newest statement of a former key that is known here, `loggedSeq` the newest that is logged. */
export interface Beyond {
  readonly kid: string
  readonly lastSeq: number
  readonly loggedSeq: number
}

/** What the ledger has of keys of before a restore; said to people, so an answer that does not come is no failure. */
export async function askBeyond(
  url: string,
  { profile, logger }: Pick<StationContext, 'profile' | 'logger'>,
): Promise<Beyond[]> {
  const found: Beyond[] = []
  for (const { kid, lastSeq } of profile.formerKeys ?? []) {
    try {
      const loggedSeq = (await askChainHead(url, kid))?.seq ?? 0
      if (loggedSeq > lastSeq) found.push({ kid, lastSeq, loggedSeq })
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      logger.warn(error.toFailure(), 'the ledger does not say how far a former key is logged')
    }
  }
  return found
}

/** That the ledger holds more than this workspace, in words; null when it does not. */
export function beyondSentence(beyond: readonly Beyond[], receipts: number): Failure | null {
  const [first] = beyond
  if (!first) return null
  const count = beyond.reduce((sum, { lastSeq, loggedSeq }) => sum + loggedSeq - lastSeq, 0)
  return { code: 'synced-beyond', detail: { receipts, count, seq: first.lastSeq } }
}
