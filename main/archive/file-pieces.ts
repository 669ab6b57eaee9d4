import { closeSync, openSync, readSync } from 'node:fs'

const PIECE_BYTES = 256 * 1024

/** A file's bytes from its beginning, in pieces. Throws what the system says. */
export function* filePieces(file: string): Generator<Uint8Array> {
  const fd = openSync(file, 'r')
  try {
    for (;;) {
      const piece = Buffer.allocUnsafe(PIECE_BYTES)
      const read = readSync(fd, piece)
      if (read === 0) return
      yield new Uint8Array(piece.buffer, piece.byteOffset, read)
    }
  } finally {
    closeSync(fd)
  }
}
