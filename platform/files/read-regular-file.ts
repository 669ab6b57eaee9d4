import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/**
 * A file as it lies on the disk, at most `bytesMax` bytes of it, as text. For files that a running process reads by
 * itself: a device or a pipe in their place would hold it up for good or fill its memory, and is refused unread. Throws
 * what the system says, and errors whose `code` is `not a file` or `too large`.
 */
export function readRegularFile(file: string, bytesMax: number): string {
  // Without O_NONBLOCK the opening of a pipe waits for somebody who writes.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stats = fstatSync(fd)
    if (stats.isDirectory()) throw refusal('EISDIR', file)
    if (!stats.isFile()) throw refusal('not a file', file)
    if (stats.size > bytesMax) throw refusal('too large', file)
    // What is appended meanwhile is for the next reading.
    const bytes = Buffer.alloc(stats.size)
    let length = 0
    while (length < bytes.length) {
      const read = readSync(fd, bytes, length, bytes.length - length, null)
      if (read === 0) break
      length += read
    }
    return bytes.toString('utf8', 0, length)
  } finally {
    closeSync(fd)
  }
}

const refusal = (code: string, path: string) => Object.assign(new Error(`${path}: ${code}`), { code, path })
