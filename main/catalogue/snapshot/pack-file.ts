import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { fromHex, toHex } from '../../../core/encoding/hex.ts'
import { toUtf8 } from '../../../core/encoding/utf8.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { MAX_STATEMENT_BYTES } from '../../../core/statement/statement.ts'
import { DurableFile } from '../../../platform/files/durable-file.ts'
import type { ChunkSource } from './chunk-source.ts'

/**
 * A snapshot in one file: this line, then 4 bytes of length and the signed manifest, then for each chunk the SHA-256 of its
 * text, 4 bytes of length, and the text in raw deflate. Lengths are big-endian. What the file says of a chunk is checked when
 * the chunk is used.
 */
const MAGIC = toUtf8('bondmark/catalogue-pack/1\n')
const HASH_BYTES = 32
/** Deflate makes a chunk of 1 MiB longer by less than this. */
const DEFLATED_BYTES_MAX = 1024 * 1024 + 4096

function lengthBytes(length: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(length)
  return bytes
}

/** Writes a pack that stands under its name once it is whole. One of `commit` and `abandon` ends it. */
export class PackWriter {
  readonly #file

  /** @param manifest the signed statement */
  constructor(file: string, manifest: Uint8Array) {
    this.#file = new DurableFile(file)
    this.#file.append(MAGIC)
    this.#file.append(lengthBytes(manifest.length))
    this.#file.append(manifest)
  }

  add(sha256: string, deflated: Uint8Array): void {
    this.#file.append(fromHex(sha256))
    this.#file.append(lengthBytes(deflated.length))
    this.#file.append(deflated)
  }

  /** The bytes of the file. */
  commit(): number {
    this.#file.commit()
    return this.#file.bytes
  }

  abandon(): void {
    this.#file.abandon()
  }
}

/** A pack opened to be read. Close it. */
export interface Pack extends ChunkSource {
  readonly manifest: Uint8Array
  has(sha256: string): boolean
  close(): void
}

/** The signed manifest in the bytes of a pack. Throws `catalogue-snapshot-malformed`. */
export function manifestIn(bytes: Uint8Array): Uint8Array {
  const at = MAGIC.length
  const length = bytes.length < at + 4 ? 0 : Buffer.from(bytes).readUInt32BE(at)
  const isPack = length > 0 && length <= MAX_STATEMENT_BYTES && at + 4 + length <= bytes.length
  if (!isPack || !Buffer.from(bytes.subarray(0, at)).equals(MAGIC))
    throw new BondmarkError('catalogue-snapshot-malformed', { reason: 'another kind of file' })
  return bytes.subarray(at + 4, at + 4 + length)
}

/** Opens a pack and finds its chunks. Throws `catalogue-snapshot-malformed` for another file, or one that was cut off. */
export function openPack(file: string): Pack {
  const fd = openSync(file, 'r')
  try {
    const size = fstatSync(fd).size
    const piece = (at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length)
      if (at + length > size || readSync(fd, bytes, 0, length, at) !== length)
        throw new BondmarkError('catalogue-snapshot-malformed', { reason: `${file}: cut off at ${at}` })
      return bytes
    }
    const lengthAt = (at: number, max: number): number => {
      const length = piece(at, 4).readUInt32BE()
      if (length > max) throw new BondmarkError('catalogue-snapshot-malformed', { reason: `${file}: ${at}` })
      return length
    }
    if (size < MAGIC.length || !piece(0, MAGIC.length).equals(MAGIC))
      throw new BondmarkError('catalogue-snapshot-malformed', { reason: `${file}: another kind of file` })
    let at = MAGIC.length
    const manifestLength = lengthAt(at, MAX_STATEMENT_BYTES)
    const manifest = piece(at + 4, manifestLength)
    at += 4 + manifestLength
    const places = new Map<string, { readonly at: number; readonly length: number }>()
    while (at < size) {
      const sha256 = toHex(piece(at, HASH_BYTES))
      const length = lengthAt(at + HASH_BYTES, DEFLATED_BYTES_MAX)
      at += HASH_BYTES + 4
      if (at + length > size)
        throw new BondmarkError('catalogue-snapshot-malformed', { reason: `${file}: cut off at ${at}` })
      places.set(sha256, { at, length })
      at += length
    }
    return {
      name: file,
      manifest,
      latest: async () => manifest,
      has: (sha256) => places.has(sha256),
      chunk: async (sha256) => {
        const place = places.get(sha256)
        return place ? piece(place.at, place.length) : null
      },
      close: () => closeSync(fd),
    }
  } catch (error) {
    closeSync(fd)
    throw error
  }
}
