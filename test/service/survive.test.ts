import { existsSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changesAnswer } from '../../core/contract/decision-service.ts'
import { SampleWorkspace } from '../../main/fsck/sample-workspace.stub.ts'
import { runStationService } from '../../main/service/run-station-service.ts'
import { StationStore } from '../../main/store/station-store.ts'
import { workspaceFiles } from '../../main/workspace/workspace.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { type ForkedProgram, forkProgram } from '../sync/forked-program.ts'
import { readEvents, type StreamEvent } from './event-stream.ts'
import { askedOf, bearer, besides, decide, keyFor, type ServedService, sampleRows } from './served-service.ts'

type Service = { readonly url: string } & ForkedProgram

let sample: SampleWorkspace
let station: StationStore
let store: ServedService['store']
let key: string

beforeAll(async () => {
  sample = await SampleWorkspace.make()
  const files = workspaceFiles(sample.folder)
  station = new StationStore(files.database)
  store = besides(files.service)
  key = keyFor({ store })
}, 180_000)
afterAll(() => {
  store.close()
  station.close()
  sample.remove()
})

const start = (): Promise<Service> =>
  forkProgram<{ url: string }>(new URL('station-service.ts', import.meta.url), [sample.folder])

/** Tells of so many things, the last of them `size` characters large. */
function tell(count: number, size = 10): void {
  station.transaction(() => {
    for (let n = 0; n < count; n++)
      station.messages.add({
        t: new Date().toISOString(),
        kind: 'line-held',
        body: { asn: 'A', text: 'x'.repeat(size) },
      })
  })
}

describe('a decision service that is killed', () => {
  it('gives the same question with the same key the same bytes afterwards', async () => {
    const once = { 'Idempotency-Key': '"order-4711"' }
    const body = askedOf(sampleRows())
    let service = await start()
    const first = await (await decide(service.url, key, body, once)).text()
    await service.kill()
    service = await start()
    const again = await (await decide(service.url, key, body, once)).text()
    expect(again).toBe(first)
    // Asked without the key it is decided anew, at another moment.
    const anew = await (await decide(service.url, key, body)).text()
    expect(JSON.parse(anew).at).not.toBe(JSON.parse(first).at)
    expect(await service.end()).toBe(0)
    const restarted = await start()
    expect(await (await decide(restarted.url, key, body, once)).text()).toBe(first)
    await restarted.end()
  })

  it('tells a stream that is taken up again everything once, in order', async () => {
    const total = 300
    const before = station.messages.newest().n
    const seen: number[] = []
    let lastId: string | null = before === 0 ? null : cursorAt(before)
    const telling = setInterval(() => {
      if (station.messages.newest().n < before + total) tell(5)
    }, 10)
    try {
      for (let life = 0; seen.length < total; life++) {
        const service = await start()
        const until = life < 3 ? seen.length + 40 : total
        const take = ({ id, data }: StreamEvent) => {
          lastId = id
          seen.push(JSON.parse(data).n)
          if (life < 3 && seen.length >= until) void service.kill()
        }
        await readEvents(service.url, key, lastId, take, () => seen.length >= total)
        await service.kill()
      }
    } finally {
      clearInterval(telling)
    }
    expect(seen.slice(0, total)).toEqual(Array.from({ length: total }, (_, i) => before + 1 + i))
  })
})

function cursorAt(n: number): string {
  const link = station.messages.linkOf(n)
  return `${n}.${Buffer.from(link ?? [])
    .toString('hex')
    .slice(0, 8)}`
}

describe('a reader', () => {
  const pace = { heartbeatMs: 100, takeMs: 200, streamMs: 600_000 }
  const run = (log?: string) =>
    runStationService({
      ...{ folder: sample.folder, host: '127.0.0.1', port: 0, pace },
      logger: createLogger(log ? { name: 'test', destination: log } : { name: 'test', level: 'silent' }),
    })

  it('who takes nothing is cut off, and loses nothing with that', async () => {
    const log = join(sample.folder, 'service.log')
    const service = await run(log)
    const before = station.messages.newest().n
    const from = before === 0 ? '0' : cursorAt(before)
    // Far more than the buffers of two sockets hold.
    tell(1_000, 16_000)
    const { hostname, port } = new URL(service.url)
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `GET /changes?after=${from} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${key}\r\nAccept: text/event-stream\r\n\r\n`,
      ),
    )
    socket.pause()
    let text = ''
    socket.on('data', (piece) => {
      text += piece.toString('latin1')
    })
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.on('error', () => {})
    // It begins to read only when it has been cut off.
    await expect.poll(() => existsSync(log) && readFileSync(log, 'utf8')).toContain('"changes"')
    socket.resume()
    await closed
    const ids = [...text.matchAll(/^id: (\d+\.[0-9a-f]{8})\r?\nevent: line-held\r?\ndata: \{.*\}\r?$/gm)].map(
      ([, id]) => id ?? '',
    )
    expect(ids.length).toBeLessThan(1_000)
    const seen = ids.map((id) => Number.parseInt(id, 10))
    let last = ids.at(-1) ?? from
    const take = ({ id }: StreamEvent) => {
      last = id
      seen.push(Number.parseInt(id, 10))
    }
    // On a busy machine this reader may be too slow for the pace as well, and takes it up again as any other.
    while (seen.length < 1_000) await readEvents(service.url, key, last, take, () => seen.length >= 1_000)
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, i) => before + 1 + i))
    await service.stop()
  })

  it('whose key is revoked is told nothing more', async () => {
    const service = await run()
    const gone = keyFor({ store })
    const name = store.keys.all().at(-1)?.name ?? ''
    const from = cursorAt(station.messages.newest().n)
    tell(1)
    let told = 0
    const revoke = () => {
      told++
      store.keys.revoke(name, new Date().toISOString())
    }
    await readEvents(service.url, gone, from, revoke, () => false)
    expect(told).toBe(1)
    await service.stop()
  })

  it('who waits is answered when something happens', async () => {
    const service = await run()
    const after = cursorAt(station.messages.newest().n)
    const ask = async () =>
      changesAnswer.parse(
        await (await fetch(`${service.url}/changes?after=${after}&wait=30`, { headers: bearer(key) })).json(),
      )
    const asked = ask()
    tell(1)
    const { changes, cursor } = await asked
    expect(changes.map(({ kind }) => kind)).toEqual(['line-held'])
    expect(cursor).toBe(changes[0]?.cursor)
    await service.stop()
  })
})
