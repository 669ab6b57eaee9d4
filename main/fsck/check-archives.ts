import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

interface ArchiveRow {
  readonly batch: number
  readonly file: string
  readonly sha256: string
  readonly state: string | null
}

/**
 * Batches that were archived: each has its receipts, and a file that still lies where it was put is the one that was
 * written. One that is not there may lie on another disk, and is nobody's fault.
 */
export function checkArchives(db: StationFile, findings: Findings): void {
  const rows = db
    .prepare<[], ArchiveRow>(
      'SELECT batch, file, sha256, state FROM archive LEFT JOIN batch ON batch.n = archive.batch ORDER BY batch',
    )
    .all()
  for (const { batch, file, sha256, state } of rows) {
    if (state !== 'receipted') findings.add('archive-batch-wrong', `batch ${batch}`)
    const found = digestOf(file)
    if (found !== null && found !== sha256) findings.add('archive-differs', `batch ${batch}, ${file}`)
  }
}

function digestOf(file: string): string | null {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch {
    return null
  }
  try {
    const hash = createHash('sha256')
    const piece = Buffer.alloc(256 * 1024)
    for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece))
      hash.update(piece.subarray(0, read))
    return hash.digest('hex')
  } catch {
    return 'unreadable'
  } finally {
    closeSync(fd)
  }
}
