import { CborReader } from '../encoding/cbor-reader.ts'
import {
  cborArray,
  cborArrayHead,
  cborBytes,
  cborInt,
  cborMapHead,
  cborText,
} from '../encoding/cbor-writer.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { fromHex, toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { BATCH_STATEMENTS_MAX } from '../evidence/manifest.ts'
import type { Sign, Verify } from '../statement/ed25519.ts'
import type { SignedRefusal } from '../statement/refusal.ts'
import type { Sha256 } from '../statement/statement.ts'
import { contentOf, isSignedBy, SIGNED_FILE_HEAD, writeSignedFile } from './signed-file.ts'

/** What a ledger answers to a batch file, `bondmark/receipts-file/1`: signed by the log's key, to go back by hand. */
export interface ReceiptsFile {
  /** hex of the station's key whose batch it was */
  readonly kid: string
  readonly batch: number
  /** origin of the log */
  readonly origin: string
  /** hex id of the batch's manifest */
  readonly manifest: string
  /** statement ids (hex) with their C2SP tlog-proofs, in chain order */
  readonly receipts: readonly { readonly id: string; readonly proof: string }[]
  readonly refused: readonly SignedRefusal[]
  /** what is missing before the batch, which the ledger holds until then; times in Unix ms */
  readonly waiting: {
    readonly previous: string
    readonly firstMissingSeq: number | null
    readonly lastMissingSeq: number | null
    readonly since: number
    readonly until: number
  } | null
}

const PROOF_BYTES_MAX = 16 * 1024
/** The last date there is (ECMA-262 §21.4.1.1). */
const TIME_MAX_MS = 8_640_000_000_000_000
const REFUSAL_BYTES_MAX = 64 * 1024
const ITEMS_MAX = BATCH_STATEMENTS_MAX + 1
export const RECEIPTS_FILE_BYTES_MAX = ITEMS_MAX * (PROOF_BYTES_MAX + 64) + 1024 * 1024

const code = 'sync-file-malformed'
const format = cborText('bondmark/receipts-file/1')
const key = {
  kid: cborText('kid'),
  batch: cborText('batch'),
  format: cborText('format'),
  origin: cborText('origin'),
  refused: cborText('refused'),
  waiting: cborText('waiting'),
  manifest: cborText('manifest'),
  receipts: cborText('receipts'),
}
const mapHead = cborMapHead(8)

export function writeReceiptsFile(file: ReceiptsFile, sign: Sign, sha256: Sha256): Uint8Array {
  const { waiting } = file
  const content = concatBytes(
    mapHead,
    ...[key.kid, cborBytes(fromHex(file.kid))],
    ...[key.batch, cborInt(file.batch)],
    ...[key.format, format],
    ...[key.origin, cborText(file.origin)],
    ...[key.refused, cborArrayHead(file.refused.length)],
    ...file.refused.map(({ bytes, signature }) => cborArray(cborBytes(bytes), cborBytes(signature))),
    ...[key.waiting, waiting === null ? cborArray() : waitingItems(waiting)],
    ...[key.manifest, cborBytes(fromHex(file.manifest))],
    ...[key.receipts, cborArrayHead(file.receipts.length)],
    ...file.receipts.map(({ id, proof }) => cborArray(cborBytes(fromHex(id)), cborText(proof))),
  )
  return writeSignedFile('receiptsFile', content, sign, sha256)
}

/** No place in a chain is 0, so that 0 says that the place is not known. */
function waitingItems(waiting: NonNullable<ReceiptsFile['waiting']>): Uint8Array {
  const { previous, firstMissingSeq, lastMissingSeq, since, until } = waiting
  const numbers = [firstMissingSeq ?? 0, lastMissingSeq ?? 0, since, until].map(cborInt)
  return cborArray(cborBytes(fromHex(previous)), ...numbers)
}

/**
 * Reads a receipts file of the log with this raw key. Its proofs and refusals are its caller's to verify.
 * @throws BondmarkError `sync-file-malformed` `{at, reason}`, `sync-file-damaged`, `sync-file-forged` when the log's key
 * did not sign it
 */
export function readReceiptsFile(
  file: Uint8Array,
  publicKey: Uint8Array,
  verify: Verify,
  sha256: Sha256,
): ReceiptsFile {
  const content = contentOf(file, sha256)
  if (!isSignedBy(file, 'receiptsFile', publicKey, verify)) throw new BondmarkError('sync-file-forged')
  const reader = new CborReader(content, code, SIGNED_FILE_HEAD)
  reader.literal(mapHead, 'a map of 8 entries')
  reader.literal(key.kid, 'kid')
  const kid = readHash(reader)
  reader.literal(key.batch, 'batch')
  const batch = reader.uint()
  reader.literal(key.format, 'format')
  reader.literal(format, 'bondmark/receipts-file/1')
  reader.literal(key.origin, 'origin')
  const origin = reader.text(256)
  reader.literal(key.refused, 'refused')
  const refused = readItems(reader, 2, () => {
    return { bytes: reader.bytes(REFUSAL_BYTES_MAX), signature: reader.bytes(64) }
  })
  reader.literal(key.waiting, 'waiting')
  const waiting = readWaiting(reader)
  reader.literal(key.manifest, 'manifest')
  const manifest = readHash(reader)
  reader.literal(key.receipts, 'receipts')
  const receipts = readItems(reader, 2, () => ({ id: readHash(reader), proof: reader.text(PROOF_BYTES_MAX) }))
  reader.end()
  return { kid, batch, origin, manifest, receipts, refused, waiting }
}

function readItems<Item>(reader: CborReader, parts: number, read: () => Item): Item[] {
  const count = reader.array()
  if (count > ITEMS_MAX) reader.fail(`more than ${ITEMS_MAX} items`)
  return Array.from({ length: count }, () => {
    if (reader.array() !== parts) reader.fail(`${parts} parts expected`)
    return read()
  })
}

function readWaiting(reader: CborReader): ReceiptsFile['waiting'] {
  const parts = reader.array()
  if (parts === 0) return null
  if (parts !== 5) reader.fail('5 parts expected')
  const previous = readHash(reader)
  const [first, last, since, until] = [reader.uint(), reader.uint(), reader.uint(), reader.uint()]
  if (Math.max(since, until) > TIME_MAX_MS) reader.fail('no date')
  return { previous, firstMissingSeq: first || null, lastMissingSeq: last || null, since, until }
}

function readHash(reader: CborReader): string {
  const hash = reader.bytes(32)
  if (hash.length !== 32) reader.fail('32 bytes expected')
  return toHex(hash)
}
