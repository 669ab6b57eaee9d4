import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'

/** Of Automerge's binary format (automerge.org/automerge-binary-format-spec): documents, changes, and deflated changes. */
const MAGIC = Buffer.of(0x85, 0x6f, 0x4a, 0x83)
const DOCUMENT = 0
const CHANGE = 1
const DEFLATED = 2
const CONTENTS_BYTES_MAX = 64 * 1024 * 1024

/** A chunk whose checksum is its contents'. */
export type Chunk =
  | { readonly kind: 'document'; readonly heads: readonly string[] }
  | {
      readonly kind: 'change'
      readonly hash: string
      readonly deps: readonly string[]
      readonly actor: string
    }

/**
 * Reads the chunks in `bytes`, each with its hash made anew, without Automerge: what its own reader passes over is found here.
 * Null for bytes that are no whole chunks.
 */
export function readChunks(bytes: Buffer): Chunk[] | null {
  try {
    const chunks: Chunk[] = []
    for (let at = 0; at < bytes.length; ) {
      if (!bytes.subarray(at, at + 4).equals(MAGIC)) return null
      const length = new Reader(bytes, at + 9)
      const size = length.number()
      const contents = length.take(size)
      chunks.push(readChunk(bytes[at + 8] ?? -1, contents, bytes.subarray(at + 4, at + 8)))
      at = length.at
    }
    return chunks
  } catch (error) {
    // What zlib throws of bytes that it can't read is an Error with a code of its own.
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code?.startsWith('Z_')) return null
    throw error
  }
}

function readChunk(type: number, stored: Buffer, checksum: Buffer): Chunk {
  const contents =
    type === DEFLATED ? inflateRawSync(stored, { maxOutputLength: CONTENTS_BYTES_MAX }) : stored
  const isDocument = type === DOCUMENT
  const hash = createHash('sha256')
    .update(Buffer.from([isDocument ? DOCUMENT : CHANGE, ...uleb128(contents.length)]))
    .update(contents)
    .digest()
  if (type > DEFLATED || !hash.subarray(0, 4).equals(checksum)) throw new RangeError('not its checksum')
  const reader = new Reader(contents, 0)
  if (isDocument) {
    for (let actors = reader.number(); actors > 0; actors -= 1) reader.take(reader.number())
    return { kind: 'document', heads: reader.hashes() }
  }
  const deps = reader.hashes()
  return {
    kind: 'change',
    hash: hash.toString('hex'),
    deps,
    actor: reader.take(reader.number()).toString('hex'),
  }
}

/** Bytes read from front to back. Throws RangeError at their end. */
class Reader {
  readonly #bytes
  at

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  take(size: number): Buffer {
    if (size > this.#bytes.length - this.at) throw new RangeError('cut off')
    this.at += size
    return this.#bytes.subarray(this.at - size, this.at)
  }

  /** An unsigned LEB128, of what a number here may be. */
  number(): number {
    let value = 0
    for (let place = 1; place <= 2 ** 28; place *= 128) {
      const [byte = 0] = this.take(1)
      value += (byte & 127) * place
      if (byte < 128) return value
    }
    throw new RangeError('too large')
  }

  hashes(): string[] {
    const count = this.number()
    return Array.from({ length: Math.min(count, this.#bytes.length) }, () => this.take(32).toString('hex'))
  }
}

function uleb128(value: number): number[] {
  const bytes: number[] = []
  for (let left = value; ; left = Math.floor(left / 128)) {
    bytes.push(left < 128 ? left : (left % 128) + 128)
    if (left < 128) return bytes
  }
}
