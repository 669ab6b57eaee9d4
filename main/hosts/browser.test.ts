import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createLogger } from '../../platform/log/logger.ts'
import { sampleStation } from '../../test/contract/sample-router.ts'
import { type BrowserHost, startBrowserHost } from './browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-host-'))
const rendererDir = join(folder, 'renderer')
const logger = createLogger({ name: 'test', level: 'silent' })
let host: BrowserHost
let origin: string

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** Plain HTTP, so that Host, Origin and paths go out exactly as written. */
function ask(options: {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string
}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: host.port,
        method: options.method ?? 'GET',
        path: options.path ?? '/',
        headers: options.headers ?? {},
        agent: false,
      },
      (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (part) => (body += part))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      },
    )
    call.on('error', reject)
    call.end(options.body)
  })
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const pathOf = (address: string) => address.slice(origin.length)
const enter = () => ask({ path: pathOf(host.printAddress()) })
async function cookie(): Promise<string> {
  const value = (await enter()).headers['set-cookie']?.[0] ?? ''
  return value.split(';')[0] ?? ''
}

function upgrade(headers: Record<string, string>, path = '/rpc'): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, { headers })
    socket.on('open', () => resolve(socket))
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {})
  })
}
const closed = (socket: WebSocket) =>
  new Promise<number>((resolve) => socket.on('close', (code) => resolve(code)))

beforeAll(async () => {
  mkdirSync(join(rendererDir, 'assets'), { recursive: true })
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Station</title>')
  writeFileSync(join(rendererDir, 'assets', 'app-1.js'), 'export {}')
  writeFileSync(join(folder, 'secret.html'), 'secret')
  symlinkSync(join(folder, 'secret.html'), join(rendererDir, 'link.html'))
  host = await startBrowserHost({
    router: sampleStation().router,
    rendererDir,
    stateDir: folder,
    display: 'none',
    logger,
    training: true,
    tell: () => {},
  })
  origin = host.url.slice(0, -1)
})
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the browser host lets in who holds a token', () => {
  test('a printed address gives a cookie named by the port and a page that refreshes, once', async () => {
    const path = pathOf(host.printAddress())
    const first = await ask({ path })
    expect(first.status).toBe(200)
    expect(first.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^bondmark_${host.port}=.{43}; HttpOnly; SameSite=Strict; Path=/$`),
    )
    expect(first.body).toContain('http-equiv="refresh" content="0; url=/"')
    const again = await ask({ path })
    expect(again.status).toBe(403)
    expect(again.headers['set-cookie']).toBeUndefined()
  })

  test('a local file (Origin null) enters by POST; a foreign origin does not spend the token', async () => {
    const token = new URL(host.printAddress()).searchParams.get('token') ?? ''
    const post = (from: string) =>
      ask({ method: 'POST', path: '/enter', headers: { ...form, origin: from }, body: `token=${token}` })
    expect((await post('https://evil.example')).status).toBe(403)
    const answer = await post('null')
    expect(answer.status).toBe(200)
    expect(answer.headers['set-cookie']?.[0]).toContain('SameSite=Strict')
    expect((await post('null')).status).toBe(403)
  })

  test('HEAD does not spend a printed token', async () => {
    const path = pathOf(host.printAddress())
    expect((await ask({ method: 'HEAD', path })).status).toBe(403)
    expect((await ask({ path })).status).toBe(200)
  })

  test('an entry that is too large or no form is refused', async () => {
    const headers = { ...form, origin: 'null' }
    expect(
      (await ask({ method: 'POST', path: '/enter', headers, body: `token=${'A'.repeat(2000)}` })).status,
    ).toBe(413)
    expect(
      (
        await ask({
          method: 'POST',
          path: '/enter',
          headers: { origin: 'null', 'content-type': 'text/plain' },
          body: 'token=1',
        })
      ).status,
    ).toBe(415)
  })
})

describe('the browser host serves its page to nobody else', () => {
  test('with the cookie the page and its parts are served with every security header', async () => {
    const headers = { cookie: await cookie() }
    const page = await ask({ headers })
    expect(page.status).toBe(200)
    expect(page.body).toContain('<title>Station</title>')
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect((await ask({ headers, path: '/assets/app-1.js' })).headers['content-type']).toBe(
      'text/javascript; charset=utf-8',
    )
  })

  test('without the cookie nothing of it is', async () => {
    for (const path of ['/', '/index.html', '/assets/app-1.js', '/rpc', '/none'])
      expect((await ask({ path })).status, path).toBe(403)
  })

  test('a wrong Host is refused even with the cookie', async () => {
    const held = await cookie()
    for (const name of [`localhost:${host.port}`, 'evil.example', `127.0.0.1:${host.port + 1}`]) {
      expect((await ask({ headers: { cookie: held, host: name } })).status, name).toBe(421)
    }
  })

  test('a foreign Origin, or a request that another site made the browser send, is refused even with the cookie', async () => {
    const held = await cookie()
    for (const from of ['https://evil.example', 'null', `http://127.0.0.1:${host.port + 1}`]) {
      expect((await ask({ headers: { cookie: held, origin: from } })).status, from).toBe(403)
    }
    expect((await ask({ headers: { cookie: held, 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
  })

  test('paths cannot climb out of the page, nor follow links', async () => {
    const headers = { cookie: await cookie() }
    for (const path of [
      '/../secret.html',
      '/%2e%2e/secret.html',
      '/assets/..%2f..%2fsecret.html',
      '//secret.html',
      '/link.html',
      '/..\\secret.html',
    ]) {
      const answer = await ask({ headers, path })
      expect(answer.status, path).toBe(404)
      expect(answer.body).not.toContain('secret')
    }
  })

  test('methods, addresses and headers are bounded', async () => {
    const headers = { cookie: await cookie() }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect((await ask({ method, headers })).status, method).toBe(405)
    expect((await ask({ headers, path: `/${'a'.repeat(1100)}` })).status).toBe(414)
    expect((await ask({ headers: { ...headers, 'x-large': 'a'.repeat(9000) } })).status).toBe(431)
    expect((await ask({ headers, path: 'http://evil.example/' })).status).toBe(414)
  })

  test('a client that speaks no HTTP is cut off and hurts nobody', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(host.port, '127.0.0.1', () => socket.write('\x00\xff garbage\r\n\r\n'))
      socket.on('close', () => resolve())
      socket.on('error', () => {})
      socket.resume()
    })
    expect((await enter()).status).toBe(200)
  })
})

