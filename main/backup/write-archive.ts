import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { syncFolder } from '../../platform/files/write-durably.ts'
import { type ByteStream, encryptStream } from '../../platform/keys/passphrase-stream.ts'
import {
  type ArchiveHeader,
  archiveTail,
  HEADER_NAME,
  headerBytes,
  paddingAfter,
  secondsOf,
  tarHeader,
} from './archive-layout.ts'

/** How much of a file is held at a time. */
const PIECE_BYTES = 256 * 1024

/** SHA-256 of a file, and its size. */
export async function digestOf(path: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    hash.update(piece as Buffer)
    bytes += (piece as Buffer).length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/**
 * Writes a backup to `out`: whole and durable, or nothing of it. `pathOf` says where each file of the header lies now.
 * The bytes that stand at `out` afterwards are what is answered.
 */
export async function writeArchive(
  header: ArchiveHeader,
  pathOf: (name: string) => string,
  out: string,
  passphrase: string | null,
  onProgress: (bytes: number) => void,
): Promise<number> {
  const part = `${out}.part`
  const handle = await open(part, 'w', 0o600)
  try {
    const plain = ReadableStream.from(archivePieces(header, pathOf)) as ByteStream
    const stream = passphrase === null ? plain : await encryptStream(plain, passphrase)
    const bytes = await writeAll(handle, stream, onProgress)
    await handle.sync()
    await handle.close()
    await rename(part, out)
    syncFolder(dirname(out))
    return bytes
  } catch (error) {
    await handle.close().catch(() => {})
    await rm(part, { force: true })
    throw Object.assign(error as Error, error instanceof BondmarkError ? {} : { path: out })
  }
}

async function writeAll(
  handle: FileHandle,
  stream: ByteStream,
  onProgress: (bytes: number) => void,
): Promise<number> {
  let bytes = 0
  for await (const piece of stream) {
    for (let at = 0; at < piece.length; ) at += (await handle.write(piece, at)).bytesWritten
    bytes += piece.length
    onProgress(bytes)
  }
  return bytes
}

async function* archivePieces(
  header: ArchiveHeader,
  pathOf: (name: string) => string,
): AsyncGenerator<Uint8Array> {
  const seconds = secondsOf(header)
  const json = headerBytes(header)
  yield Buffer.concat([tarHeader(HEADER_NAME, json.length, seconds), json, paddingAfter(json.length)])
  for (const { name, bytes, sha256 } of header.files) {
    yield tarHeader(name, bytes, seconds)
    const hash = createHash('sha256')
    for await (const piece of createReadStream(pathOf(name), { highWaterMark: PIECE_BYTES })) {
      hash.update(piece as Buffer)
      yield piece as Buffer
    }
    // The snapshot lies in a folder of its own: what changes there is a failing disk.
    if (hash.digest('hex') !== sha256) throw new BondmarkError('backup-source-changed', { file: name })
    yield paddingAfter(bytes)
  }
  yield archiveTail(header, json)
}
