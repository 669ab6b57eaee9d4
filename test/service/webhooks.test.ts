import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIRST_CURSOR } from '../../core/service/cursor.ts'
import { webhookSignature } from '../../core/service/webhook-signature.ts'
import { SampleWorkspace } from '../../main/fsck/sample-workspace.stub.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { isPrivateAddress, publicLookup, readWebhookUrl } from '../../platform/service/webhook-address.ts'
import { forkProgram } from '../sync/forked-program.ts'
import { besides, type ServedService } from './served-service.ts'

const secret = 'whsec-of-this-test-only'
let sample: SampleWorkspace
let station: StationStore
let store: ServedService['store']
let server: Server
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
let url: string

beforeAll(async () => {
  sample = await SampleWorkspace.make()
  const files = workspaceFiles(sample.folder)
  station = new StationStore(files.database)
  store = besides(files.service)
  server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => answer(request, response, Buffer.concat(pieces).toString('utf8')))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`
}, 180_000)
afterAll(() => {
  server.close()
  server.closeAllConnections()
  store.close()
  station.close()
  sample.remove()
})

const start = () => forkProgram(new URL('station-service.ts', import.meta.url), [sample.folder])

describe('a webhook', () => {
  it('takes every message in order, through refusals, redirects and kills', async () => {
    const before = station.messages.newest().n
    const taken: number[] = []
    const wrong: string[] = []
    let service = await start()
    let refusals = 2
    const all = Promise.withResolvers<void>()
    const killed = Promise.withResolvers<void>()
    answer = (request, response, body) => {
      const [, t = '', v1 = ''] =
        /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers['bondmark-signature'])) ?? []
      if (createHmac('sha256', secret).update(`${t}.${body}`).digest('hex') !== v1) wrong.push(body)
      const { n, cursor } = JSON.parse(body) as { n: number; cursor: string }
      if (cursor !== request.headers['bondmark-cursor']) wrong.push(cursor)
      if (refusals-- > 0) return void response.writeHead(302, { Location: '/elsewhere' }).end()
      if (request.url !== '/in') wrong.push(request.url ?? '')
      taken.push(n)
      // Killed before it has heard that its message was taken.
      if (taken.length === 3) void service.kill().then(killed.resolve)
      else response.writeHead(204).end()
      if (n === before + 6) all.resolve()
    }
    for (let n = 0; n < 6; n++)
      station.messages.add({ t: new Date().toISOString(), kind: 'asn-released', body: { asn: `A${n}` } })
    store.webhooks.add({
      url,
      secret,
      allowPrivate: 1,
      madeAt: new Date().toISOString(),
      taken: FIRST_CURSOR,
    })
    await killed.promise
    expect(store.webhooks.all()[0]).toMatchObject({ taken: expect.stringMatching(/^2\./), dead: 0 })
    service = await start()
    await all.promise
    await service.end()
    expect(wrong).toEqual([])
    // The third was taken twice: at least once, and in order.
    const every = Array.from({ length: before + 6 }, (_, i) => i + 1)
    expect(taken).toEqual([1, 2, 3, ...every.slice(2)])
  })

  it('is signed as the page on the service says', () => {
    expect(webhookSignature('whsec-example', 1_795_600_000, '{"n":1}')).toBe(
      `t=1795600000,v1=${createHmac('sha256', 'whsec-example').update('1795600000.{"n":1}').digest('hex')}`,
    )
  })

  it.each([
    ['ftp://wms.example/in', 'neither https nor http'],
    ['http://wms.example/in', 'http without --allow-private'],
    ['https://user:pass@wms.example/in', 'a name or password in the address'],
    ['https://127.0.0.1/in', 'a private address without --allow-private'],
    ['https://[::1]/in', 'a private address without --allow-private'],
    ['https://0x7f.1/in', 'a private address without --allow-private'],
    ['wms', 'not an address'],
  ])('to %s is refused', (address, reason) => {
    expect(() => readWebhookUrl(address, false)).toThrow(
      expect.objectContaining({
        code: 'service-webhook-address',
        detail: expect.objectContaining({ reason }),
      }),
    )
  })

  it('goes to no name that means this machine or a network behind it', async () => {
    expect(
      ['10.1.2.3', '::ffff:192.168.0.1', 'fe80::1', '169.254.169.254', 'none'].map(isPrivateAddress),
    ).toEqual(Array(5).fill(true))
    expect(['1.1.1.1', '2606:4700:4700::1111'].map(isPrivateAddress)).toEqual([false, false])
    const error = await new Promise((resolve) => publicLookup('localhost', {}, (said) => resolve(said)))
    expect(error).toMatchObject({ message: 'a private address' })
  })
})
