import { readFileSync } from 'node:fs'

const kinds = [
  'create',
  'mkdir',
  'write',
  'truncate',
  'sync-begin',
  'sync-end',
  'unlink',
  'rename',
  'mark',
  'send',
] as const

/** One record of disk-log.c: what a process asked of the disk, or said to the world. */
export interface DiskOperation {
  readonly kind: (typeof kinds)[number]
  readonly pid: number
  readonly inode: number
  /** Where a write begins, how long a truncated file is, or 1 for the sync of a folder. */
  readonly at: number
  readonly path: string
  /** The new name of a rename. */
  readonly other: string
  readonly data: Buffer
}

const HEADER_BYTES = 40

/** Reads a log whole. A record that its process did not finish is the last one and is left out. */
export function readDiskLog(file: string): DiskOperation[] {
  const log = readFileSync(file)
  const operations: DiskOperation[] = []
  for (let at = 0; at + HEADER_BYTES <= log.length; ) {
    if (log.toString('latin1', at, at + 4) !== 'DLOG')
      throw new Error(`no record of a disk log at byte ${at}`)
    const [op = 0, pid = 0, pathBytes = 0, otherBytes = 0, dataBytes = 0] = [4, 8, 12, 16, 20].map((place) =>
      log.readUInt32LE(at + place),
    )
    const path = at + HEADER_BYTES
    const end = path + pathBytes + otherBytes + dataBytes
    const kind = kinds[op - 1]
    if (!kind) throw new Error(`operation ${op} in a disk log`)
    if (end > log.length) break
    operations.push({
      kind,
      pid,
      inode: Number(log.readBigUInt64LE(at + 24)),
      at: Number(log.readBigInt64LE(at + 32)),
      path: log.toString('utf8', path, path + pathBytes),
      other: log.toString('utf8', path + pathBytes, path + pathBytes + otherBytes),
      data: log.subarray(end - dataBytes, end),
    })
    at = end
  }
  return operations
}
