import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readForkProof } from '../../../core/log/fork-proof.ts'
import { formatVkey } from '../../../core/log/vkey.ts'
import type { Timers } from '../../../platform/clock/timers.ts'
import { answerBy, boundedHttpServer, listen, type Route, stop } from '../../../platform/http/http-service.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { fetchBounded } from '../http/fetch-bounded.ts'
import { openLogStore } from '../log/log-store.ts'
import { createPublisher } from '../log/publisher.ts'
import { tilePages } from '../log/tile-pages.ts'
import { type FollowedLogs, followLogs } from './follow-logs.ts'
import { mirrorPages } from './mirror-pages.ts'
import type { Peers } from './peers.ts'

const [logKey, otherKey] = ['a', 'b'].map((org) => ({
  ...signerFromSeed(generateSeed()),
  name: `ledger.example/bondmark/${org}`,
})) as [Signer, Signer]
type Signer = ReturnType<typeof signerFromSeed> & { readonly name: string }
const vkeyOf = ({ name, publicKey }: Signer) => formatVkey(name, 1, publicKey)
const logger = createLogger({ name: 'test', level: 'silent' })

let folder: string
let undo: (() => unknown)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-follow-'))
  undo = []
})
afterEach(async () => {
  for (const each of undo.reverse()) await each()
  rmSync(folder, { recursive: true })
})

async function serve(routes: readonly Route[]): Promise<string> {
  const server = boundedHttpServer(answerBy(routes), logger)
  undo.push(() => stop(server))
  return listen(server, '127.0.0.1', 0)
}

/** A view that the log gives: its first `same` entries as every view has them. */
async function view(name: string, size: number, same: number) {
  const store = openLogStore(join(folder, `${name}.sqlite`))
  undo.push(() => store.close())
  const entries = Array.from({ length: size }, (_, n) => ({
    id: (n + 1).toString(16).padStart(64, '0'),
    kid: 'ab'.repeat(32),
    contentType: 'test',
    bytes: Buffer.from(`entry ${n}${n < same ? '' : `, as ${name} is told`}`),
  }))
  store.append(entries)
  await createPublisher(store, logKey, [], async () => ({ status: 500, body: '' })).publish()
  return serve([tilePages(store)])
}

/** Timers that fire when the test says so, and the waits that were asked for. */
function handTimers() {
  const waiting = new Set<() => void>()
  const asked: number[] = []
  const timers: Timers = {
    now: () => 1_790_000_000_000,
    after(ms, fire) {
      asked.push(ms)
      waiting.add(fire)
      return () => waiting.delete(fire)
    },
  }
  return {
    timers,
    asked,
    /** Fires what waits, and comes back when as much waits again. */
    async fire() {
      const count = waiting.size
      for (const each of [...waiting]) {
        waiting.delete(each)
        each()
      }
      await expect.poll(() => waiting.size).toBe(count)
    },
  }
}

function follow(name: string, logs: Peers['logs'], timers: Timers): FollowedLogs {
  const followed = followLogs({
    peers: { format: 'bondmark/peers/1', logs, witnesses: [], k: 0 },
    folder: join(folder, name),
    ownOrigin: 'ledger.example/bondmark/own',
    timers,
    randomBytes: (n) => new Uint8Array(n).fill(255),
    fetchPage: fetchBounded,
    logger,
  })
  undo.push(() => followed.close())
  return followed
}

const nowhere = 'http://127.0.0.1:9'

describe('following logs', () => {
  it('finds that a log shows another mirror another view, and keeps the proof', async () => {
    const [here, there] = [await view('here', 30, 20), await view('there', 45, 20)]
    const theirs = handTimers()
    const other = follow('other', [{ vkey: vkeyOf(logKey), url: there }], theirs.timers)
    await theirs.fire()
    expect(other.mirrors[0]?.state()).toMatchObject({ size: 45, failure: null, forked: false })
    const otherUrl = await serve([mirrorPages(other.mirrors)])

    const ours = handTimers()
    const own = follow(
      'own',
      [
        { vkey: vkeyOf(logKey), url: here },
        { vkey: vkeyOf(otherKey), url: otherUrl },
      ],
      ours.timers,
    )
    await ours.fire()
    const mirror = own.mirrors.find(({ log }) => log.origin === logKey.name)
    expect(mirror?.state()).toMatchObject({ size: 30, forked: true, failure: { code: 'log-forked' } })
    const [proof] = mirror?.store.forks() ?? []
    const fork = readForkProof(proof ?? new Uint8Array(0), verifyEd25519)
    expect(fork.checkpoints.map(({ size }) => size)).toEqual([30, 45])
    const url = await serve([mirrorPages(own.mirrors)])
    const { mirrors } = (await (await fetch(`${url}/mirror`)).json()) as { mirrors: { path: string }[] }
    expect(await fetchBounded(`${url}${mirrors[0]?.path}/fork`, 1 << 20)).toEqual(new Uint8Array(proof ?? []))
  })

  it('waits longer each time while a log is away, and as before when it is back', async () => {
    let url = nowhere
    const { timers, asked, fire } = handTimers()
    const followed = followLogs({
      peers: {
        format: 'bondmark/peers/1',
        logs: [{ vkey: vkeyOf(logKey), url: nowhere }],
        witnesses: [],
        k: 0,
      },
      folder: join(folder, 'own'),
      ownOrigin: 'ledger.example/bondmark/own',
      timers,
      randomBytes: (n) => new Uint8Array(n).fill(255),
      fetchPage: (page, bytesMax) => fetchBounded(page.replace(nowhere, url), bytesMax),
      logger,
    })
    undo.push(() => followed.close())
    for (let n = 0; n < 12; n += 1) await fire()
    expect(asked.slice(0, 5)).toEqual([0, 1_000, 2_000, 4_000, 8_000])
    expect(Math.max(...asked)).toBe(300_000)
    expect(followed.mirrors[0]?.state()).toMatchObject({
      size: 0,
      seenAtMs: null,
      failure: { code: 'log-unreachable' },
    })
    url = await view('back', 5, 5)
    await fire()
    expect(followed.mirrors[0]?.state()).toMatchObject({ size: 5, failure: null })
    expect(asked.at(-1)).toBe(2_000)
  })

  it('follows no copy of its own log', () => {
    const logs = [{ vkey: vkeyOf({ ...logKey, name: 'ledger.example/bondmark/own' }), url: nowhere }]
    expect(follow('own', logs, handTimers().timers).mirrors).toEqual([])
  })
})
