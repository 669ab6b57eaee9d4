import { existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { NoteSigner } from '../../../core/log/note.ts'
import { syncFolder } from '../../../platform/files/write-durably.ts'
import { getText } from '../http/get-text.ts'
import { postText } from '../http/post-text.ts'
import type { Witness } from '../witness/witness-client.ts'
import type { LogStore } from './log-store.ts'
import { confirmNotRolledBack } from './rollback-guard.ts'

/** First file of a ledger's backup. Where it lies in a ledger's folder, that folder was unpacked from it. */
const marker = z.object({ format: z.literal('bondmark/ledger-backup/1'), madeAt: z.string().max(64) })

interface Asked {
  /** Witnesses whose memory lies in the ledger's own folder, and others. */
  readonly own: readonly Witness[]
  readonly independent: readonly Witness[]
  /** How many witnesses cosign each checkpoint. */
  readonly k: number
  readonly copies: readonly string[]
}

/**
 * What a ledger does before it signs for the first time since its start: asks whether it has been rolled back
 * (`confirmNotRolledBack`). In a folder that was restored from a backup its own witness was restored with it and knows no more
 * than the log does, so somebody else has to be asked, and the mark of the restore goes when they have answered: so many of n independent witnesses
 * that whichever k cosigned the newest checkpoint, one of them is among these. Training logs are no evidence and need nobody. The
 * answer throws what `confirmNotRolledBack` throws, and
 * `ledger-restored-unconfirmed` `{madeAt}`.
 */
export function restoredGuard(
  data: string,
  isReal: boolean,
  log: Pick<LogStore, 'size' | 'node' | 'latestCheckpoint'>,
  signer: NoteSigner,
  { own, independent, k, copies }: Asked,
): () => Promise<void> {
  const file = join(data, 'backup.json')
  return async () => {
    const madeAt = restoredFrom(file)
    const others = { witnesses: independent, copies, post: postText, get: getText }
    if (madeAt !== null && isReal) {
      if (copies.length + independent.length === 0)
        throw new BondmarkError('ledger-restored-unconfirmed', { madeAt })
      const needed = independent.length === 0 ? 0 : independent.length - k + 1
      await confirmNotRolledBack(log, signer, { ...others, needed })
    }
    await confirmNotRolledBack(log, signer, { ...others, witnesses: [...own, ...independent] })
    if (madeAt === null) return
    renameSync(file, join(data, 'restored.json'))
    syncFolder(data)
  }
}

function restoredFrom(file: string): string | null {
  if (!existsSync(file)) return null
  try {
    return marker.parse(JSON.parse(readFileSync(file, 'utf8'))).madeAt
  } catch (error) {
    throw new BondmarkError('ledger-keys-malformed', { file }, { cause: error })
  }
}
