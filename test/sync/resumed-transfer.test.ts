import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type SealedBatch, writeBatchDocument } from '../../sync/documents/batch-document.ts'
import { cutDocument } from '../../sync/documents/document-frames.ts'
import type { Receipt } from '../../sync/documents/receipts-document.ts'
import { runStationSession } from '../../sync/replication/station-session.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { type CuttingProxy, cuttingProxy, type Passed } from './cutting-proxy.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

/** About 1.2 MB of statements: four frames up. */
const COUNT = 1_000
/** What one batch takes in bytes when nothing is cut. */
const whole = { up: 0, down: 0 }

let consortium: TrainingConsortium
let ledger: LedgerProcess
let proxy: CuttingProxy
let last = { seq: 0, id: '' }
beforeAll(async () => {
  consortium = makeTrainingConsortium()
  ledger = await startLedgerProcess(consortium)
})
afterAll(async () => {
  await ledger.kill()
  consortium.remove()
})
afterEach(() => proxy.close())

const never = (_passed: Passed) => false
let n = 0
/** The next sealed batch of the station. */
function nextBatch(): SealedBatch {
  const { station, supervisor } = consortium
  const statements = last.seq === 0 ? makeStatements(station, COUNT) : makeStatements(station, COUNT, last)
  n += 1
  const batch = sealBatch(station, supervisor, n, statements, last.seq + 1)
  last = { seq: last.seq + COUNT, id: statements.at(-1)?.id ?? '' }
  return batch
}

async function bring(
  batch: SealedBatch,
  cut: (passed: Passed) => boolean,
  known: readonly Receipt[] = [],
  hold = never,
  apart = false,
) {
  proxy = await cuttingProxy(ledger.url, cut, hold)
  const { station, logVkey, witnessVkey } = consortium
  const arrived: Receipt[] = []
  const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
  const task = { url: proxy.url, station: station.issuer, batch, known, ...trust, silenceMsMax: 30_000 }
  const onReceipts = (receipts: readonly Receipt[]) => arrived.splice(0, arrived.length, ...receipts)
  const sign = async (message: Uint8Array) => station.sign(message)
  // Where only the ledger's side matters, without a process of its own, which costs more than the sync.
  const result = apart
    ? syncBatch({ ...task, identity: station, onReceipts })
    : runStationSession({ ...task, kid: station.kid }, { sign, onReceipts, onProgress: () => undefined })
  const outcome = await result.catch((error) => error.code as string)
  proxy.close()
  return { outcome, arrived, passed: proxy.passed }
}
const entries = async () =>
  ((await (await fetch(`${ledger.url}/health`)).json()) as { entries: number }).entries

describe('a sync that is cut off in the middle', () => {
  it('sends only the rest of its batch when the connection was drawn', async () => {
    const batch = nextBatch()
    const { frames } = cutDocument(writeBatchDocument(consortium.station.kid, batch), [])
    whole.up = frames.reduce((sum, { length }) => sum + length, 0)
    expect(frames.length).toBeGreaterThan(3)
    const first = await bring(batch, ({ up }) => up > whole.up * 0.85)
    expect(first.outcome).toBe('session-closed')
    const second = await bring(batch, never)
    expect(second.outcome).toMatchObject({ receipts: { length: COUNT + 1 } })
    expect(second.passed.up).toBeLessThan(whole.up * 0.6)
    whole.down = second.passed.down
    expect(await entries()).toBe(n * (COUNT + 1))
  })

  it('sends only the rest when the ledger was killed meanwhile', async () => {
    const batch = nextBatch()
    // Held back in its last quarter: what came before is with the ledger by the time it is killed.
    let isHeld = false
    const first = await bring(batch, never, [], ({ up }) => {
      if (up <= whole.up * 0.85) return false
      if (!isHeld) setTimeout(() => ledger.child.kill('SIGKILL'), 1_500)
      isHeld = true
      return true
    })
    expect(first.outcome).toBe('session-closed')
    await ledger.kill()
    ledger = await startLedgerProcess(consortium)
    const second = await bring(batch, never)
    expect(second.outcome).toMatchObject({ receipts: { length: COUNT + 1 } })
    expect(second.passed.up).toBeLessThan(whole.up * 0.8)
    expect(await entries()).toBe(n * (COUNT + 1))
  })

  it('fetches only the rest of its receipts, and sends nothing again', async () => {
    const batch = nextBatch()
    const first = await bring(batch, ({ down }) => down > whole.down * 0.9, [], never, true)
    expect(first.outcome).toBe('session-closed')
    expect(first.arrived.length).toBeGreaterThan(250)
    const second = await bring(batch, never, first.arrived)
    expect(second.outcome).toMatchObject({ receipts: { length: COUNT + 1 } })
    expect(second.passed.up).toBeLessThan(whole.up * 0.02)
    expect(second.passed.down).toBeLessThan(whole.down * 0.8)
    expect(await entries()).toBe(n * (COUNT + 1))
  })
})
