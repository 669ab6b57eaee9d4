import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Replaces `file` so that after a crash it is the old one or the new one, whole, and never a part. What cannot be written
 * leaves nothing beside it. Throws what the system says, by the name of `file`.
 */
export function writeDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  const part = `${file}.part`
  const fd = opened(part, mode, file)
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    let at = 0
    while (at < bytes.length) at += writeSync(fd, bytes, at)
    fsyncSync(fd)
  } catch (error) {
    rmSync(part, { force: true })
    throw Object.assign(error as Error, { path: file })
  } finally {
    closeSync(fd)
  }
  try {
    renameSync(part, file)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  syncFolder(dirname(file))
}

function opened(part: string, mode: number, file: string): number {
  try {
    return openSync(part, 'w', mode)
  } catch (error) {
    throw Object.assign(error as Error, { path: file })
  }
}

/** Makes a rename or creation in `folder` durable. Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
