import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from './write-durably.ts'

/**
 * Makes `file`, so that after a crash it is there whole or not at all, and never in the place of another: throws EEXIST when the
 * name is taken, else what the system says, by the name of `file`. What cannot be written leaves nothing beside it.
 */
export function writeNew(file: string, bytes: Uint8Array, mode = 0o600): void {
  // Of this process alone: another one that makes the same file must not write into what gets its name here.
  const part = `${file}.${process.pid}.part`
  try {
    const fd = openSync(part, 'w', mode)
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    giveName(part, file)
  } catch (error) {
    throw Object.assign(error as Error, { path: file })
  } finally {
    rmSync(part, { force: true })
  }
  syncFolder(dirname(file))
}

/** A link takes no taken name; a rename does. Sticks and cards (FAT) know no links, and serve one program at a time. */
function giveName(part: string, file: string): void {
  try {
    linkSync(part, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const knowsNoLinks = code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS'
    if (!knowsNoLinks || existsSync(file)) throw error
    renameSync(part, file)
  }
}
