import { join } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'

/** One process writes in a ledger's folder at a time. Throws `ledger-in-use` `{data}`. */
export async function lockFolder(data: string) {
  try {
    return await holdLock(join(data, 'lock'), { waitMsMax: 5_000 })
  } catch (error) {
    if (error instanceof BondmarkError && error.code === 'workspace-in-use') {
      throw new BondmarkError('ledger-in-use', { data }, { cause: error })
    }
    throw error
  }
}
