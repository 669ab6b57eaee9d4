import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRefusal } from '../../../core/statement/refusal.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from '../../../test/sync/training-consortium.ts'
import type { SealedBatch } from '../../documents/batch-document.ts'
import type { LogStore } from '../log/log-store.ts'
import { type EntryContext, endOverdue, enterBatch } from './enter-batch.ts'
import { offeredBy, openEntryLedger } from './entry-ledger.stub.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let consortium: TrainingConsortium
let folder: string
let now: number
let store: LogStore
let ledger: EntryContext
/** Opens the ledger's store again, as after kill -9. */
function reopen() {
  ledger = openEntryLedger(consortium, folder, () => now)
  store = ledger.store
}
beforeEach(() => {
  consortium = makeTrainingConsortium()
  folder = mkdtempSync(join(tmpdir(), 'bondmark-enter-'))
  now = Date.parse('2026-06-01T08:00:00.000Z')
  reopen()
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
  consortium.remove()
})

const offered = (batch: SealedBatch) => offeredBy(consortium.station, batch)
/** Batches of one chain, each of `length` statements. */
function chain(batches: number, length: number): SealedBatch[] {
  const { station, supervisor } = consortium
  const made = makeStatements(station, batches * length)
  return Array.from({ length: batches }, (_, i) =>
    sealBatch(station, supervisor, i + 1, made.slice(i * length, (i + 1) * length), i * length + 1),
  )
}
const enter = (batch: SealedBatch | undefined) => {
  if (batch === undefined) throw new Error('no batch')
  return enterBatch(offered(batch), ledger)
}
const ids = ({ statements, manifest }: SealedBatch) => [...statements, manifest].map(({ id }) => id)

describe('a batch that comes before what it follows', () => {
  it('waits, and is logged by itself as soon as what is missing is there', async () => {
    const [first, second, third] = chain(3, 4)
    if (!first || !second || !third) throw new Error('three')
    expect(await enter(third)).toMatchObject({
      receipts: [],
      refused: [],
      waiting: { firstMissingSeq: 1, lastMissingSeq: 8, since: now, until: now + 7 * DAY },
    })
    const waiting = await enter(second)
    expect(waiting.waiting).toMatchObject({ lastMissingSeq: 4, previous: first.statements[3]?.id })
    expect(store.size()).toBe(0)
    expect((await enter(first)).receipts).toHaveLength(5)
    // All three stand in the log, each manifest behind its own statements, and nothing waits.
    expect(store.size()).toBe(15)
    expect([first, second, third].flatMap(ids).map((id) => store.leafOf(id))).toEqual(
      Array.from({ length: 15 }, (_, i) => i),
    )
    expect(store.held.list()).toEqual([])
    const answer = await enter(third)
    expect(answer).toMatchObject({ refused: [], waiting: null })
    expect(answer.receipts.map(({ id }) => id)).toEqual(ids(third))
  })

  it('waits once, however often it comes, and outlives the process', async () => {
    const [first, second] = chain(2, 3)
    const since = (await enter(second)).waiting?.since
    store.close()
    reopen()
    now += HOUR
    expect((await enter(second)).waiting?.since).toBe(since)
    expect(store.held.waiting()).toBe(3)
    await enter(first)
    expect(store.size()).toBe(8)
  })

  it('is let go after 7 days by the clock, and its sender is told exactly what is missing, in the same words', async () => {
    const [first, second] = chain(2, 3)
    if (!first || !second) throw new Error('two')
    await enter(second)
    now += 7 * DAY
    endOverdue(ledger)
    expect(store.held.waiting()).toBe(3)
    now += 1
    endOverdue(ledger)
    expect(store.held.waiting()).toBe(0)
    now += DAY
    const told = await enter(second)
    const detail = { kid: consortium.station.kid, batch: 2, firstMissingSeq: 1, lastMissingSeq: 3 }
    expect(told).toMatchObject({ receipts: [], waiting: null })
    expect(told.refused.map(({ id, code }) => [id, code])).toEqual(
      ids(second).map((id) => [id, 'chain-missing']),
    )
    expect(told.refused[0]).toMatchObject({
      detail: { ...detail, previous: first.statements[2]?.id },
      final: false,
    })
    now += DAY
    expect((await enter(second)).refused).toEqual(told.refused)
    // Once what is missing is there, nothing is held against it.
    await enter(first)
    expect((await enter(second)).receipts).toHaveLength(4)
    expect(store.held.list()).toEqual([])
  })

  it('is refused at once, and told why, when its key has 5,000 statements waiting', async () => {
    const [, second] = chain(2, 3)
    const { station, supervisor } = consortium
    const filler = makeStatements(station, 4_998, { seq: 10, id: 'ab'.repeat(32) })
    await enter(sealBatch(station, supervisor, 9, filler, 11))
    const told = await enter(second)
    expect(told.waiting).toBeNull()
    expect(new Set(told.refused.map(({ code }) => code))).toEqual(new Set(['chain-missing']))
    expect(store.held.waiting()).toBe(4_998)
  })

  it('that contradicts what was logged meanwhile is refused, with both signatures as proof', async () => {
    const { station, supervisor } = consortium
    const [first] = chain(1, 3)
    const other = makeStatements(station, 2, { seq: 1, id: 'cd'.repeat(32) })
    const doubtful = sealBatch(station, supervisor, 2, other, 2)
    expect((await enter(doubtful)).waiting).not.toBeNull()
    await enter(first)
    expect(store.held.list()).toEqual([])
    const { refused } = await enter(doubtful)
    expect(refused.map(({ code }) => code)).toEqual(['entry-equivocation', 'entry-equivocation'])
    expect(store.equivocations.places()).toEqual([2, 3].map((seq) => ({ kid: station.kid, seq })))
  })

  it('has what is wrong with it by itself refused at once, and waits with the rest', async () => {
    const { station, supervisor } = consortium
    const good = makeStatements(station, 2, { seq: 5, id: 'ab'.repeat(32) })
    const after = { seq: 7, id: good[1]?.id ?? '' }
    const forged = makeStatements({ ...station, sign: supervisor.sign }, 1, after)
    const answer = await enter(sealBatch(station, supervisor, 2, [...good, ...forged], 6))
    expect(answer.refused).toMatchObject([{ id: forged[0]?.id, code: 'statement-forged', final: true }])
    expect(answer.waiting).toMatchObject({ firstMissingSeq: 1, lastMissingSeq: 5 })
    expect(store.held.waiting()).toBe(2)
  })

  it('of a key whose revocation came while it waited is judged by what is listed when it can be logged', async () => {
    const [first, second] = chain(2, 3)
    await enter(second)
    const { kid } = consortium.station
    const revoked = { ...ledger.keys, mayState: ({ seq = 0 }) => revokedFrom(seq) }
    const revokedFrom = (seq: number) =>
      seq > 4 ? ({ code: 'key-revoked', detail: { kid } } as const) : null
    ledger = { ...ledger, keys: revoked }
    await enter(first)
    expect(store.headOf(kid)?.seq).toBe(4)
    expect((await enter(second)).refused.map(({ code }) => code)).toEqual(['key-revoked', 'key-revoked'])
  })
})

