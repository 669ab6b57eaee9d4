import { createHash } from 'node:crypto'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'

/** What of a header the form of an archive follows from. */
export interface ArchiveHeader {
  readonly format: string
  readonly madeAt: string
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[]
}

/**
 * A backup is a POSIX tar of one exact form, so that `tar x` and `sha256sum -c SHA256SUMS` open it where no Bondmark is
 * left: `backup.json`, the files it lists, `SHA256SUMS`, two blocks of zeros. Every byte outside the files follows from
 * `backup.json`; a reader makes it again and compares, so that nothing can be hidden or changed between the files.
 */
export const BLOCK = 512
export const HEADER_NAME = 'backup.json'
export const SUMS_NAME = 'SHA256SUMS'

/** ustar writes sizes in eleven octal digits. */
export const FILE_BYTES_MAX = 8 ** 11 - 1

/** The block before a file (POSIX.1-1988 ustar): owner and group 0, readable by the owner alone. */
export function tarHeader(name: string, bytes: number, seconds: number): Buffer {
  if (bytes > FILE_BYTES_MAX)
    throw new BondmarkError('backup-too-large', { file: name, bytes, max: FILE_BYTES_MAX })
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, at: number, digits: number) =>
    block.write(`${value.toString(8).padStart(digits, '0')}\0`, at, 'latin1')
  block.write(name, 0, 100, 'latin1')
  octal(0o600, 100, 7)
  octal(0, 108, 7)
  octal(0, 116, 7)
  octal(bytes, 124, 11)
  octal(seconds, 136, 11)
  block.fill(' ', 148, 156)
  block.write('0', 156, 'latin1')
  block.write('ustar\x0000', 257, 'latin1')
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

/** Size of the file behind a tar header, or null when it says none. */
export function sizeInTarHeader(block: Buffer): number | null {
  const [, digits] = /^([0-7]{11})\0$/.exec(block.toString('latin1', 124, 136)) ?? []
  return digits === undefined ? null : Number.parseInt(digits, 8)
}

/** Zeros from the end of a file to the next block. */
export const paddingAfter = (bytes: number): Buffer => Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK)

/** Unix seconds that every tar header of a backup carries. */
export const secondsOf = ({ madeAt }: Pick<ArchiveHeader, 'madeAt'>): number =>
  Math.floor(Date.parse(madeAt) / 1000)

export const headerBytes = (header: ArchiveHeader): Buffer =>
  Buffer.from(`${JSON.stringify(header, null, 2)}\n`)

/** The digests of everything before it, in the form that `sha256sum -c` reads. */
export function sumsText(header: ArchiveHeader, headerJson: Buffer): Buffer {
  const own = createHash('sha256').update(headerJson).digest('hex')
  const lines = [{ name: HEADER_NAME, sha256: own }, ...header.files]
  return Buffer.from(lines.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''))
}

/** What stands after the last file: the digests, and the end of a tar. */
export function archiveTail(header: ArchiveHeader, headerJson: Buffer): Buffer {
  const sums = sumsText(header, headerJson)
  return Buffer.concat([
    tarHeader(SUMS_NAME, sums.length, secondsOf(header)),
    sums,
    paddingAfter(sums.length),
    Buffer.alloc(2 * BLOCK),
  ])
}
