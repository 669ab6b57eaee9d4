import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { parseCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNote } from '../../core/log/note-text.ts'
import { verifyTlogProof } from '../../core/log/tlog-proof.ts'
import { readRefusal, readRefusalsFile } from '../../core/statement/refusal.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { SealedBatch } from '../../sync/documents/batch-document.ts'
import { type SyncBatchOptions, type SyncProgress, syncBatch } from '../../sync/replication/sync-batch.ts'
import { type LedgerHere, startLedgerHere } from './ledger-here.ts'
import { startLedgerProcess } from './ledger-process.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each()
})

async function start() {
  const consortium = makeTrainingConsortium()
  undo.push(() => consortium.remove())
  const ledger = await startLedgerHere(consortium)
  undo.push(() => ledger.close())
  return { consortium, ledger }
}

/** One that can be killed. */
async function startApart() {
  const consortium = makeTrainingConsortium()
  undo.push(() => consortium.remove())
  const ledger = await startLedgerProcess(consortium)
  undo.push(() => ledger.kill())
  return { consortium, ledger }
}

const options = (
  consortium: TrainingConsortium,
  ledger: Pick<LedgerHere, 'url'>,
  batch: SealedBatch,
  more: Partial<SyncBatchOptions> = {},
): SyncBatchOptions => ({
  url: ledger.url,
  station: consortium.station.issuer,
  batch,
  identity: consortium.station,
  logVkey: consortium.logVkey,
  witnessVkeys: [consortium.witnessVkey],
  k: 1,
  ...more,
})

const health = async (ledger: Pick<LedgerHere, 'url'>) =>
  (await (await fetch(`${ledger.url}/health`)).json()) as { entries: number }

describe('syncing a batch', () => {
  it('logs 300 statements and their manifest, with receipts that verify offline', async () => {
    const { consortium, ledger } = await start()
    const statements = makeStatements(consortium.station, 300)
    const batch = sealBatch(consortium.station, consortium.supervisor, 1, statements)
    const stages: SyncProgress[] = []
    const result = await syncBatch(options(consortium, ledger, batch, { onProgress: (p) => stages.push(p) }))

    expect(result.refused).toEqual([])
    expect(result).not.toHaveProperty('refusal')
    expect(result.receipts.map(({ id }) => id)).toEqual([...statements, batch.manifest].map(({ id }) => id))
    const { logVkey, witnessVkey } = consortium
    const indexes = [...statements, batch.manifest].map(({ bytes }, i) => {
      const proof = result.receipts[i]?.proof ?? ''
      const check = {
        proof,
        leaf: bytes,
        logVkey,
        witnessVkeys: [witnessVkey],
        k: 1,
        verify: verifyEd25519,
        exact: true,
      }
      return verifyTlogProof(check).index
    })
    expect(indexes).toEqual(Array.from({ length: 301 }, (_, i) => i))
    expect(parseCheckpoint(parseNote(result.checkpoint).text)).toMatchObject({
      origin: ledger.origin,
      size: 301,
    })
    expect([...new Set(stages.map(({ stage }) => stage))]).toEqual(['connect', 'upload', 'log', 'receipts'])
    const raw = statements.reduce((sum, { bytes }) => sum + bytes.length, 0)
    expect(result.bytesSent).toBeGreaterThan(1000)
    expect(result.bytesSent + result.bytesReceived).toBeLessThan(raw)
  })

  it('writes nothing twice and gives the same receipts when the batch is synced again', async () => {
    const { consortium, ledger } = await start()
    const batch = sealBatch(
      consortium.station,
      consortium.supervisor,
      1,
      makeStatements(consortium.station, 40),
    )
    const first = await syncBatch(options(consortium, ledger, batch))
    const again = await syncBatch(options(consortium, ledger, batch))
    expect(again.receipts).toEqual(first.receipts)
    expect(again.checkpoint).toBe(first.checkpoint)
    expect(await health(ledger)).toMatchObject({ ok: true, entries: 41, checkpoint: 41 })
  })

  it('goes on with the chain in the next batch', async () => {
    const { consortium, ledger } = await start()
    const first = makeStatements(consortium.station, 5)
    const second = makeStatements(consortium.station, 4, { seq: 5, id: first[4]?.id ?? '' })
    await syncBatch(
      options(consortium, ledger, sealBatch(consortium.station, consortium.supervisor, 1, first)),
    )
    const batch = sealBatch(consortium.station, consortium.supervisor, 2, second, 6)
    const result = await syncBatch(options(consortium, ledger, batch))
    expect(result.receipts).toHaveLength(5)
    expect(await health(ledger)).toMatchObject({ entries: 11 })
  })
})

