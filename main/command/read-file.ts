import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { personPath } from './terminal.ts'

/** How much is read at once. */
const PIECE_BYTES = 256 * 1024

/**
 * A file that a person named, at most `bytesMax` bytes of it. What has no size of its own (a pipe, a device) is read in
 * pieces, so that one without an end is refused and not swallowed. A pipe with a name is refused unopened: whoever opens it
 * waits until somebody writes. Throws `file-too-large`, `file-too-large-unread`, `file-is-folder`, `file-is-pipe`, and what
 * the system says.
 */
export function readNamedFile(path: string, bytesMax: number): Uint8Array {
  const file = personPath(path)
  if (isNamedPipe(file)) throw new BondmarkError('file-is-pipe', { file })
  const fd = openSync(file, 'r')
  try {
    const stats = fstatSync(fd)
    if (stats.isDirectory()) throw new BondmarkError('file-is-folder', { file })
    if (stats.size > bytesMax)
      throw new BondmarkError('file-too-large', { file, size: stats.size, max: bytesMax })
    return readToEnd(fd, file, bytesMax)
  } finally {
    closeSync(fd)
  }
}

/** A shell's own pipes (`/dev/stdin`, `<(…)`) have a writer, and no place in the file system. */
function isNamedPipe(file: string): boolean {
  if (!statSync(file).isFIFO()) return false
  try {
    return statSync(realpathSync.native(file)).isFIFO()
  } catch {
    return false
  }
}

function readToEnd(fd: number, file: string, bytesMax: number): Uint8Array {
  const pieces: Buffer[] = []
  let total = 0
  for (;;) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, bytesMax + 1 - total))
    const read = readPiece(fd, file, piece)
    if (read === 0) return Buffer.concat(pieces)
    total += read
    if (total > bytesMax) throw new BondmarkError('file-too-large-unread', { file, max: bytesMax })
    pieces.push(piece.subarray(0, read))
  }
}

/** The system does not say which file a descriptor was. */
function readPiece(fd: number, file: string, piece: Buffer): number {
  try {
    return readSync(fd, piece)
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { path: file })
  }
}

/** A JSON file that a person named. Throws `json-malformed`, and as `readNamedFile`. */
export function readJsonFile(path: string, bytesMax: number): unknown {
  const bytes = readNamedFile(path, bytesMax)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new BondmarkError('json-malformed', { file: personPath(path), reason: 'not UTF-8 JSON' })
  }
}
