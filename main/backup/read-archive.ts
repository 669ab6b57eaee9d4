import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { AGE_LINE, decryptStream } from '../../platform/keys/passphrase-stream.ts'
import {
  archiveTail,
  BLOCK,
  HEADER_NAME,
  paddingAfter,
  secondsOf,
  sizeInTarHeader,
  tarHeader,
} from './archive-layout.ts'
import { type BackupFile, type BackupHeader, backupHeader, HEADER_BYTES_MAX } from './backup-header.ts'
import { ByteSource } from './byte-source.ts'

const PIECE_BYTES = 256 * 1024

/** Where the contents of one file go while a backup is read. */
export type Sink = (file: BackupFile) => Promise<{
  write(piece: Uint8Array): Promise<void>
  end(): Promise<void>
}>

export interface ReadOptions {
  readonly file: string
  /** Called for the passphrase when the backup is encrypted. */
  readonly passphrase: () => Promise<string>
  /** Told what the header says before any file is given. What it throws ends the reading. */
  readonly onHeader?: (header: BackupHeader) => void
  readonly sink?: Sink
  /** Bytes of the files' contents so far, of how many. */
  readonly onProgress?: (done: number, total: number) => void
}

/** Whether a file begins as a backup of ours does, and whether it is encrypted; null when it is something else. */
export async function backupKind(file: string): Promise<'plain' | 'encrypted' | null> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BLOCK), 0, BLOCK, 0)
    const beginning = buffer.subarray(0, bytesRead).toString('latin1')
    if (beginning.startsWith(AGE_LINE)) return 'encrypted'
    return beginning.startsWith(`${HEADER_NAME}\0`) ? 'plain' : null
  } catch (error) {
    // Of a folder the system says so only when it is read, and then names nothing.
    throw Object.assign(error as Error, { path: file })
  } finally {
    await handle.close()
  }
}

/**
 * Reads a whole backup and refuses it for any byte that is not as it was written: its form, each file's digest, and that
 * nothing follows. Memory is bounded, whatever the file says. Throws `backup-foreign`, `backup-of-ledger`, `backup-newer`, `backup-damaged`
 * `{file, at}`, `backup-passphrase-wrong`, and what `passphrase` throws.
 */
export async function readBackup(
  options: ReadOptions,
): Promise<{ header: BackupHeader; encrypted: boolean }> {
  const { file } = options
  const kind = await backupKind(file)
  if (kind === null) throw new BondmarkError('backup-foreign', { file })
  const pieces = createReadStream(file, { highWaterMark: PIECE_BYTES })
  const encrypted = kind === 'encrypted'
  const plain = encrypted ? decryptStream(pieces, await options.passphrase(), file) : pieces
  const source = new ByteSource(plain, file)
  try {
    const { header, json } = await readHeader(source, file)
    options.onHeader?.(header)
    const total = header.files.reduce((sum, { bytes }) => sum + bytes, 0)
    let done = 0
    for (const entry of header.files) {
      await source.expect(tarHeader(entry.name, entry.bytes, secondsOf(header)), entry.name)
      const sink = await options.sink?.(entry)
      const hash = createHash('sha256')
      try {
        await source.stream(entry.bytes, entry.name, async (piece) => {
          hash.update(piece)
          await sink?.write(piece)
          done += piece.length
          options.onProgress?.(done, total)
        })
      } finally {
        await sink?.end()
      }
      if (hash.digest('hex') !== entry.sha256)
        throw new BondmarkError('backup-damaged', { file, at: entry.name })
      await source.expect(paddingAfter(entry.bytes), entry.name)
    }
    await source.expect(archiveTail(header, json), 'end')
    await source.expectEnd()
    return { header, encrypted }
  } finally {
    await source.close()
    pieces.destroy()
  }
}

async function readHeader(source: ByteSource, file: string): Promise<{ header: BackupHeader; json: Buffer }> {
  const damaged = () => new BondmarkError('backup-damaged', { file, at: HEADER_NAME })
  const block = await source.take(BLOCK, HEADER_NAME)
  const size = sizeInTarHeader(block)
  if (size === null || size > HEADER_BYTES_MAX) throw damaged()
  const json = await source.take(size, HEADER_NAME)
  const header = parseHeader(json, file)
  if (header === null || !block.equals(tarHeader(HEADER_NAME, size, secondsOf(header)))) throw damaged()
  await source.expect(paddingAfter(size), HEADER_NAME)
  return { header, json }
}

function parseHeader(json: Buffer, file: string): BackupHeader | null {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch {
    return null
  }
  const format = typeof value === 'object' && value !== null ? Reflect.get(value, 'format') : null
  if (String(format).startsWith('bondmark/ledger-backup/'))
    throw new BondmarkError('backup-of-ledger', { file })
  const [, version] = /^bondmark\/backup\/(\d{1,6})$/.exec(String(format)) ?? []
  if (version !== undefined && Number(version) > 1)
    throw new BondmarkError('backup-newer', { file, found: Number(version), known: 1 })
  return backupHeader.safeParse(value).data ?? null
}
