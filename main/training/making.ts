import { existsSync, rmSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { RELEASE_DAY } from '../../core/time/release-day.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'
import { WatchedClock } from '../station/watched-clock.ts'
import { isWorkspace, workspaceFiles } from '../workspace/workspace.ts'

/** How long somebody else's making of the same workspace is waited for. */
const MAKING_MS_MAX = 30_000

/**
 * Makes a workspace in a folder, alone in it, by `make`, which writes the profile last. Throws `workspace-exists`,
 * `folder-not-empty`, `workspace-in-use`, and what `make` throws.
 */
export async function making<T>(folder: string, make: () => Promise<T>): Promise<T> {
  if (isWorkspace(folder)) throw new BondmarkError('workspace-exists', { folder })
  makeFolder(folder, 0o700)
  // Two that make the same workspace at once would mix their keys.
  const lock = await holdLock(workspaceFiles(folder).lock, { waitMsMax: MAKING_MS_MAX })
  try {
    if (isWorkspace(folder)) throw new BondmarkError('workspace-exists', { folder })
    clearHalfMade(folder)
    return await make()
  } finally {
    lock.release()
  }
}

/** Removes what an interrupted making left behind: such a folder says of itself that it is being made. */
function clearHalfMade(folder: string): void {
  const { database, making, restoring } = workspaceFiles(folder)
  // A restore goes on where it was interrupted; a new station would be mixed with what it has brought already.
  const isTaken = existsSync(restoring) || (!existsSync(making) && existsSync(database))
  if (isTaken) throw new BondmarkError('folder-not-empty', { folder })
  for (const file of [database, `${database}-wal`, `${database}-shm`]) rmSync(file, { force: true })
  writeDurably(making, '')
}

/** Keys and rights count from now on: a clock that cannot be right would spoil them for good. Throws `clock-…`. */
export function believableTime(clock: Clock): string {
  const bounds = { releasedMs: Date.parse(RELEASE_DAY), membershipMs: null, confirmedMs: null }
  const watched = new WatchedClock(clock, { lastT: null, lastIsRecorded: false, bounds })
  if (watched.refusal) throw new BondmarkError(watched.refusal.code, watched.refusal.detail)
  return watched.now()
}
