import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { kidOf } from '../statement/statement.ts'
import {
  BATCH_FILE_BEGINNING,
  type BatchFile,
  batchFileKid,
  readBatchFile,
  writeBatchFile,
} from './batch-file.ts'
import { type ReceiptsFile, readReceiptsFile, writeReceiptsFile } from './receipts-file.ts'
import { isSignedBy, writeSignedFile } from './signed-file.ts'

const { publicKey, sign } = signerFromSeed(generateSeed())
const kid = kidOf(publicKey)
const id = 'ab'.repeat(32)
const bytes = (length: number) => new Uint8Array(length).fill(7)

const batch: BatchFile = {
  kid,
  batch: 3,
  origin: 'ledger.example/bondmark/a',
  station: 'https://id.bondmark.example/org/a/station/LBL07',
  manifest: bytes(300),
  statements: [bytes(20), bytes(300), bytes(65_535)],
}
const receipts: ReceiptsFile = {
  kid,
  batch: 3,
  origin: 'ledger.example/bondmark/a',
  manifest: id,
  receipts: [{ id, proof: 'c2sp.org/tlog-proof@v1\n' }],
  refused: [{ bytes: bytes(90), signature: bytes(64) }],
  waiting: {
    previous: id,
    firstMissingSeq: null,
    lastMissingSeq: 9,
    since: 1_790_000_000_000,
    until: 1_790_600_000_000,
  },
}
const batchFile = writeBatchFile(batch, sign, sha256Native)
const receiptsFile = writeReceiptsFile(receipts, sign, sha256Native)

/** The batch in a file as a ledger takes it: signed by the key that it names. */
function taken(file: Uint8Array): BatchFile {
  const read = readBatchFile(file, sha256Native)
  if (read.kid !== kid || !isSignedBy(file, 'batchFile', publicKey, verifyEd25519))
    throw new BondmarkError('sync-file-forged')
  return read
}
const answered = (file: Uint8Array) => readReceiptsFile(file, publicKey, verifyEd25519, sha256Native)

describe.each([
  ['a batch file', batchFile, taken, batch],
  ['a receipts file', receiptsFile, answered, receipts],
] as const)('%s', (_, file, read, said) => {
  it('says what was written into it', () => {
    expect(read(file)).toEqual(said)
  })

  it('is refused with any byte of it changed, cut off or added', () => {
    const changes = fc.record({ at: fc.nat(file.length - 1), by: fc.integer({ min: 1, max: 255 }) })
    const near = fc.record({ at: fc.nat(200), by: fc.integer({ min: 1, max: 255 }) })
    fc.assert(
      fc.property(fc.oneof(changes, near), ({ at, by }) => {
        const changed = file.slice()
        changed[at] = (changed[at] ?? 0) ^ by
        expect(() => read(changed)).toThrow(BondmarkError)
        expect(() => read(file.slice(0, at))).toThrow(BondmarkError)
      }),
      { numRuns: 200 },
    )
    expect(() => read(Uint8Array.from([...file, 0]))).toThrow('sync-file-damaged')
  })

  it('is no other file of the same key, and nothing else that it signed', () => {
    const content = file.subarray(96)
    const other = said === batch ? 'receiptsFile' : 'batchFile'
    expect(() => read(writeSignedFile(other, content, sign, sha256Native))).toThrow('sync-file-forged')
  })

  it('is refused when it is well signed and not what the writer writes', () => {
    const content = file.subarray(96)
    fc.assert(
      fc.property(fc.nat(content.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = content.slice()
        changed[at] = (changed[at] ?? 0) ^ by
        const again = writeSignedFile(
          said === batch ? 'batchFile' : 'receiptsFile',
          changed,
          sign,
          sha256Native,
        )
        try {
          // What can be read has one encoding: it is exactly the file of what it says.
          const found = read(again)
          const written =
            said === batch
              ? writeBatchFile(found as BatchFile, sign, sha256Native)
              : writeReceiptsFile(found as ReceiptsFile, sign, sha256Native)
          expect(Buffer.compare(written, again)).toBe(0)
        } catch (error) {
          if (!(error instanceof BondmarkError)) throw error
        }
      }),
      { numRuns: 300 },
    )
  })
})

it('the key of a batch file is known from its beginning', () => {
  expect(batchFileKid(batchFile.subarray(0, BATCH_FILE_BEGINNING))).toBe(kid)
})

it('a receipts file whose time is no date is refused, since nobody could show it', () => {
  const waiting = {
    previous: id,
    firstMissingSeq: null,
    lastMissingSeq: 9,
    since: 0,
    until: 8_640_000_000_000_001,
  }
  const file = writeReceiptsFile({ ...receipts, waiting }, sign, sha256Native)
  expect(() => answered(file)).toThrow('sync-file-malformed')
})
