import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { syncFolder, writeDurably } from '../../platform/files/write-durably.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'
import { ATTACHMENTS_FOLDER, type BackupHeader, backupFileNames } from '../backup/backup-header.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import type { FsckAnswer } from '../fsck/fsck-answer.ts'
import { StationStore } from '../store/station-store.ts'
import { isWorkspace, workspaceFiles } from '../workspace/workspace.ts'
import { type Enrolled, reEnrol } from './re-enrol.ts'
import { unpackBackup } from './unpack-backup.ts'

export interface RestoreOptions {
  readonly backup: string
  readonly folder: string
  readonly passphrase: () => Promise<string>
  /** Take a backup whose contents fsck complains of: better than nothing, when it is all that is left. */
  readonly despiteProblems: boolean
  readonly clock: Clock
  readonly onProgress: (stage: 'read' | 'verify', done: number, total: number) => void
}

export interface Restored extends Enrolled {
  readonly header: BackupHeader
  /** What fsck said of the backup's contents, before they counted. */
  readonly checked: FsckAnswer
}

const NO_TIME_MS = 0

/**
 * Makes a workspace out of a backup in an empty folder: whole and durable, or none. The backup is verified byte for byte
 * and its contents by fsck, the separate reader, before any of it counts; then the workspace gets a key of its own. The
 * profile is moved into place last, so that a folder in which this was interrupted is no workspace, and the next restore
 * clears it. Throws `workspace-exists`, `restore-folder-not-empty`, `workspace-in-use`, `restore-found-problems`, and what
 * `unpackBackup` and `reEnrol` throw.
 */
export async function restoreWorkspace(options: RestoreOptions): Promise<Restored> {
  const { folder, clock } = options
  if (isWorkspace(folder)) throw new BondmarkError('workspace-exists', { folder })
  const isNew = !existsSync(folder)
  makeFolder(folder, 0o700)
  refuseOccupied(folder)
  const lock = await holdLock(workspaceFiles(folder).lock, { waitMsMax: NO_TIME_MS })
  let done = false
  try {
    if (isWorkspace(folder)) throw new BondmarkError('workspace-exists', { folder })
    refuseOccupied(folder)
    writeDurably(workspaceFiles(folder).making, '')
    clear(folder)
    const stage = workspaceFiles(folder).restoring
    mkdirSync(stage, { mode: 0o700 })
    const header = await unpackBackup(stage, {
      file: options.backup,
      passphrase: options.passphrase,
      onProgress: (at, total) => options.onProgress('read', at, total),
    })
    // An older release's database is brought up to date here, where nothing but this copy can come to harm.
    new StationStore(workspaceFiles(stage).database).close()
    const checked = await checkWorkspace(stage, {
      onProgress: (at, total) => options.onProgress('verify', at, total),
    })
    refuseDoubtful(checked, header, options)
    const enrolled = await reEnrol(stage, header.madeAt, clock)
    moveIntoPlace(stage, folder)
    done = true
    return { ...enrolled, header, checked }
  } finally {
    if (!done && !isWorkspace(folder)) {
      clear(folder)
      rmSync(workspaceFiles(folder).making, { force: true })
    }
    lock.release()
    if (!done && isNew && !isWorkspace(folder)) rmSync(folder, { recursive: true, force: true })
  }
}

/** An empty folder, or one that says of itself that a restore was at work in it. */
function refuseOccupied(folder: string): void {
  const { making, lock } = workspaceFiles(folder)
  if (existsSync(making)) return
  // SQLite may have a journal beside the lock's file.
  const strangers = readdirSync(folder).filter((name) => !join(folder, name).startsWith(lock))
  if (strangers.length > 0) throw new BondmarkError('restore-folder-not-empty', { folder })
}

/** Removes what a restore may have written, and nothing else. */
function clear(folder: string): void {
  rmSync(workspaceFiles(folder).restoring, { recursive: true, force: true })
  rmSync(join(folder, ATTACHMENTS_FOLDER), { recursive: true, force: true })
  for (const name of backupFileNames) {
    for (const end of ['', '-wal', '-shm', '.part']) rmSync(join(folder, `${name}${end}`), { force: true })
  }
}

function refuseDoubtful(checked: FsckAnswer, header: BackupHeader, options: RestoreOptions): void {
  // Older backups hold no attachments, and others not those that were gone by then: what they are of stands, and fsck goes on naming them.
  const doubts = checked.problems.filter(({ code }) => code !== 'inspection-attachment-lost')
  const [first] = doubts
  if (first && !options.despiteProblems)
    throw new BondmarkError('restore-found-problems', {
      file: options.backup,
      problems: doubts.length,
      first: first.code,
      where: first.where,
    })
  if (checked.statements !== header.statements && !options.despiteProblems)
    throw new BondmarkError('backup-damaged', { file: options.backup, at: 'statements' })
}

/** From here on a rename is all that is left to do, and the one of the profile makes it a workspace. */
function moveIntoPlace(stage: string, folder: string): void {
  const files = workspaceFiles(folder)
  const profile = 'workspace.json'
  for (const name of readdirSync(stage)) {
    if (name === profile || name.endsWith('-shm')) continue
    rmSync(join(folder, name), { recursive: true, force: true })
    renameSync(join(stage, name), join(folder, name))
  }
  mkdirSync(files.printer, { recursive: true, mode: 0o700 })
  syncFolder(folder)
  renameSync(join(stage, profile), files.profile)
  syncFolder(folder)
  rmSync(stage, { recursive: true, force: true })
  rmSync(files.making, { force: true })
  syncFolder(join(folder, '..'))
}
