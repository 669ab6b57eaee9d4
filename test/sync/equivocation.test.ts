import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEquivocationProof } from '../../core/statement/equivocation.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { SealedBatch } from '../../sync/documents/batch-document.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { answerOf, bondmark } from '../shift/bondmark.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

let consortium: TrainingConsortium
let ledger: LedgerProcess
beforeAll(async () => {
  consortium = makeTrainingConsortium()
  ledger = await startLedgerProcess(consortium)
  const { station, supervisor } = consortium
  await send(sealBatch(station, supervisor, 1, makeStatements(station, 2)))
  const result = await send(sealBatch(station, supervisor, 2, makeStatements(station, 2)))
  expect(result.refused.map(({ code }) => code)).toEqual(['entry-equivocation', 'entry-equivocation'])
  // Whoever was refused has been shown to have signed twice: the proof was on disk before the answer was sent.
  await ledger.kill()
  ledger = await startLedgerProcess(consortium)
})
afterAll(async () => {
  await ledger.kill()
  consortium.remove()
})

function send(batch: SealedBatch) {
  const { station, logVkey, witnessVkey } = consortium
  const parties = { station: station.issuer, identity: station, logVkey, witnessVkeys: [witnessVkey], k: 1 }
  return syncBatch({ url: ledger.url, batch, ...parties })
}

const page = (path: string, init?: RequestInit) => fetch(`${ledger.url}${path}`, init)

describe('a ledger that saw a key sign twice for one place', () => {
  it('names the place to anybody, also after a kill', async () => {
    const { kid } = consortium.station
    expect(await (await page('/equivocations')).json()).toEqual({
      format: 'bondmark/equivocations/1',
      places: [
        { kid, seq: 1 },
        { kid, seq: 2 },
      ],
    })
  })

  it('hands out the proof, which needs nobody’s word', async () => {
    const { kid, issuer } = consortium.station
    const response = await page(`/equivocations/${kid}/2`)
    expect(response.headers.get('content-type')).toBe('application/json')
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(readEquivocationProof(bytes, verifyEd25519)).toMatchObject({ kid, seq: 2 })

    const file = join(consortium.data, 'proof.json')
    writeFileSync(file, bytes)
    const { code, json } = await answerOf<object>(['verify', file])
    expect(code).toBe(0)
    expect(json).toMatchObject({ format: 'bondmark/verify-equivocation/1', ok: true, kid, seq: 2 })
    const { stdout, stderr } = await bondmark(['verify', file])
    expect(stdout + stderr).toContain(issuer)

    bytes[bytes.length - 40] = (bytes[bytes.length - 40] ?? 0) ^ 1
    writeFileSync(file, bytes)
    const changed = await answerOf<object>(['verify', file])
    expect(changed.code).toBe(1)
    expect(changed.json).toMatchObject({ ok: false, reason: expect.stringMatching(/^equivocation-/) })
  })

  it.each([
    ['/equivocations/', 'GET', 404],
    [`/equivocations/${'ab'.repeat(32)}/1`, 'GET', 404],
    ['/equivocations/../health', 'GET', 200],
    ['/equivocations', 'POST', 405],
  ])('answers %s to %s with %i', async (path, method, status) => {
    expect((await page(path, { method })).status).toBe(status)
  })
})
