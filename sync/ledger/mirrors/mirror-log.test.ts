import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readForkProof } from '../../../core/log/fork-proof.ts'
import { formatVkey } from '../../../core/log/vkey.ts'
import { answerBy, boundedHttpServer, listen, stop } from '../../../platform/http/http-service.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { type FetchPage, fetchBounded } from '../http/fetch-bounded.ts'
import { readLog } from '../log/log-reader.ts'
import { type LogStore, openLogStore } from '../log/log-store.ts'
import { createPublisher } from '../log/publisher.ts'
import { tilePages } from '../log/tile-pages.ts'
import { type MirroredLog, mirrorLog, refuseFork } from './mirror-log.ts'
import { type MirrorStore, openMirrorStore } from './mirror-store.ts'

const signer = { ...signerFromSeed(generateSeed()), name: 'ledger.example/bondmark/a' }
const vkey = formatVkey(signer.name, 1, signer.publicKey)
const log: MirroredLog = { origin: signer.name, vkeys: [vkey], witnessVkeys: [], k: 0 }
const logger = createLogger({ name: 'test', level: 'silent' })

let folder: string
let mirror: MirrorStore
let undo: (() => unknown)[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-mirror-'))
  mirror = openMirrorStore(join(folder, 'mirror.sqlite'))
  undo = []
})
afterEach(async () => {
  mirror.close()
  for (const each of undo.reverse()) await each()
  rmSync(folder, { recursive: true })
})

/** A log of this key on its own server; its entries are told apart by `said`. */
async function serveLog(name: string) {
  const store: LogStore = openLogStore(join(folder, `${name}.sqlite`))
  const server: Server = boundedHttpServer(answerBy([tilePages(store)]), logger)
  const url = await listen(server, '127.0.0.1', 0)
  undo.push(async () => {
    await stop(server)
    store.close()
  })
  const publisher = createPublisher(store, signer, [], async () => ({ status: 500, body: '' }))
  return {
    url,
    store,
    async grow(count: number, said = 'as it was') {
      const from = store.size()
      store.append(
        Array.from({ length: count }, (_, i) => ({
          id: (from + i + 1).toString(16).padStart(64, '0'),
          kid: 'ab'.repeat(32),
          contentType: 'test',
          bytes: Buffer.from(`entry ${from + i}, ${said}`),
        })),
      )
      await publisher.publish()
    },
  }
}

/** Fetches, and lets pages be changed on the way. */
const changing =
  (change: (path: string, bytes: Uint8Array | null) => Uint8Array | null): FetchPage =>
  async (url, bytesMax) =>
    change(new URL(url).pathname, await fetchBounded(url, bytesMax))

