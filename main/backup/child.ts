// A program: one backup, for the process that forked it, which may end it at any moment.
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { endWithParent, leaveParent, tellProcess } from '../../platform/processes/channel.ts'
import { asFileFailure } from '../command/file-failure.ts'
import type { FromBackupChild } from './backup-process.ts'
import { type BackupTask, makeBackup } from './make-backup.ts'

const tell = (message: FromBackupChild) => {
  // Whoever asked is gone: then nobody waits for this backup, and it is not finished behind their back.
  if (!process.connected) process.exit(1)
  tellProcess(process, message)
}

const asFailure = (error: unknown): Failure | null =>
  error instanceof BondmarkError ? error.toFailure() : asFileFailure(error)

async function run(task: BackupTask): Promise<void> {
  try {
    const made = await makeBackup(task, wallClock, (progress) => tell({ type: 'progress', progress }))
    tell({ type: 'made', made })
  } catch (error) {
    const failure = asFailure(error)
    if (failure === null) throw error
    tell({ type: 'failure', failure })
  }
  outlive()
  leaveParent()
}

const outlive = endWithParent(1)
process.once('message', (task: BackupTask) => {
  run(task).catch((error: unknown) => {
    setImmediate(() => {
      throw error
    })
  })
})
