import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createLogger } from '../log/logger.ts'
import { answer, answerBy, boundedHttpServer, listen, readBody, stop } from './http-service.ts'

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const each of undo.splice(0)) await each()
})

describe('an answer', () => {
  it('is kept by no cache unasked, unless it may be', async () => {
    const pages = answerBy([
      (_request, { pathname }, response) => {
        if (pathname !== '/tile') return false
        answer(response, 200, 'hashes', { 'Cache-Control': 'public, immutable' })
        return true
      },
    ])
    const server = boundedHttpServer(pages, createLogger({ name: 'test', level: 'silent' }))
    undo.push(() => stop(server))
    const url = await listen(server, '127.0.0.1', 0)
    const cached = async (path: string) => (await fetch(url + path)).headers.get('cache-control')
    expect([await cached('/tile'), await cached('/not-there-yet')]).toEqual(['public, immutable', 'no-cache'])
  })
})

describe('a server that ends', () => {
  it('answers who is being answered once more at most, and then hangs up', async () => {
    const gate = Promise.withResolvers<void>()
    const server = boundedHttpServer(
      async (_request, _url, response) => {
        await gate.promise
        answer(response, 200, 'here')
      },
      createLogger({ name: 'test', level: 'silent' }),
    )
    undo.push(() => stop(server))
    const { port } = new URL(await listen(server, '127.0.0.1', 0))
    const socket = connect(Number(port), '127.0.0.1')
    let heard = ''
    socket.on('data', (bytes) => {
      heard += bytes
    })
    const answers = () => heard.match(/HTTP\/1\.1 200 /g)?.length ?? 0
    const ask = () => socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    ask()
    await once(server, 'request')
    // A connection that is waited on is not idle, and stays.
    server.close()
    gate.resolve()
    await expect.poll(answers).toBe(1)
    ask()
    await once(socket, 'close')
    expect(answers()).toBe(2)
    expect(heard).toContain('\r\nConnection: close\r\n')
  })
})

describe('a request that its client broke off', () => {
  it('says nothing in the log, and the next one is answered', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bondmark-http-'))
    const destination = join(folder, 'log')
    const ended = Promise.withResolvers<void>()
    const server = boundedHttpServer(
      async (request, _url, response) => {
        if (request.method === 'POST') await readBody(request, 1000).finally(ended.resolve)
        answer(response, 200, 'here')
      },
      createLogger({ name: 'test', destination }),
    )
    undo.push(async () => {
      await stop(server)
      rmSync(folder, { recursive: true })
    })
    const url = await listen(server, '127.0.0.1', 0)
    const { host, port } = new URL(url)
    const socket = connect(Number(port), '127.0.0.1')
    socket.write(`POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 300\r\n\r\nabc`)
    await once(server, 'request')
    socket.destroy()
    await ended.promise
    expect(await (await fetch(url)).text()).toBe('here')
    expect(readFileSync(destination, 'utf8')).toBe('')
  })
})
