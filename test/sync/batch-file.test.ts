import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BatchFile, writeBatchFile } from '../../core/archive/batch-file.ts'
import { readReceiptsFile } from '../../core/archive/receipts-file.ts'
import { waitingPage } from '../../core/contract/batch-answers.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { SealedBatch } from '../../sync/documents/batch-document.ts'
import { checkReceipts, proofChecker } from '../../sync/replication/receipt-check.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { type LedgerHere, startLedgerHere } from './ledger-here.ts'
import { startLedgerProcess } from './ledger-process.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

let consortium: TrainingConsortium
/** Of the ledger in hand, wherever it runs. */
let ledger: Pick<LedgerHere, 'url' | 'origin'>
let here: LedgerHere
beforeEach(async () => {
  consortium = makeTrainingConsortium()
  here = await startLedgerHere(consortium)
  ledger = here
})
afterEach(async () => {
  await here.close()
  consortium.remove()
})

function fileOf(
  { n, statements, manifest }: SealedBatch,
  change: Partial<BatchFile> = {},
  signer = consortium.station,
) {
  const { kid, issuer: station } = consortium.station
  const said = { kid, batch: n, origin: ledger.origin, station, manifest: manifest.bytes }
  return writeBatchFile(
    { ...said, statements: statements.map(({ bytes }) => bytes), ...change },
    signer.sign,
    sha256Native,
  )
}
const post = (file: Uint8Array, headers: Record<string, string> = {}) =>
  fetch(`${ledger.url}/batch-file`, { method: 'POST', body: new Uint8Array(file), headers })
async function taken(file: Uint8Array) {
  const response = await post(file)
  expect(response.status).toBe(200)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return readReceiptsFile(bytes, consortium.logSigner.publicKey, verifyEd25519, sha256Native)
}
const codeOf = async (file: Uint8Array) => {
  const response = await post(file)
  expect(response.status).toBe(422)
  return ((await response.json()) as { failure: { code: string } }).failure.code
}
const entries = async () =>
  ((await (await fetch(`${ledger.url}/health`)).json()) as { entries: number }).entries

describe('a batch that is carried to the ledger', () => {
  it('is logged by the rules of a session, and answered with receipts that verify offline, again and again', async () => {
    const { station, supervisor, logVkey, witnessVkey } = consortium
    const batch = sealBatch(station, supervisor, 1, makeStatements(station, 70))
    const file = fileOf(batch)
    const answer = await taken(file)
    const proofs = new Map(answer.receipts.map(({ id, proof }) => [id, proof]))
    const policy = { batch, logVkey, witnessVkeys: [witnessVkey], k: 1 }
    expect(checkReceipts(policy, proofs, new Set(), proofChecker(policy, new Map()))).toHaveLength(71)
    expect(answer).toMatchObject({
      batch: 1,
      origin: ledger.origin,
      manifest: batch.manifest.id,
      waiting: null,
    })
    expect(await taken(file)).toEqual(answer)
    // By the wire, it is the same batch.
    const { receipts } = await syncBatch({
      ...{ url: ledger.url, station: station.issuer, identity: station },
      ...policy,
    })
    expect(receipts).toEqual(answer.receipts)
    expect(await entries()).toBe(71)
  })

  it('may come before the one it follows', async () => {
    await here.close()
    const killed = await startLedgerProcess(consortium)
    ledger = killed
    const { station, supervisor } = consortium
    const made = makeStatements(station, 6)
    const first = sealBatch(station, supervisor, 1, made.slice(0, 3))
    const second = sealBatch(station, supervisor, 2, made.slice(3), 4)
    const early = await taken(fileOf(second))
    expect(early).toMatchObject({
      receipts: [],
      refused: [],
      waiting: { firstMissingSeq: 1, lastMissingSeq: 3 },
    })
    const pages = waitingPage
      .strict()
      .parse(await (await fetch(`${ledger.url}/waiting/${station.kid}`)).json())
    expect(pages).toMatchObject({ batches: [{ batch: 2, statements: 3, lastMissingSeq: 3, expired: null }] })
    await killed.kill()
    here = await startLedgerHere(consortium)
    ledger = here
    await taken(fileOf(first))
    expect(await entries()).toBe(8)
    expect((await taken(fileOf(second))).receipts).toHaveLength(4)
  })

  it('is refused when it is a stranger’s, another’s, changed, or for another log, and nothing of it is logged', async () => {
    const { station, supervisor, operator } = consortium
    const batch = sealBatch(station, supervisor, 1, makeStatements(station, 3))
    expect(await codeOf(fileOf(batch, {}, operator))).toBe('sync-file-forged')
    expect(await codeOf(fileOf(batch, { kid: 'ab'.repeat(32) }))).toBe('key-unlisted')
    expect(await codeOf(fileOf(batch, { origin: 'other.example/bondmark/b' }))).toBe('sync-file-foreign')
    expect(await codeOf(fileOf(batch, { station: station.issuer.replace('LBL07', 'LBL08') }))).toBe(
      'issuer-foreign',
    )
    const person = { kid: operator.kid, station: operator.issuer }
    expect(await codeOf(fileOf(batch, person, operator))).toBe('session-not-a-station')
    expect(await codeOf(fileOf(batch, { batch: 2 }))).toBe('manifest-mismatch')
    const changed = fileOf(batch)
    changed[500] = (changed[500] ?? 0) ^ 1
    expect(await codeOf(changed)).toBe('sync-file-damaged')
    expect(await codeOf(changed.subarray(0, 50))).toBe('sync-file-malformed')
    expect((await post(fileOf(batch), { Origin: 'https://evil.example' })).status).toBe(403)
    expect((await fetch(`${ledger.url}/batch-file`)).status).toBe(405)
    expect(await entries()).toBe(0)

    // Nor does a stranger hold it up who sends without end, or much that is none.
    let pieces = 0
    const body = new ReadableStream({
      pull(stream) {
        if (pieces++ > 400) stream.close()
        else stream.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const endless = { method: 'POST', body, duplex: 'half' } as RequestInit
    const said = await fetch(`${ledger.url}/batch-file`, endless).then(
      ({ status }) => status,
      () => 'cut off',
    )
    expect([413, 'cut off']).toContain(said)
    expect(await codeOf(new Uint8Array(4 * 1024 * 1024))).toBe('sync-file-malformed')
    expect((await taken(fileOf(batch))).receipts).toHaveLength(4)
  })
})
