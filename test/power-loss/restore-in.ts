import { restoreWorkspace } from '../../main/restore/restore-workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'

/** Restores an unencrypted backup. */
export async function restoreIn(folder: string, backup: string): Promise<void> {
  await restoreWorkspace({
    backup,
    folder,
    passphrase: () => Promise.reject(new Error('nobody is asked for a passphrase')),
    despiteProblems: false,
    clock: wallClock,
    onProgress: () => {},
  })
}
