import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { attachmentsIn } from './attachments-in.ts'
import { type BackupHeader, isAttachmentFile } from './backup-header.ts'
import { noteBackup } from './known-backups.ts'
import { lockBackups } from './lock-backups.ts'
import { backupKind } from './read-archive.ts'
import { clearSnapshot, readSnapshot, takeSnapshot } from './snapshot.ts'
import { digestOf, writeArchive } from './write-archive.ts'

export type BackupStage = 'copy' | 'check' | 'write'
export interface BackupProgress {
  readonly stage: BackupStage
  readonly done: number
  readonly total: number
}

export interface BackupTask {
  readonly workspace: string
  readonly out: string
  /** null for a backup that anybody can read. */
  readonly passphrase: string | null
}

export interface BackupMade {
  readonly file: string
  readonly bytes: number
  readonly encrypted: boolean
  readonly header: BackupHeader
}

/**
 * Makes a backup of a workspace, beside a station that works in it. Nothing is at `out` before all of it is, durably; a
 * backup of ours that stands there is replaced, anything else is not. Throws `workspace-…`, `database-…`,
 * `backup-running`, `backup-out-taken`, `backup-source-…`, and what the system says of a file.
 */
export async function makeBackup(
  { workspace, out, passphrase }: BackupTask,
  clock: Clock,
  onProgress: (progress: BackupProgress) => void,
): Promise<BackupMade> {
  const profile = readProfile(workspace)
  const files = workspaceFiles(workspace)
  if (existsSync(out) && (await backupKind(out)) === null)
    throw new BondmarkError('backup-out-taken', { file: out })
  makeFolder(dirname(out), 0o700)
  const lock = await lockBackups(files.backupLock)
  try {
    clearSnapshot(files.snapshot)
    onProgress({ stage: 'copy', done: 0, total: 1 })
    const madeAt = clock.now()
    const names = takeSnapshot(workspace, files.snapshot)
    // Attachments lie under their hash and are never changed: they are read where they are.
    const pathOf = (name: string) => join(isAttachmentFile(name) ? workspace : files.snapshot, name)
    const facts = readSnapshot(pathOf('station.sqlite'), profile.kid, (done, total) =>
      onProgress({ stage: 'check', done, total }),
    )
    onProgress({ stage: 'write', done: 0, total: 1 })
    const entries: BackupHeader['files'] = []
    for (const name of names) entries.push({ name, ...(await digestOf(pathOf(name))) })
    const attached = await attachmentsIn(pathOf('station.sqlite'), workspace)
    entries.push(...attached.files)
    const { training, consortium, org, station, kid } = profile
    const header: BackupHeader = {
      format: 'bondmark/backup/1',
      madeAt,
      training,
      consortium,
      org,
      station,
      kid,
      ...facts,
      ...(attached.files.length + attached.missing > 0 && {
        attachments: { held: attached.files.length, missing: attached.missing },
      }),
      files: entries,
    }
    const total = entries.reduce((sum, { bytes }) => sum + bytes, 0)
    const bytes = await writeArchive(header, pathOf, out, passphrase, (done) =>
      onProgress({ stage: 'write', done: Math.min(done, total), total }),
    )
    const made = { file: out, bytes, encrypted: passphrase !== null, header }
    noteBackup(files.backups, made)
    return made
  } finally {
    clearSnapshot(files.snapshot)
    lock.release()
  }
}
