import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type HeldLock, holdLock } from '../../platform/lock/hold-lock.ts'

/** Whoever holds it makes a workspace's backup, and the snapshot in the workspace is theirs. Throws `backup-running`. */
export async function lockBackups(file: string): Promise<HeldLock> {
  try {
    return await holdLock(file, { waitMsMax: 0 })
  } catch (error) {
    if (error instanceof BondmarkError && error.code === 'workspace-in-use')
      throw new BondmarkError('backup-running', {}, { cause: error })
    throw error
  }
}
