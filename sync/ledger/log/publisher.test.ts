import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { verifyCheckpoint } from '../../../core/log/tlog-proof.ts'
import { formatVkey } from '../../../core/log/vkey.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { postText } from '../http/post-text.ts'
import { type RunningWitness, serveWitness } from '../witness/witness.ts'
import type { Post } from '../witness/witness-client.ts'
import { type LogStore, openLogStore } from './log-store.ts'
import { createPublisher, type PublisherOptions } from './publisher.ts'

const log = { ...signerFromSeed(generateSeed()), name: 'ledger.example/bondmark/a' }
const logVkey = formatVkey(log.name, 1, log.publicKey)
const cosigners = [1, 2, 3].map((n) => ({ ...signerFromSeed(generateSeed()), name: `witness.example/w${n}` }))
const vkeys = cosigners.map(({ name, publicKey }) => formatVkey(name, 4, publicKey))

let folder: string
let store: LogStore
let running: RunningWitness[]
let closes: (() => void)[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-publisher-'))
  store = openLogStore(join(folder, 'log.sqlite'))
  closes = []
  running = await Promise.all(
    cosigners.map((signer, n) =>
      serveWitness({
        file: join(folder, `witness-${n}.sqlite`),
        host: '127.0.0.1',
        port: 0,
        signer,
        logVkeys: () => [logVkey],
        now: () => 1_790_000_000,
        logger: createLogger({ name: 'test', level: 'silent' }),
      }),
    ),
  )
})
afterEach(async () => {
  for (const close of closes) close()
  await Promise.all(running.map((witness) => witness.close()))
  store.close()
  rmSync(folder, { recursive: true })
})

let entries = 0
function append(count: number): void {
  store.append(
    Array.from({ length: count }, () => {
      entries += 1
      const id = entries.toString(16).padStart(64, '0')
      return { id, kid: 'ab'.repeat(32), contentType: 'test', bytes: Buffer.from(`entry ${entries}`) }
    }),
  )
}

/** A publisher over the three witnesses; `trouble` decides what becomes of a request to the witness with this number. */
function publisher(options: PublisherOptions, trouble: (n: number) => Promise<void> | undefined) {
  const post: Post = async (url, body) => {
    await trouble(running.findIndex((witness) => url.startsWith(witness.url)))
    return postText(url, body)
  }
  const witnesses = running.map(({ url }, n) => ({ url, vkey: vkeys[n] ?? '' }))
  const made = createPublisher(store, log, witnesses, post, options)
  closes.push(() => made.close())
  return made
}

const countIn = (checkpoint: string) =>
  verifyCheckpoint({ checkpoint, logVkey, witnessVkeys: vkeys, k: 0, verify: verifyEd25519 }).note.verified
    .length - 1
const never = new Promise<void>(() => {})
const dead = () => Promise.reject(new Error('connection refused'))

/** Timers that fire when the test says so. */
function handTimers() {
  const waiting = new Set<() => void>()
  const timers: Timers = {
    now: () => 0,
    after(_ms, fire) {
      waiting.add(fire)
      return () => waiting.delete(fire)
    },
  }
  const fire = () => {
    for (const each of [...waiting]) {
      waiting.delete(each)
      each()
    }
  }
  return { timers, fire }
}

describe('publishing with k of n witnesses', () => {
  it('is done when k have cosigned, whatever a dead and a slow one do', async () => {
    const { timers } = handTimers()
    const made = publisher({ k: 1, timers }, (n) => (n === 0 ? dead() : n === 1 ? never : undefined))
    append(3)
    const first = await made.publish()
    expect(first?.size).toBe(3)
    expect(countIn(first?.note ?? '')).toBe(1)
    append(300)
    expect((await made.publish())?.size).toBe(303)
    expect(made.lastFailure()).toBeNull()
    expect(made.witnesses().map(({ size }) => size)).toEqual([0, 0, 303])
  })

  it('is one checkpoint at a time, also for who comes just as one is done', async () => {
    let open = 0
    let most = 0
    const confirm = async () => {
      open += 1
      most = Math.max(most, open)
      await new Promise((resolve) => setImmediate(resolve))
      open -= 1
    }
    const made = publisher({ k: 1, confirm }, () => undefined)
    append(1)
    const first = made.publish()
    const queued = made.publish()
    const late = first.then(() => made.publish())
    await Promise.all([first, queued, late])
    expect(most).toBe(1)
  })

  it('waits with fewer than k, says so, and goes on by itself when they are back', async () => {
    const { timers, fire } = handTimers()
    let away = true
    const failed: string[] = []
    let late = 0
    const onPublishedLate = () => {
      late += 1
    }
    const told = { onFailed: (code: string) => failed.push(code), onPublishedLate }
    const made = publisher({ k: 2, timers, ...told }, (n) => (away && n > 0 ? dead() : undefined))
    append(5)
    await expect(made.publish()).rejects.toMatchObject({
      code: 'receipts-waiting',
      detail: { found: 1, needed: 2 },
    })
    expect(store.latestCheckpoint()).toBeNull()
    expect(made.lastFailure()?.code).toBe('receipts-waiting')
    expect(failed).toEqual(['receipts-waiting'])
    expect(made.witnesses().map(({ failure }) => failure?.code ?? null)).toEqual([
      null,
      'witness-unreachable',
      'witness-unreachable',
    ])
    // More is logged meanwhile; the witness that has cosigned 5 is led on from there.
    append(4)
    away = false
    fire()
    await expect.poll(() => store.latestCheckpoint()?.size).toBe(9)
    expect(countIn(store.latestCheckpoint()?.note ?? '')).toBeGreaterThanOrEqual(2)
    expect(made.lastFailure()).toBeNull()
    await expect.poll(() => late).toBe(1)
  })

  it('gives up on a witness that says nothing, and asks it about the newest checkpoint only', async () => {
    const { timers, fire } = handTimers()
    let silent = true
    const asked: number[] = []
    const made = publisher({ k: 3, timers }, (n) => {
      if (n === 2) asked.push(store.size())
      return silent && n === 2 ? never : undefined
    })
    append(1)
    const first = made.publish().catch((error: { code: string }) => error.code)
    await expect.poll(() => asked.length).toBe(1)
    append(1)
    const others = [made.publish(), made.publish()]
    await expect.poll(() => made.witnesses()[1]?.size).toBe(1)
    silent = false
    fire()
    expect(await first).toBe('receipts-waiting')
    expect((await Promise.all(others)).map((each) => each?.size)).toEqual([2, 2])
    expect(asked).toEqual([1, 2])
  })

  it('never publishes behind what a witness has cosigned when that witness is needed', async () => {
    append(4)
    await publisher({ k: 3 }, () => undefined).publish()
    store.close()
    for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `log.sqlite${end}`), { force: true })
    store = openLogStore(join(folder, 'log.sqlite'))
    append(2)
    const made = publisher({ k: 2 }, () => undefined)
    await expect(made.publish()).rejects.toMatchObject({ code: 'receipts-waiting' })
    expect(made.witnesses()[0]?.failure).toMatchObject({
      code: 'witness-ahead',
      detail: { size: 2, known: 4 },
    })
  })
})