describe('a sync that is cut off', () => {
  it.each(['connect', 'upload', 'log', 'receipts'] as const)(
    'is whole after the ledger was killed at %s and the batch is synced again',
    async (stage) => {
      const { consortium, ledger } = await startApart()
      const batch = sealBatch(
        consortium.station,
        consortium.supervisor,
        1,
        makeStatements(consortium.station, 120),
      )
      const cut = syncBatch(
        options(consortium, ledger, batch, {
          onProgress: (progress) => {
            if (progress.stage === stage) ledger.child.kill('SIGKILL')
          },
        }),
      )
      await cut.catch((error) => expect(error.code).toMatch(/^(session-closed|ledger-unreachable)$/))
      await ledger.kill()
      const next = await startLedgerProcess(consortium)
      undo.push(() => next.kill())
      const result = await syncBatch(options(consortium, next, batch))
      expect(result.receipts).toHaveLength(121)
      expect(await health(next)).toMatchObject({ entries: 121, checkpoint: 121 })
    },
  )

  it('says that the ledger is unreachable when nobody listens', async () => {
    const { consortium, ledger } = await startApart()
    await ledger.kill()
    const batch = sealBatch(
      consortium.station,
      consortium.supervisor,
      1,
      makeStatements(consortium.station, 2),
    )
    await expect(syncBatch(options(consortium, ledger, batch))).rejects.toMatchObject({
      code: 'ledger-unreachable',
    })
  })

  it('ends when it is cancelled', async () => {
    const { consortium, ledger } = await start()
    const batch = sealBatch(
      consortium.station,
      consortium.supervisor,
      1,
      makeStatements(consortium.station, 50),
    )
    const abort = new AbortController()
    const sync = syncBatch(
      options(consortium, ledger, batch, { signal: abort.signal, onProgress: () => abort.abort() }),
    )
    await expect(sync).rejects.toMatchObject({ code: 'sync-cancelled' })
  })
})

describe('who may sync', () => {
  it('refuses a station whose key is not listed', async () => {
    const { consortium, ledger } = await start()
    const other = makeTrainingConsortium()
    undo.push(() => other.remove())
    const batch = sealBatch(other.station, other.supervisor, 1, makeStatements(other.station, 2))
    const sync = syncBatch(options(consortium, ledger, batch, { identity: other.station }))
    await expect(sync).rejects.toMatchObject({ code: 'key-unlisted', detail: { kid: other.station.kid } })
    expect(await health(ledger)).toMatchObject({ entries: 0 })
  })

  it('refuses who names a listed key and does not hold it', async () => {
    const { consortium, ledger } = await start()
    const batch = sealBatch(
      consortium.station,
      consortium.supervisor,
      1,
      makeStatements(consortium.station, 2),
    )
    const identity = { kid: consortium.station.kid, sign: consortium.supervisor.sign }
    const sync = syncBatch(options(consortium, ledger, batch, { identity }))
    await expect(sync).rejects.toMatchObject({ code: 'session-signature-invalid' })
  })

  it('refuses a person who comes as a station', async () => {
    const { consortium, ledger } = await start()
    const batch = sealBatch(
      consortium.station,
      consortium.supervisor,
      1,
      makeStatements(consortium.station, 2),
    )
    const { supervisor } = consortium
    const sync = syncBatch(
      options(consortium, ledger, batch, { identity: supervisor, station: supervisor.issuer }),
    )
    await expect(sync).rejects.toMatchObject({ code: 'session-not-a-station' })
  })

  it('sends nothing to a ledger that is not the trusted one', async () => {
    const { consortium, ledger } = await start()
    const other = makeTrainingConsortium()
    undo.push(() => other.remove())
    const batch = sealBatch(
      consortium.station,
      consortium.supervisor,
      1,
      makeStatements(consortium.station, 2),
    )
    // The same origin under another key: only the signature tells them apart.
    const sync = syncBatch(options(consortium, ledger, batch, { logVkey: other.logVkey }))
    await expect(sync).rejects.toMatchObject({ code: 'ledger-not-trusted' })
    expect(await health(ledger)).toMatchObject({ entries: 0 })
  })

  it('takes no receipt without the witnesses that the station trusts', async () => {
    const { consortium, ledger } = await start()
    const other = makeTrainingConsortium()
    undo.push(() => other.remove())
    const batch = sealBatch(
      consortium.station,
      consortium.supervisor,
      1,
      makeStatements(consortium.station, 2),
    )
    const strict = { witnessVkeys: [consortium.witnessVkey, other.witnessVkey], k: 2 }
    await expect(syncBatch(options(consortium, ledger, batch, strict))).rejects.toMatchObject({
      code: 'receipt-invalid',
      detail: { reason: 'witnesses-missing' },
    })
  })
})

