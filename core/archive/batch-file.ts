import { CborReader } from '../encoding/cbor-reader.ts'
import { cborArrayHead, cborBytes, cborInt, cborMapHead, cborText } from '../encoding/cbor-writer.ts'
import { concatBytes } from '../encoding/concat-bytes.ts'
import { fromHex, toHex } from '../encoding/hex.ts'
import { BATCH_STATEMENTS_MAX } from '../evidence/manifest.ts'
import type { Sign } from '../statement/ed25519.ts'
import { MAX_STATEMENT_BYTES, type Sha256 } from '../statement/statement.ts'
import { contentOf, SIGNED_FILE_HEAD, writeSignedFile } from './signed-file.ts'

/**
 * A sealed batch on its way to a ledger that the station can't reach, `bondmark/batch-file/1`
 * (`docs/formats/batch-file.md`): signed by the station's key, the same statements that a session would bring.
 */
export interface BatchFile {
  /** hex of the key whose chain it is, and which signs the file */
  readonly kid: string
  readonly batch: number
  /** origin of the log that it is for */
  readonly origin: string
  /** the station's issuer URI */
  readonly station: string
  readonly manifest: Uint8Array
  /** in chain order */
  readonly statements: readonly Uint8Array[]
}

/** Bytes of statements and manifest, as in a session. */
const BATCH_BYTES_MAX = 64 * 1024 * 1024
export const BATCH_FILE_BYTES_MAX = BATCH_BYTES_MAX + 64 * 1024
/** What has to be at hand to know whose file it is: `batchFileKid`. */
export const BATCH_FILE_BEGINNING = SIGNED_FILE_HEAD + 64
const TEXT_BYTES_MAX = 256

const format = cborText('bondmark/batch-file/1')
// RFC 8949 §4.2.1: keys in bytewise order of their encodings.
const key = {
  kid: cborText('kid'),
  batch: cborText('batch'),
  format: cborText('format'),
  origin: cborText('origin'),
  station: cborText('station'),
  manifest: cborText('manifest'),
  statements: cborText('statements'),
}
const mapHead = cborMapHead(7)

export function writeBatchFile(file: BatchFile, sign: Sign, sha256: Sha256): Uint8Array {
  const content = concatBytes(
    mapHead,
    ...[key.kid, cborBytes(fromHex(file.kid))],
    ...[key.batch, cborInt(file.batch)],
    ...[key.format, format],
    ...[key.origin, cborText(file.origin)],
    ...[key.station, cborText(file.station)],
    ...[key.manifest, cborBytes(file.manifest)],
    ...[key.statements, cborArrayHead(file.statements.length), ...file.statements.map(cborBytes)],
  )
  return writeSignedFile('batchFile', content, sign, sha256)
}

/** The key that signed a file, by its beginning of at least `BATCH_FILE_BEGINNING` bytes. Throws `sync-file-malformed`. */
export function batchFileKid(beginning: Uint8Array): string {
  return readKid(
    new CborReader(beginning.subarray(SIGNED_FILE_HEAD), 'sync-file-malformed', SIGNED_FILE_HEAD),
  )
}

/**
 * Reads a file that is exactly what `writeBatchFile` writes. Whether its key signed it is its caller's to ask
 * (`isSignedBy`), and what its statements are worth is entry's.
 * @throws BondmarkError `sync-file-malformed` `{at, reason}`, `sync-file-damaged`
 */
export function readBatchFile(file: Uint8Array, sha256: Sha256): BatchFile {
  const reader = new CborReader(contentOf(file, sha256), 'sync-file-malformed', SIGNED_FILE_HEAD)
  if (file.length > BATCH_FILE_BYTES_MAX) reader.fail('too large')
  const kid = readKid(reader)
  reader.literal(key.batch, 'batch')
  const batch = reader.uint()
  reader.literal(key.format, 'format')
  reader.literal(format, 'bondmark/batch-file/1')
  reader.literal(key.origin, 'origin')
  const origin = reader.text(TEXT_BYTES_MAX)
  reader.literal(key.station, 'station')
  const station = reader.text(TEXT_BYTES_MAX)
  reader.literal(key.manifest, 'manifest')
  const manifest = reader.bytes(MAX_STATEMENT_BYTES)
  reader.literal(key.statements, 'statements')
  const count = reader.array()
  if (count < 1 || count > BATCH_STATEMENTS_MAX)
    reader.fail(`1 to ${BATCH_STATEMENTS_MAX} statements expected`)
  const statements = Array.from({ length: count }, () => reader.bytes(MAX_STATEMENT_BYTES))
  reader.end()
  return { kid, batch, origin, station, manifest, statements }
}

function readKid(reader: CborReader): string {
  reader.literal(mapHead, 'a map of 7 entries')
  reader.literal(key.kid, 'kid')
  const kid = reader.bytes(32)
  if (kid.length !== 32) reader.fail('32 bytes expected')
  return toHex(kid)
}
