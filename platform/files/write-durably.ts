import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Replaces `file` so that after a crash it is the old one or the new one, whole, and never a part. */
export function writeDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  const part = `${file}.part`
  const fd = openSync(part, 'w', mode)
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    let at = 0
    while (at < bytes.length) at += writeSync(fd, bytes, at)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(part, file)
  syncFolder(dirname(file))
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
