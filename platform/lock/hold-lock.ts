import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { asDatabaseFailure } from '../sqlite/open-database.ts'

export interface HeldLock {
  release(): void
}

/**
 * Holds a lock on `file` until released or the process ends, however it ends: an exclusive SQLite transaction on a
 * file of its own, because the operating system drops its byte-range lock with the process, which a PID file does not.
 * Waits up to `waitMsMax`, calling `onWait` once. Throws `workspace-in-use`, and `database-…`
 * for a file that cannot be locked at all.
 */
export async function holdLock(
  file: string,
  options: { waitMsMax: number; onWait?: () => void },
): Promise<HeldLock> {
  // better-sqlite3 answers a bare TypeError for this one.
  if (!existsSync(dirname(file)))
    throw new BondmarkError('database-cannot-open', { file, message: 'its folder does not exist' })
  const giveUpAt = performance.now() + options.waitMsMax
  let told = false
  for (;;) {
    let db: Database.Database | undefined
    try {
      db = new Database(file, { timeout: 0 })
      const held = db
      db.pragma('locking_mode = EXCLUSIVE')
      db.exec('BEGIN EXCLUSIVE')
      return { release: () => held.close() }
    } catch (error) {
      db?.close()
      if (!(error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')))
        throw asDatabaseFailure(error, file)
      if (performance.now() >= giveUpAt) throw new BondmarkError('workspace-in-use', { file })
      if (!told) options.onWait?.()
      told = true
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
