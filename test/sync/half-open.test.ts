import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { type LedgerProcess, startLedgerProcess } from './ledger-process.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from './training-consortium.ts'

const HALF_OPEN = 1_000

let consortium: TrainingConsortium
let ledger: LedgerProcess
const sockets: Socket[] = []
beforeAll(async () => {
  consortium = makeTrainingConsortium()
  ledger = await startLedgerProcess(consortium)
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await ledger.kill()
  consortium.remove()
})

const upgrade = () =>
  [
    'GET /session HTTP/1.1',
    `Host: ${new URL(ledger.url).host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n')

/** A masked text frame of 100 bytes, of which half comes. */
const halfHello = Buffer.concat([Buffer.from([0x81, 0x80 | 100, 0, 0, 0, 0]), Buffer.alloc(50, '{')])

/** The nth stranger: says nothing, half of a header, a whole upgrade and nothing more, or half a hello. */
function openHalf(n: number): Socket {
  const { hostname, port } = new URL(ledger.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  if (n % 4 === 1) socket.write('GET /checkpoint HTTP/1.1\r\nHo')
  if (n % 4 >= 2) socket.write(upgrade())
  if (n % 4 === 3) socket.once('data', () => socket.write(halfHello))
  sockets.push(socket)
  return socket
}

const metric = async (name: string) => {
  const text = await (await fetch(`${ledger.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

const filesOf = ({ child }: LedgerProcess) => readdirSync(`/proc/${child.pid}/fd`).length
const memoryOf = ({ child }: LedgerProcess) =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024

function syncOne(n: number) {
  const { station, supervisor, logVkey, witnessVkey } = consortium
  const batch = sealBatch(station, supervisor, n, makeStatements(station, 3))
  const trust = { logVkey, witnessVkeys: [witnessVkey], k: 1 }
  return syncBatch({ url: ledger.url, station: station.issuer, batch, identity: station, ...trust })
}

describe.runIf(process.platform === 'linux')('a thousand half-open sessions', () => {
  it('hold a bounded number of files and memory, and keep no station out', async () => {
    const before = { files: filesOf(ledger), memory: memoryOf(ledger) }
    for (let n = 0; n < HALF_OPEN; n += 1) {
      const socket = openHalf(n)
      if (n % 50 === 49) await Promise.race([once(socket, 'connect'), once(socket, 'close')])
    }
    const receipts = (await syncOne(1)).receipts
    expect(receipts).toHaveLength(4)
    expect(filesOf(ledger) - before.files).toBeLessThan(128)
    expect(memoryOf(ledger) - before.memory).toBeLessThan(150)
    expect(await metric('bondmark_ledger_guests')).toBeLessThanOrEqual(64)
    expect(await metric('bondmark_ledger_guests_evicted_total')).toBeGreaterThan(HALF_OPEN / 2)
  })

  it('are gone after their time is up, and the ledger goes on', async () => {
    await expect.poll(() => metric('bondmark_ledger_guests'), { interval: 500 }).toBeLessThanOrEqual(2)
    expect((await (await fetch(`${ledger.url}/health`)).json()) as object).toMatchObject({
      state: 'ready',
      reasons: [],
    })
  })
})