describe('a refusal', () => {
  it('is signed once and said again as it is, also by a ledger that was started anew', async () => {
    const { station, supervisor, logSigner } = consortium
    const forged = makeStatements({ ...station, sign: supervisor.sign }, 2)
    const batch = sealBatch(station, supervisor, 1, forged)
    const first = (await enter(batch)).refused
    const said = first.map(({ signed }) => readRefusal(signed, logSigner.publicKey, verifyEd25519))
    expect(said.map(({ code, kept, final }) => [code, kept, final])).toEqual([
      ['statement-forged', true, true],
      ['statement-forged', true, true],
    ])
    store.close()
    reopen()
    now += DAY
    expect((await enter(batch)).refused).toEqual(first)
    expect(store.refusals.count()).toBe(2)
  })

  it('of bytes that are no statement is signed as well, and nothing of the batch is taken', async () => {
    const [batch] = chain(1, 3)
    if (!batch) throw new Error('one')
    const bytes = [...offered(batch).statements, new Uint8Array([1, 2, 3])]
    await expect(enterBatch({ ...offered(batch), statements: bytes }, ledger)).rejects.toMatchObject({
      code: 'statement-malformed',
    })
    expect(store.size()).toBe(0)
    const { sha256Native } = await import('../../../platform/keys/sha256.ts')
    const [signed] = store.refusals.of(Buffer.from(sha256Native(new Uint8Array([1, 2, 3]))).toString('hex'))
    const said = signed && readRefusal(signed, consortium.logSigner.publicKey, verifyEd25519)
    expect(said).toMatchObject({ code: 'statement-malformed', final: true })
  })

  it("counts what a key brings, so that nobody fills the shelf in another's name", async () => {
    const { station, supervisor } = consortium
    const stranger = { ...supervisor, issuer: station.issuer.replace('LBL07', 'LBL08') }
    await enter(sealBatch(station, supervisor, 1, makeStatements(stranger, 3)))
    expect(store.refusals.count()).toBe(3)
    expect(store.refusals.room(station.kid)).toBe(20_000 - 3)
    expect(store.refusals.room(stranger.kid)).toBe(20_000)
  })
})
