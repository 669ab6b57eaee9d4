import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '../../core/encoding/hex.ts'
import { ATTACHMENT_BYTES_MAX, type InspectionResult } from '../../core/inspection/inspection-result.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'

/** All attachments of a workspace at most, in bytes. */
export const ATTACHMENTS_BYTES_MAX = 4 * 1024 * 1024 * 1024

/** And as many of them: their list stands in the header of a backup, which is read whole. */
export const ATTACHMENTS_MAX = 20_000

/** A file that a result names. */
export type NamedAttachment = InspectionResult['attachments'][number]

/** The files that a result names: its report first. */
export const attachmentsNamed = ({ report, attachments }: InspectionResult): NamedAttachment[] => [
  { sha256: report.sha256, bytes: report.bytes, mediaType: report.mediaType },
  ...attachments,
]

/** Reports and photographs by their hash, each in a file of that name; one is on disk before it is told to be here. */
export class Attachments {
  readonly #folder

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Writes a file's bytes; the same ones again change nothing. */
  write(sha256: string, bytes: Uint8Array): void {
    if (this.read(sha256) !== null) return
    makeFolder(this.#folder, 0o700)
    writeDurably(this.#file(sha256), bytes)
  }

  /** The bytes under a hash, verified as they are read; null when they are missing or damaged. */
  read(sha256: string): Uint8Array | null {
    const bytes = bytesIn(this.#file(sha256))
    return bytes !== null && toHex(sha256Native(bytes)) === sha256 ? bytes : null
  }

  isThere(sha256: string): boolean {
    return statSync(this.#file(sha256), { throwIfNoEntry: false })?.isFile() === true
  }

  #file(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new RangeError('not a SHA-256')
    return join(this.#folder, sha256)
  }
}

/** A file at most as large as an attachment may be; null for any other, and for none. */
function bytesIn(file: string): Uint8Array | null {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    const { size } = fstatSync(fd)
    if (size > ATTACHMENT_BYTES_MAX) return null
    const bytes = new Uint8Array(size)
    let at = 0
    while (at < size) {
      const read = readSync(fd, bytes, at, size - at, at)
      if (read === 0) return null
      at += read
    }
    return bytes
  } finally {
    closeSync(fd)
  }
}
