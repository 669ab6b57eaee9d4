import { readBatchFile, writeBatchFile } from '../../core/archive/batch-file.ts'
import { readReceiptsFile, writeReceiptsFile } from '../../core/archive/receipts-file.ts'
import { SIGNED_FILE_HEAD, writeSignedFile } from '../../core/archive/signed-file.ts'
import { readRefusalsFile, signRefusal, writeRefusalsFile } from '../../core/statement/refusal.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Decoder } from './decoder.ts'
import * as sample from './samples.ts'

const id = 'ab'.repeat(32)
const origin = 'log.bondmark.example/bondmark/harbour'
const sign = () => new Uint8Array(64)
const isValid = () => true
const contentOf = (file: Uint8Array) => file.subarray(SIGNED_FILE_HEAD)
const batch = {
  ...{ kid: id, batch: 3, origin, station: 'https://id.bondmark.example/org/harbour/station/LBL07' },
  ...{ manifest: sample.manifest, statements: sample.statements },
}
const refused = [
  signRefusal(
    {
      ...{ format: 'bondmark/refusal/2', origin, statement: id, code: 'chain-gap', detail: { seq: 3 } },
      ...{ final: false, kept: true, at: '2026-06-01T08:00:00.000Z' },
    },
    sign,
  ),
]
const receipts = {
  ...{ kid: id, batch: 3, origin, manifest: id, receipts: [{ id, proof: sample.proof }], refused },
  waiting: { previous: id, firstMissingSeq: 1, lastMissingSeq: 9, since: 1, until: 2 },
}

/** What travels by hand. A well signed file is what can do harm, so what is changed gets a digest that fits. */
export const syncFileDecoders: readonly Decoder[] = [
  {
    name: 'batch-file',
    corpus: [contentOf(writeBatchFile(batch, sign, sha256Native))],
    decode: (bytes) => readBatchFile(writeSignedFile('batchFile', bytes, sign, sha256Native), sha256Native),
  },
  {
    name: 'receipts-file',
    corpus: [contentOf(writeReceiptsFile(receipts, sign, sha256Native))],
    decode(bytes) {
      const file = writeSignedFile('receiptsFile', bytes, sign, sha256Native)
      return readReceiptsFile(file, new Uint8Array(32), isValid, sha256Native)
    },
  },
  {
    name: 'refusals',
    corpus: [writeRefusalsFile(refused)],
    decode: (bytes) => readRefusalsFile(bytes, new Uint8Array(32), isValid),
  },
]
