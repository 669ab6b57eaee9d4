import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Server } from 'node:http'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeEntryBundle } from '../../../core/log/tiles.ts'
import { answerBy, boundedHttpServer, listen, stop } from '../../../platform/http/http-service.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { type LogStore, openLogStore } from './log-store.ts'
import { tilePages } from './tile-pages.ts'

/** The tree of C2SP tlog-tiles' own example is 70,000 entries; this one has a full tile, a partial one, and two levels. */
const SIZE = 300

let folder: string
let store: LogStore
let server: Server
let url: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-tiles-'))
  store = openLogStore(join(folder, 'log.sqlite'))
  const kid = '11'.repeat(32)
  const entry = (n: number) => ({
    id: randomBytes(32).toString('hex'),
    kid,
    seq: n,
    contentType: 'application/test',
    bytes: Buffer.from(`entry ${n}`),
  })
  store.append(Array.from({ length: SIZE + 5 }, (_, n) => entry(n + 1)))
  store.addCheckpoint({ size: SIZE, note: `a checkpoint of ${SIZE}\n` })
  server = boundedHttpServer(answerBy([tilePages(store)]), createLogger({ name: 'test', level: 'silent' }))
  url = await listen(server, '127.0.0.1', 0)
})
afterAll(async () => {
  await stop(server)
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** As it comes, neither decoded nor followed. */
function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{
    status: number
    headers: Record<string, string | string[] | undefined>
    body: Buffer
  }>((resolve, reject) => {
    const asked = request(`${url}${path}`, options, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) }),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}

describe('static pages of a log', () => {
  it.each([
    ['/tile/0/000', 256 * 32],
    ['/tile/0/001.p/44', 44 * 32],
    // Of an earlier checkpoint.
    ['/tile/0/001.p/7', 7 * 32],
    ['/tile/1/000.p/1', 32],
  ])('%s is hashes, for ever', async (path, length) => {
    const { status, headers, body } = await ask(path)
    expect([status, body.length]).toEqual([200, length])
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-length': String(length),
      'x-content-type-options': 'nosniff',
    })
  })

  it.each([
    ['/tile/entries/000', 256],
    ['/tile/entries/001.p/44', 44],
  ])('%s is entries, compressed for whoever takes it', async (path, count) => {
    const plain = await ask(path)
    expect(plain.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(decodeEntryBundle(plain.body)).toHaveLength(count)
    const small = await ask(path, { headers: { 'Accept-Encoding': 'gzip, identity' } })
    expect(small.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(small.body).equals(plain.body)).toBe(true)
    expect(small.headers.etag).not.toBe(plain.headers.etag)
  })

  it('the checkpoint is text that nobody caches', async () => {
    const { status, headers, body } = await ask('/checkpoint')
    expect([status, body.toString()]).toEqual([200, `a checkpoint of ${SIZE}\n`])
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
    })
  })

  it.each([
    '/tile/0/001',
    '/tile/0/001.p/45',
    '/tile/0/001.p/0',
    '/tile/0/000.p/256',
    '/tile/0/000.p/01',
    '/tile/00/000',
    '/tile/64/000',
    '/tile/1/000',
    '/tile/1/000.p/2',
    '/tile/2/000.p/1',
    '/tile/0/x000/000',
    '/tile/0/0',
    '/tile/0/000/',
    '/tile/entries/002.p/1',
    '/tile/data/000',
    '/tile/',
    '/tile/0/000.p/7?x',
  ])('%s is not there, unless a query alone is new', async (path) => {
    const { status, headers } = await ask(path)
    expect(status).toBe(path.includes('?') ? 200 : 404)
    if (status === 404) expect(headers['cache-control']).toBe('no-cache')
  })

  it.each(['/checkpoint', '/tile/0/000', '/tile/entries/000'])(
    '%s: HEAD says what GET would, and a known tag is enough',
    async (path) => {
      const got = await ask(path)
      const head = await ask(path, { method: 'HEAD' })
      expect(head.body).toHaveLength(0)
      for (const name of ['content-length', 'content-type', 'cache-control', 'etag', 'vary'])
        expect([name, head.headers[name]]).toEqual([name, got.headers[name]])
      const tag = String(got.headers.etag)
      for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const same = await ask(path, { headers: { 'If-None-Match': known } })
        expect([same.status, same.body.length, same.headers.etag]).toEqual([304, 0, tag])
        expect(same.headers['cache-control']).toBe(got.headers['cache-control'])
      }
      expect((await ask(path, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200)
      expect((await ask(path, { method: 'POST' })).status).toBe(405)
    },
  )
})
