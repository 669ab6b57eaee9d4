import { createHash } from 'node:crypto'
import * as Automerge from '@automerge/automerge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { batchActor } from '../../sync/documents/batch-document.ts'
import { cutDocument } from '../../sync/documents/document-frames.ts'
import { connectToLedger } from '../../sync/replication/connect.ts'
import { sendDocument } from '../../sync/replication/document-transfer.ts'
import { documentTags, readFrames } from '../../sync/replication/session-frames.ts'
import { ledgerMessage } from '../../sync/replication/session-message.ts'
import { openSession } from '../../sync/replication/station-handshake.ts'
import { sampleSupervisor } from '../training/sample-people.ts'
import { documentOf, goOn } from './batch-documents.ts'
import { BenchStation } from './bench-station.stub.ts'
import { SyncDesk } from './sync-desk.ts'

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
})
afterEach(() => bench.close())

const sealShift = async () => {
  await bench.press('close-shift')
  await bench.station.seal(sampleSupervisor)
}

/** A program that holds this station's key writes what it may not in document `n`. */
async function spoil(n: number): Promise<void> {
  const { identity } = bench.station.ctx
  const url = await bench.workspace.startLedger()
  const connection = await connectToLedger(url)
  const frames = readFrames(connection.socket, {
    schema: ledgerMessage,
    messageBytesMax: 65_536,
    silenceMsMax: 20_000,
    timers: systemTimers,
  })
  const task = {
    url,
    station: identity.issuer,
    kid: identity.kid,
    logVkey: bench.workspace.trust.logs[0] ?? '',
    wants: 'batch' as const,
  }
  const sign = async (message: Uint8Array) => identity.sign(message)
  await openSession(task, frames, { sign, timers: systemTimers, randomBytes: systemRandomBytes })
  const bytes = new TextEncoder().encode('no statement')
  const doc = Automerge.change(
    Automerge.init<Record<string, Uint8Array>>({ actor: batchActor(identity.kid, n) }),
    { time: 0 },
    (map) => {
      map[`${createHash('sha256').update(bytes).digest('hex')}x`] = bytes
    },
  )
  const heads = Automerge.getHeads(doc)
  frames.send({ type: 'batch', n, batch: n, heads, statements: 1, receipts: [] })
  await frames.expect('have', 'test')
  await sendDocument(frames, documentTags.batch, 'test', cutDocument(doc, []))
  await frames.expect('frozen', 'test')
  await connection.close()
}

describe('a sync whose document is frozen', () => {
  it('goes on in the next document, says why, and loses and doubles nothing', async () => {
    await sealShift()
    await spoil(1)
    await spoil(2)
    const answer = await bench.workspace.sync.runUntilThere()
    const [batch] = answer.batches
    expect(answer.ok).toBe(true)
    expect(batch).toMatchObject({ batch: 1, state: 'receipted', refused: [] })
    expect(batch?.receipts).toBe(batch?.statements)
    expect(batch?.frozen).toMatchObject([
      { document: expect.stringMatching(/\/1$/), by: 'ledger', reason: 'change-key-mismatch' },
      { document: expect.stringMatching(/\/2$/), by: 'ledger', reason: 'change-key-mismatch' },
    ])
    const health = await (await fetch(`${await bench.workspace.startLedger()}/health`)).json()
    expect(health).toMatchObject({ entries: batch?.statements })
    const { sync } = bench.station.view()
    expect([sync.last?.ok, sync.retry]).toEqual([true, null])
    expect(sync.frozen).toMatchObject([
      {
        batch: 1,
        why: { code: 'change-key-mismatch' },
        next: { code: 'frozen-went-on', detail: { next: 3 } },
      },
      { batch: 1 },
    ])
    expect(answer.clock?.skewMs).toBeTypeOf('number')
  })

  it('gives later batches documents that no other has', () => {
    const { store } = bench.station.ctx
    const [one, two, three] = [goOn(store, 1), documentOf(store, 2), documentOf(store, 3)]
    expect(new Set([1, one, two, three]).size).toBe(4)
    expect([documentOf(store, 1), documentOf(store, 2)]).toEqual([one, two])
  })
})

describe('a sync that fails on the way', () => {
  it('is tried again by itself, later each time, is not green before it is done, and may be cancelled', async () => {
    await sealShift()
    const waits: { ms: number; fire: () => void }[] = []
    const timers = {
      now: () => 1_790_000_000_000,
      after(ms: number, fire: () => void) {
        const wait = { ms, fire }
        waits.push(wait)
        return () => void waits.splice(waits.indexOf(wait), 1)
      },
    }
    const randomBytes = (n: number) => new Uint8Array(n).fill(255)
    const { station, trust } = bench.workspace
    const outside = { timers, randomBytes }
    const desk = new SyncDesk(station, trust, async () => 'http://127.0.0.1:9', new Map(), null, outside)
    const tried = () =>
      new Promise<void>((resolve) => {
        const off = station.onChange(() => {
          if (desk.running !== null || waits.length === 0) return
          off()
          resolve()
        })
        waits.shift()?.fire()
      })
    expect((await desk.runUntilThere()).ok).toBe(false)
    expect(desk.last).toMatchObject({ ok: false, sentence: { code: 'ledger-unreachable' } })
    expect(desk.retry).toEqual({ attempt: 2, at: '2026-09-21T14:13:22.000Z' })
    expect(waits.map(({ ms }) => ms)).toEqual([2_000])
    await tried()
    expect(desk.retry?.attempt).toBe(3)
    expect(waits.map(({ ms }) => ms)).toEqual([4_000])
    expect(desk.last?.ok).toBe(false)
    expect(desk.cancel()).toBe(true)
    expect([desk.retry, waits]).toEqual([null, []])
  })

  it('is over when the desk is closed, and not tried again for a way that failed meanwhile', async () => {
    await sealShift()
    const waits: number[] = []
    const after = (ms: number) => {
      waits.push(ms)
      return () => {}
    }
    const timers = { now: () => 0, after }
    const way = Promise.withResolvers<string>()
    const { station, trust } = bench.workspace
    const outside = { timers, randomBytes: (n: number) => new Uint8Array(n) }
    const desk = new SyncDesk(station, trust, () => way.promise, new Map(), null, outside)
    const answer = desk.runUntilThere()
    const closed = desk.close()
    way.reject(new BondmarkError('ledger-unreachable', { url: 'http://127.0.0.1:9', reason: 'test' }))
    await closed
    expect(desk.last).toMatchObject({ ok: false, sentence: { code: 'ledger-unreachable' } })
    expect((await answer).ok).toBe(false)
    expect([desk.retry, waits]).toEqual([null, []])
  })
})
