import { type ChildProcess, fork } from 'node:child_process'
import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { tellProcess } from '../../platform/processes/channel.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { lockBackups } from './lock-backups.ts'
import type { BackupMade, BackupProgress, BackupTask } from './make-backup.ts'

/** What the child tells its parent. */
export type FromBackupChild =
  | { readonly type: 'progress'; readonly progress: BackupProgress }
  | { readonly type: 'made'; readonly made: BackupMade }
  | { readonly type: 'failure'; readonly failure: Failure }

const LOOK_MS = 200

/**
 * Makes a backup in a process of its own, so that a scan never waits for it and a cancelled one is over at once. The
 * passphrase crosses the channel between the two and stands on no command line. Throws what `makeBackup` throws,
 * `backup-cancelled`, `backup-process-ended`.
 */
export async function backupInProcess(
  task: BackupTask,
  onProgress: (progress: BackupProgress) => void,
  signal?: AbortSignal,
): Promise<BackupMade> {
  if (signal?.aborted) throw new BondmarkError('backup-cancelled', {})
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const settled = new AbortController()
  // A child that answers has cleared up after itself, and what lies there then may be another's.
  let hasAnswered = false
  let stage: BackupProgress['stage'] = 'copy'
  const watching = setInterval(() => {
    if (stage === 'copy') onProgress(copied(task.workspace))
  }, LOOK_MS)
  try {
    return await new Promise<BackupMade>((resolve, reject) => {
      child.on('message', (message: FromBackupChild) => {
        hasAnswered = message.type !== 'progress'
        if (message.type === 'progress') {
          stage = message.progress.stage
          onProgress(message.progress)
        } else if (message.type === 'made') resolve(message.made)
        else reject(new BondmarkError(message.failure.code, message.failure.detail))
      })
      const ended = (reason: string) => reject(new BondmarkError('backup-process-ended', { reason }))
      child.once('error', (error) => ended(error.message))
      child.once('exit', (code, by) => ended(by ?? `exit ${code}`))
      signal?.addEventListener('abort', () => reject(new BondmarkError('backup-cancelled', {})), {
        once: true,
        signal: settled.signal,
      })
      tellProcess(child, task)
    })
  } finally {
    settled.abort()
    clearInterval(watching)
    if (!hasAnswered) await abandon(child, task)
  }
}

/** Ends a child that is still at work, and removes what it had begun: not what another has begun since, or before it. */
async function abandon(child: ChildProcess, { workspace, out }: BackupTask): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
  const { snapshot, backupLock } = workspaceFiles(workspace)
  const part = `${out}.part`
  if (!existsSync(snapshot) && !existsSync(part)) return
  try {
    const lock = await lockBackups(backupLock)
    rmSync(snapshot, { recursive: true, force: true })
    rmSync(part, { force: true })
    lock.release()
  } catch (error) {
    if (!(error instanceof BondmarkError && error.code === 'backup-running')) throw error
  }
}

/** How far SQLite has come with its copy, by the size of it: the call itself says nothing before its end. */
function copied(workspace: string): BackupProgress {
  const files = workspaceFiles(workspace)
  const copy = join(files.snapshot, 'station.sqlite')
  const total = sizeOf(files.database)
  return { stage: 'copy', done: Math.min(sizeOf(copy), total), total: Math.max(total, 1) }
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)