describe('a mirror', () => {
  it('follows a log as it grows, and holds the same pages', async () => {
    const source = await serveLog('log')
    const reader = readLog(source.url, fetchBounded)
    expect(await mirrorLog(log, mirror, reader)).toBe(0)
    for (const count of [1, 1, 253, 1, 1, 700, 3]) {
      await source.grow(count)
      expect(await mirrorLog(log, mirror, reader)).toBe(source.store.size())
    }
    expect(mirror.latestCheckpoint()).toEqual(source.store.latestCheckpoint())
    expect(mirror.entries(0, 1000)).toEqual(source.store.entries(0, 1000))
    const copy = boundedHttpServer(answerBy([tilePages(mirror)]), logger)
    const url = await listen(copy, '127.0.0.1', 0)
    undo.push(() => stop(copy))
    for (const page of [
      'checkpoint',
      'tile/0/000',
      'tile/0/003.p/192',
      'tile/1/000.p/3',
      'tile/entries/002',
    ]) {
      const [ours, theirs] = await Promise.all(
        [url, source.url].map((base) => fetchBounded(`${base}/${page}`, 1 << 20)),
      )
      expect(ours).toEqual(theirs)
    }
  })

  it('goes on where it was interrupted, and takes nothing that is not covered for mirrored', async () => {
    const source = await serveLog('log')
    await source.grow(900)
    let pages = 2
    expect(
      await mirrorLog(log, mirror, readLog(source.url, fetchBounded), () => {
        pages -= 1
        return pages >= 0
      }),
    ).toBe(0)
    mirror.close()
    mirror = openMirrorStore(join(folder, 'mirror.sqlite'))
    expect([mirror.size(), mirror.taken()]).toEqual([0, 512])
    await source.grow(5)
    const asked: string[] = []
    const reader = readLog(
      source.url,
      changing((path, bytes) => {
        asked.push(path)
        return bytes
      }),
    )
    expect(await mirrorLog(log, mirror, reader)).toBe(905)
    expect(asked.filter((path) => path.includes('entries'))).toEqual([
      '/tile/entries/002',
      '/tile/entries/003.p/137',
    ])
  })

  it('reads the full tile where the partial one is gone', async () => {
    const source = await serveLog('log')
    await source.grow(100)
    const checkpoint = source.store.latestCheckpoint()?.note ?? ''
    await source.grow(200)
    const reader = readLog(
      source.url,
      changing((path, bytes) => {
        if (path === '/checkpoint') return Buffer.from(checkpoint)
        return path.includes('.p/') ? null : bytes
      }),
    )
    expect(await mirrorLog(log, mirror, reader)).toBe(100)
    expect(mirror.taken()).toBe(100)
  })

  it.each([
    ['its entries', /^\/tile\/entries\//],
    ['its tiles', /^\/tile\/\d/],
  ])('does not take a log whose checkpoint is right and %s are not', async (_, which) => {
    const source = await serveLog('log')
    await source.grow(300)
    await mirrorLog(log, mirror, readLog(source.url, fetchBounded))
    await source.grow(300)
    const broken = changing((path, bytes) => {
      if (bytes === null || !which.test(path)) return bytes
      const changed = Uint8Array.from(bytes)
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1
      return changed
    })
    const wrong = { code: 'log-answer-wrong' }
    await expect(mirrorLog(log, mirror, readLog(source.url, broken))).rejects.toMatchObject(wrong)
    expect([mirror.size(), mirror.taken(), mirror.forks()]).toEqual([300, 300, []])
    expect(await mirrorLog(log, mirror, readLog(source.url, fetchBounded))).toBe(600)
  })

  it.each([
    ['a bundle that is cut off', (bytes: Uint8Array) => bytes.slice(0, -1)],
    ['a bundle that is empty', () => new Uint8Array(0)],
    ['a bundle that is too long', () => new Uint8Array(17 * 1024 * 1024)],
  ])('refuses %s', async (_, change) => {
    const source = await serveLog('log')
    await source.grow(3)
    const reader = readLog(
      source.url,
      changing((path, bytes) => (bytes !== null && path.includes('entries') ? change(bytes) : bytes)),
    )
    await expect(mirrorLog(log, mirror, reader)).rejects.toMatchObject({ code: 'log-answer-wrong' })
    expect(mirror.taken()).toBe(0)
  })

  it('waits for k witnesses', async () => {
    const source = await serveLog('log')
    await source.grow(3)
    const witnessVkeys = [formatVkey('w.example/1', 4, signerFromSeed(generateSeed()).publicKey)]
    await expect(
      mirrorLog({ ...log, witnessVkeys, k: 1 }, mirror, readLog(source.url, fetchBounded)),
    ).rejects.toMatchObject({ code: 'witnesses-missing' })
    expect(mirror.taken()).toBe(0)
  })

  it.each([
    ['rewritten and grown', 300, 200, 900, 'rollback'],
    ['rewritten to the same size', 300, 200, 300, 'split-view'],
    ['rewritten and shorter', 300, 100, 200, 'rollback'],
    ['rewritten from its first entry', 256, 0, 257, 'rollback'],
  ] as const)('proves a fork: %s', async (_, size, same, then, kind) => {
    const source = await serveLog('log')
    await source.grow(size)
    await mirrorLog(log, mirror, readLog(source.url, fetchBounded))
    const other = await serveLog('other')
    if (same > 0) await other.grow(same)
    await other.grow(then - same, 'as it is told now')
    const reader = readLog(other.url, fetchBounded)
    await expect(mirrorLog(log, mirror, reader)).rejects.toMatchObject({
      code: 'log-forked',
      detail: { origin: signer.name },
    })
    // Nothing of the other view is taken; the proof stays, once.
    await expect(mirrorLog(log, mirror, reader)).rejects.toMatchObject({ code: 'log-forked' })
    expect([mirror.size(), mirror.taken()]).toEqual([size, size])
    const [proof, ...more] = mirror.forks()
    expect(more).toEqual([])
    expect(readForkProof(proof ?? new Uint8Array(0), verifyEd25519)).toMatchObject({
      kind,
      origin: signer.name,
    })
  })

  it('takes an older checkpoint, or a view that fits, for no fork', async () => {
    const source = await serveLog('log')
    await source.grow(20)
    const old = source.store.latestCheckpoint()?.note ?? ''
    await source.grow(500)
    const reader = readLog(source.url, fetchBounded)
    await mirrorLog(log, mirror, reader)
    await refuseFork(log, old, mirror, reader)
    await source.grow(80)
    await refuseFork(log, source.store.latestCheckpoint()?.note ?? '', mirror, reader)
    expect(mirror.forks()).toEqual([])
  })

  it('never gives up what a checkpoint covers', async () => {
    const source = await serveLog('log')
    await source.grow(300)
    await mirrorLog(log, mirror, readLog(source.url, fetchBounded))
    mirror.append([Buffer.from('not covered')])
    mirror.discard()
    expect([mirror.size(), mirror.taken()]).toEqual([300, 300])
    expect(await mirrorLog(log, mirror, readLog(source.url, fetchBounded))).toBe(300)
  })
})
