import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { answerBy, boundedHttpServer, listen, stop } from '../../../platform/http/http-service.ts'
import { createLogger } from '../../../platform/log/logger.ts'
import { tilePages } from '../log/tile-pages.ts'
import { BundlePlaces } from './bundle-places.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each()
})

it('are given to whoever reads, while one address takes a bundle a byte at a time on every connection it has', async () => {
  // Entries as large as a hostile station makes them, so that no buffer on the way holds a bundle.
  const entry = Buffer.alloc(24 * 1024)
  const source = {
    latestCheckpoint: () => ({ size: 256, note: 'a checkpoint\n' }),
    entries: () => Array.from({ length: 256 }, () => entry),
    node: () => new Uint8Array(32),
  }
  const logger = createLogger({ name: 'test', level: 'silent' })
  const server = boundedHttpServer(answerBy([tilePages(source)]), logger)
  const url = await listen(server, '127.0.0.1', 0)
  undo.push(() => stop(server))
  const { port, host } = new URL(url)
  const slow: Socket[] = []
  undo.push(() => {
    for (const socket of slow) socket.destroy()
  })
  for (let n = 0; n < 16; n += 1) {
    const socket = connect(Number(port), '127.0.0.1')
    slow.push(socket)
    socket.on('error', () => undefined)
    socket.write(`GET /tile/entries/000 HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    await once(socket, 'readable')
  }
  const get = () => fetch(`${url}/tile/entries/000`, { headers: { 'Accept-Encoding': 'identity' } })
  const early = await get()
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1'])
  await early.body?.cancel()
  await expect
    .poll(
      async () => {
        const answer = await get()
        return answer.status === 200 && (await answer.arrayBuffer()).byteLength
      },
      { interval: 300 },
    )
    .toBe(256 * (2 + entry.length))
})

it('are taken from the most crowded address, its oldest first, and from nobody in the first two seconds', () => {
  let now = 0
  const places = new BundlePlaces(() => now)
  const cut: string[] = []
  const answerTo = (name: string) => ({ once: () => undefined, destroy: () => cut.push(name) }) as never
  for (let n = 0; n < 4; n += 1) expect(places.take(answerTo(`honest ${n}`), `192.0.2.${n}`)).toBe(true)
  for (let n = 0; n < 12; n += 1) expect(places.take(answerTo(`slow ${n}`), '198.51.100.7')).toBe(true)
  now = 1_999
  expect(places.take(answerTo('one more'), '192.0.2.9')).toBe(false)
  now = 2_000
  for (let n = 0; n < 3; n += 1) expect(places.take(answerTo('one more'), '192.0.2.9')).toBe(true)
  expect(cut).toEqual(['slow 0', 'slow 1', 'slow 2'])
})