describe('the socket of calls', () => {
  test('opens for our page only: origin, cookie, host and path must all be right', async () => {
    const held = await cookie()
    expect(await upgrade({ origin: 'https://evil.example', cookie: held })).toBe(403)
    expect(await upgrade({ origin: 'null', cookie: held })).toBe(403)
    expect(await upgrade({ cookie: held })).toBe(403)
    expect(await upgrade({ origin })).toBe(403)
    expect(await upgrade({ origin, cookie: held, host: `localhost:${host.port}` })).toBe(421)
    expect(await upgrade({ origin, cookie: held }, '/other')).toBe(404)
    const socket = await upgrade({ origin, cookie: held })
    expect(socket).toBeInstanceOf(WebSocket)
    if (socket instanceof WebSocket) socket.close()
  })

  test('a message that is no call ends the socket', async () => {
    const held = await cookie()
    for (const message of [
      '',
      '{',
      '[]',
      '{"i":"1","p":{"u":"http://evil.example/"}}',
      '{"i":1,"p":{"u":"/sync"}}',
      Buffer.from([0xff, 0x00]),
    ]) {
      const socket = await upgrade({ origin, cookie: held })
      if (!(socket instanceof WebSocket)) throw new Error('no socket')
      socket.send(message)
      expect(await closed(socket)).toBe(1008)
    }
  })

  test('a message over the bound ends the socket and is not read', async () => {
    const socket = await upgrade({ origin, cookie: await cookie() })
    if (!(socket instanceof WebSocket)) throw new Error('no socket')
    socket.send('x'.repeat(25 * 1024 * 1024 + 1))
    expect(await closed(socket)).toBe(1009)
  })

  test('more than eight sockets at once are refused', async () => {
    const held = await cookie()
    const open = await Promise.all(Array.from({ length: 8 }, () => upgrade({ origin, cookie: held })))
    expect(await upgrade({ origin, cookie: held })).toBe(503)
    for (const socket of open) if (socket instanceof WebSocket) socket.terminate()
  })
})

describe('a page file that is gone', () => {
  test('ends its request, is in the log without what may be secret, and others are served', async () => {
    const log = join(folder, 'host.log')
    const lost = join(rendererDir, 'assets', 'lost.js')
    writeFileSync(lost, 'export {}')
    const quiet = host
    host = await startBrowserHost({
      router: sampleStation().router,
      rendererDir,
      stateDir: folder,
      display: 'none',
      logger: createLogger({ name: 'test', destination: log }),
      training: true,
      tell: () => {},
    })
    try {
      origin = host.url.slice(0, -1)
      const headers = { cookie: await cookie() }
      rmSync(lost)
      await expect(ask({ path: '/assets/lost.js?token=secret', headers })).rejects.toThrow()
      expect((await ask({ path: '/assets/app-1.js', headers })).status).toBe(200)
      const lines = readFileSync(log, 'utf8').trimEnd().split('\n')
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
        path: '/assets/lost.js',
        err: { code: 'ENOENT' },
      })
      expect(lines.join()).not.toContain('secret')
    } finally {
      await host.close()
      host = quiet
      origin = host.url.slice(0, -1)
    }
  })
})

describe('starting', () => {
  test('a taken port is told as such, and the first host goes on', async () => {
    const options = {
      router: sampleStation().router,
      rendererDir,
      stateDir: folder,
      display: 'none' as const,
      logger,
      training: true,
      tell: () => {},
    }
    await expect(startBrowserHost({ ...options, port: host.port })).rejects.toMatchObject({
      code: 'port-in-use',
      detail: { port: host.port },
    })
    expect((await enter()).status).toBe(200)
  })

  test('without a display it tells an address that works', async () => {
    const told: { code: string; detail: Record<string, unknown> }[] = []
    const other = await startBrowserHost({
      router: sampleStation().router,
      rendererDir,
      stateDir: folder,
      display: 'print',
      logger,
      training: true,
      tell: (sentence) => told.push(sentence),
    })
    try {
      expect(told.map((sentence) => sentence.code)).toEqual(['station-address'])
      const response = await fetch(String(told[0]?.detail.address))
      expect(response.status).toBe(200)
    } finally {
      await other.close()
    }
  })
})
