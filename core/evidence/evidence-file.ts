import { sha256 } from '@noble/hashes/sha2.js'
import { CborReader } from '../encoding/cbor-reader.ts'
import { cborArray, cborBytes, cborMap, cborText } from '../encoding/cbor-writer.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { MAX_STATEMENT_BYTES } from '../statement/statement.ts'

/** What an evidence file holds. `statements` in chain order, `proofs` one for each, in the same order. */
export interface Evidence {
  readonly membership: readonly Uint8Array[]
  readonly statements: readonly Uint8Array[]
  /** texts of C2SP tlog-proofs, in the exact form of `exactTlogProof` */
  readonly proofs: readonly string[]
}

export const EVIDENCE_BYTES_MAX = 16 * 1024 * 1024
const STATEMENTS_MAX = 1_000
const MEMBERSHIP_MAX = 64
const PROOF_BYTES_MAX = 128 * 1024
const DIGEST_LENGTH = 32

const format = cborText('bondmark/evidence/1')
// RFC 8949 §4.2.1: keys in bytewise order of their encodings, so the shorter ones first.
const key = {
  format: cborText('format'),
  proofs: cborText('proofs'),
  membership: cborText('membership'),
  statements: cborText('statements'),
}

/** The bytes of an evidence file: the SHA-256 of the rest, then one deterministic CBOR map. */
export function encodeEvidence({ membership, statements, proofs }: Evidence): Uint8Array {
  if (statements.length !== proofs.length) throw new RangeError('each statement has one proof')
  if (statements.length > STATEMENTS_MAX || membership.length > MEMBERSHIP_MAX) {
    throw new RangeError(`at most ${STATEMENTS_MAX} statements and ${MEMBERSHIP_MAX} of the membership`)
  }
  const map = cborMap(
    ...[key.format, format],
    ...[key.proofs, cborArray(...proofs.map(cborText))],
    ...[key.membership, cborArray(...membership.map(cborBytes))],
    ...[key.statements, cborArray(...statements.map(cborBytes))],
  )
  return concatBytes(sha256(map), map)
}

/**
 * Reads the bytes of an evidence file: exactly what `encodeEvidence` writes, and nothing is verified beyond the digest.
 * The byte strings are views of `bytes`.
 * @throws BondmarkError `evidence-too-large` `{size, limit}`, `evidence-damaged` `{size}`, `evidence-malformed`
 * `{at: byte offset, reason}`
 */
export function readEvidence(bytes: Uint8Array): Evidence {
  const size = bytes.length
  if (size > EVIDENCE_BYTES_MAX)
    throw new BondmarkError('evidence-too-large', { size, limit: EVIDENCE_BYTES_MAX })
  const rest = bytes.subarray(DIGEST_LENGTH)
  if (size <= DIGEST_LENGTH || !equalBytes(sha256(rest), bytes.subarray(0, DIGEST_LENGTH))) {
    throw new BondmarkError('evidence-damaged', { size })
  }
  const reader = new CborReader(rest, 'evidence-malformed', DIGEST_LENGTH)
  if (reader.map() !== 4) reader.fail('a map of 4 entries expected', 0)
  reader.literal(key.format, 'format')
  reader.literal(format, 'bondmark/evidence/1')
  reader.literal(key.proofs, 'proofs')
  const proofs = list(reader, STATEMENTS_MAX, () => reader.text(PROOF_BYTES_MAX))
  reader.literal(key.membership, 'membership')
  const membership = list(reader, MEMBERSHIP_MAX, () => reader.bytes(MAX_STATEMENT_BYTES))
  reader.literal(key.statements, 'statements')
  const statements = list(reader, STATEMENTS_MAX, () => reader.bytes(MAX_STATEMENT_BYTES))
  reader.end()
  if (proofs.length !== statements.length) reader.fail('one proof for each statement expected')
  return { membership, statements, proofs }
}

function list<Item>(reader: CborReader, limit: number, item: () => Item): Item[] {
  const count = reader.array()
  if (count > limit) reader.fail(`more than ${limit} items`)
  return Array.from({ length: count }, item)
}
