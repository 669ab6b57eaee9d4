import Database from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

export interface HeldLock {
  release(): void
}

/**
 * Holds a lock on `file` until released or the process ends, however it ends: an exclusive SQLite transaction on a
 * file of its own, because the operating system drops its byte-range lock with the process, which a PID file does not.
 * Waits up to `waitMsMax`, calling `onWait` once. Throws `workspace-in-use`.
 */
export async function holdLock(
  file: string,
  options: { waitMsMax: number; onWait?: () => void },
): Promise<HeldLock> {
  const giveUpAt = Date.now() + options.waitMsMax
  let told = false
  for (;;) {
    const db = new Database(file, { timeout: 0 })
    try {
      db.pragma('locking_mode = EXCLUSIVE')
      db.exec('BEGIN EXCLUSIVE')
      return { release: () => db.close() }
    } catch (error) {
      db.close()
      if (!(error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))) throw error
      if (Date.now() >= giveUpAt) throw new BondmarkError('workspace-in-use', { file })
      if (!told) options.onWait?.()
      told = true
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