describe('what is not logged', () => {
  it('refuses a forged statement and what stands on it, and logs the rest', async () => {
    const { consortium, ledger } = await start()
    const { station, supervisor } = consortium
    const good = makeStatements(station, 3)
    const forged = makeStatements({ ...station, sign: supervisor.sign }, 1, { seq: 3, id: good[2]?.id ?? '' })
    const after = makeStatements(station, 1, { seq: 4, id: forged[0]?.id ?? '' })
    const batch = sealBatch(station, supervisor, 1, [...good, ...forged, ...after])
    const result = await syncBatch(options(consortium, ledger, batch))
    expect(result.refused).toMatchObject([
      { id: forged[0]?.id, code: 'statement-forged' },
      { id: after[0]?.id, code: 'chain-follows-refused' },
    ])
    expect(result.receipts.map(({ id }) => id)).toEqual([...good, batch.manifest].map(({ id }) => id))
    expect(await health(ledger)).toMatchObject({ entries: 4 })

    const key = consortium.logSigner.publicKey
    const [forgery, follower] = result.refused.map(({ signed }) => readRefusal(signed, key, verifyEd25519))
    expect(forgery).toEqual({
      format: 'bondmark/refusal/2',
      origin: ledger.origin,
      statement: forged[0]?.id,
      code: 'statement-forged',
      detail: { id: forged[0]?.id },
      final: true,
      kept: true,
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/),
    })
    expect(follower).toMatchObject({ code: 'chain-follows-refused', final: true })

    // Asked again, it says the very same, and so does its page to anybody.
    expect((await syncBatch(options(consortium, ledger, batch))).refused).toEqual(result.refused)
    const page = await fetch(`${ledger.url}/refusals/${forged[0]?.id}`)
    expect(readRefusalsFile(new Uint8Array(await page.arrayBuffer()), key, verifyEd25519)).toEqual([forgery])
  })

  it('refuses a second statement for a place in the chain', async () => {
    const { consortium, ledger } = await start()
    const { station, supervisor } = consortium
    await syncBatch(
      options(consortium, ledger, sealBatch(station, supervisor, 1, makeStatements(station, 2))),
    )
    const other = makeStatements(station, 2)
    const result = await syncBatch(options(consortium, ledger, sealBatch(station, supervisor, 2, other)))
    expect(result.refused.map(({ code }) => code)).toEqual(['entry-equivocation', 'entry-equivocation'])
  })

  it('takes nothing of a batch that an operator sealed', async () => {
    const { consortium, ledger } = await start()
    const batch = sealBatch(consortium.station, consortium.operator, 1, makeStatements(consortium.station, 2))
    await expect(syncBatch(options(consortium, ledger, batch))).rejects.toMatchObject({
      code: 'key-may-not-state',
    })
    expect(await health(ledger)).toMatchObject({ entries: 0 })
  })

  it('takes nothing of a batch whose manifest says something else', async () => {
    const { consortium, ledger } = await start()
    const { station, supervisor } = consortium
    const statements = makeStatements(station, 3)
    const sealed = sealBatch(station, supervisor, 1, statements, 1, { root: '00'.repeat(32) })
    await expect(syncBatch(options(consortium, ledger, sealed))).rejects.toMatchObject({
      code: 'document-frozen',
      detail: { document: 'batch/LBL07/1', reason: 'manifest-mismatch' },
    })
    const short = { ...sealBatch(station, supervisor, 2, statements), statements: statements.slice(0, 2) }
    await expect(syncBatch(options(consortium, ledger, short))).rejects.toMatchObject({
      code: 'document-frozen',
      detail: { document: 'batch/LBL07/2', reason: 'manifest-mismatch' },
    })
    expect(await health(ledger)).toMatchObject({ entries: 0 })
  })

  it('takes nothing of a batch with bytes that are no statement', async () => {
    const { consortium, ledger } = await start()
    const { station, supervisor } = consortium
    const [first] = makeStatements(station, 1)
    const bytes = new Uint8Array([...(first?.bytes ?? []), 0])
    const garbled = { id: createHash('sha256').update(bytes).digest('hex'), bytes }
    const sync = syncBatch(options(consortium, ledger, sealBatch(station, supervisor, 1, [garbled])))
    await expect(sync).rejects.toMatchObject({
      code: 'document-frozen',
      detail: { reason: 'statement-malformed' },
    })
  })
})
