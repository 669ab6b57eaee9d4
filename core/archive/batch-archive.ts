import { CborReader } from '../encoding/cbor-reader.ts'
import { cborArray, cborArrayHead, cborBytes, cborText } from '../encoding/cbor-writer.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { BATCH_STATEMENTS_MAX } from '../evidence/manifest.ts'
import { MAX_STATEMENT_BYTES } from '../statement/statement.ts'

/**
 * A batch in a file of its own, `bondmark/batch-archive/1`: 32 raw bytes, the SHA-256 of the rest; then one deterministic
 * CBOR map `{format, membership: [bstr], statements: [[bstr, tstr] …]}`, each statement with its proof, in the order of the
 * chain, the manifest last. It is written and read a statement at a time.
 */

export const DIGEST_LENGTH = 32
const MEMBERSHIP_MAX = 64
const PROOF_BYTES_MAX = 128 * 1024
/** The most that one item takes, heads and all: what a reader has at hand. */
const ITEM_BYTES_MAX = MAX_STATEMENT_BYTES + PROOF_BYTES_MAX + 64

/** The most that an archive can take. */
export const ARCHIVE_BYTES_MAX = (BATCH_STATEMENTS_MAX + 1 + MEMBERSHIP_MAX) * ITEM_BYTES_MAX

const format = cborText('bondmark/batch-archive/1')
// RFC 8949 §4.2.1: keys in bytewise order of their encodings.
const key = {
  format: cborText('format'),
  membership: cborText('membership'),
  statements: cborText('statements'),
}
const mapHead = Uint8Array.of(0xa3)

/** What stands between the digest and the first statement. */
export function archiveHead(membership: readonly Uint8Array[], statements: number): Uint8Array {
  if (membership.length > MEMBERSHIP_MAX) throw new RangeError(`at most ${MEMBERSHIP_MAX} of the membership`)
  if (statements > BATCH_STATEMENTS_MAX + 1) throw new RangeError('more statements than a batch holds')
  return concatBytes(
    mapHead,
    ...[key.format, format],
    ...[key.membership, cborArray(...membership.map(cborBytes))],
    ...[key.statements, cborArrayHead(statements)],
  )
}

/** One statement with its proof, a C2SP tlog-proof in the form of `exactTlogProof`. */
export const archiveEntry = (statement: Uint8Array, proof: string): Uint8Array =>
  cborArray(cborBytes(statement), cborText(proof))

/** Whether a file that begins so calls itself a batch's archive; what it is worth is another question. */
export function isArchive(beginning: Uint8Array): boolean {
  const expected = concatBytes(mapHead, key.format, format)
  const found = beginning.subarray(DIGEST_LENGTH, DIGEST_LENGTH + expected.length)
  return found.length === expected.length && found.every((byte, at) => byte === expected[at])
}

/**
 * Reads an archive from its bytes in pieces, as they come, and holds no more than one statement and one piece of them.
 * What is not exactly what the writer writes is refused. The digest is its caller's to check.
 *
 * Failures are BondmarkErrors `archive-malformed` `{at: byte offset, reason}`.
 */
export class ArchiveReader {
  readonly #pieces
  #window: Uint8Array = new Uint8Array()
  /** Offset of the window's first byte in the file. */
  #at = 0
  #left = 0

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]()
  }

  /** The digest in front; to be compared with that of the rest. */
  digest(): Uint8Array {
    this.#fill()
    if (this.#window.length < DIGEST_LENGTH)
      throw new BondmarkError('archive-malformed', { at: this.#window.length, reason: 'cut off' })
    const digest = this.#window.slice(0, DIGEST_LENGTH)
    this.#window = this.#window.subarray(DIGEST_LENGTH)
    this.#at = DIGEST_LENGTH
    return digest
  }

  /** The membership, behind the digest; then `entries` may be read. */
  membership(): Uint8Array[] {
    this.#read((reader) => {
      reader.literal(mapHead, 'a map of 3 entries')
      reader.literal(key.format, 'format')
      reader.literal(format, 'bondmark/batch-archive/1')
      reader.literal(key.membership, 'membership')
    })
    const count = this.#read((reader) => this.#count(reader, MEMBERSHIP_MAX))
    const membership = Array.from({ length: count }, () =>
      this.#read((reader) => reader.bytes(MAX_STATEMENT_BYTES).slice()),
    )
    this.#left = this.#read((reader) => {
      reader.literal(key.statements, 'statements')
      return this.#count(reader, BATCH_STATEMENTS_MAX + 1)
    })
    return membership
  }

  /** The statements with their proofs, to the end of the file. */
  *entries(): Generator<{ statement: Uint8Array; proof: string }> {
    for (; this.#left > 0; this.#left--) {
      yield this.#read((reader) => {
        if (reader.array() !== 2) reader.fail('a statement and its proof expected', 0)
        return { statement: reader.bytes(MAX_STATEMENT_BYTES).slice(), proof: reader.text(PROOF_BYTES_MAX) }
      })
    }
    this.#read((reader) => reader.end())
  }

  #count(reader: CborReader, max: number): number {
    const count = reader.array()
    if (count > max) reader.fail(`more than ${max} items`)
    return count
  }

  /** Hands `take` a reader of what comes next, and goes on behind what it took. */
  #read<T>(take: (reader: CborReader) => T): T {
    this.#fill()
    const reader = new CborReader(this.#window, 'archive-malformed', this.#at)
    const taken = take(reader)
    this.#window = this.#window.subarray(reader.offset)
    this.#at += reader.offset
    return taken
  }

  #fill(): void {
    const pieces = [this.#window]
    let bytes = this.#window.length
    while (bytes < ITEM_BYTES_MAX) {
      const { done, value } = this.#pieces.next()
      if (done) break
      pieces.push(value)
      bytes += value.length
    }
    if (pieces.length > 1) this.#window = concatBytes(...pieces)
  }
}
