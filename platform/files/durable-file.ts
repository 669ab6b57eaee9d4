import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from './write-durably.ts'

/** Bytes gathered before they are written: many small pieces cost one call. */
const GATHERED_BYTES = 256 * 1024

/**
 * A large file written piece by piece that stands under its name only when it is whole and on disk; until then its pieces
 * lie in `{file}.part`. One of `commit` and `abandon` ends it. Throws the system's own errors, which name the file.
 */
export class DurableFile {
  readonly file: string
  readonly #part: string
  readonly #fd: number
  #gathered: Uint8Array[] = []
  #gatheredBytes = 0
  /** Bytes appended so far. */
  bytes = 0

  constructor(file: string, mode = 0o644) {
    this.file = file
    this.#part = `${file}.part`
    this.#fd = openSync(this.#part, 'w', mode)
  }

  append(piece: Uint8Array): void {
    this.#gathered.push(piece)
    this.#gatheredBytes += piece.length
    this.bytes += piece.length
    if (this.#gatheredBytes >= GATHERED_BYTES) this.#flush()
  }

  /** Puts bytes over those that were appended at `position`: a digest of what came behind it. */
  overwrite(position: number, bytes: Uint8Array): void {
    this.#flush()
    this.#write(bytes, position)
  }

  commit(): void {
    this.#flush()
    fsyncSync(this.#fd)
    closeSync(this.#fd)
    renameSync(this.#part, this.file)
    syncFolder(dirname(this.file))
  }

  /** Leaves what stood under the name before, and nothing of this. */
  abandon(): void {
    try {
      closeSync(this.#fd)
    } catch {
      // It was closed already: a commit had come that far.
    }
    rmSync(this.#part, { force: true })
  }

  #flush(): void {
    const at = this.bytes - this.#gatheredBytes
    const bytes = Buffer.concat(this.#gathered)
    this.#gathered = []
    this.#gatheredBytes = 0
    this.#write(bytes, at)
  }

  #write(bytes: Uint8Array, position: number): void {
    try {
      for (let at = 0; at < bytes.length; )
        at += writeSync(this.#fd, bytes, at, bytes.length - at, position + at)
    } catch (error) {
      // The system does not say which file a descriptor was.
      throw Object.assign(error as NodeJS.ErrnoException, { path: this.file })
    }
  }
}
