import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openTcp } from '../../drivers/transports/tcp.ts'
import { sampleBytes } from '../../drivers/transports/transport.acceptance.ts'
import { missingPrograms, suiteName } from './programs.ts'

/** A server on loopback; its port and the connections that it took. */
async function listen(host = '127.0.0.1', allowHalfOpen = false) {
  const taken: Socket[] = []
  const server = createServer({ allowHalfOpen }, (socket) => {
    socket.on('error', () => undefined)
    taken.push(socket)
  })
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of taken) socket.destroy()
    server.close()
  })
  return { port: (server.address() as { port: number }).port, taken }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** Null when nobody is there. */
function connected(address: { host: string; port: number }): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(address, () => resolve(socket))
    socket.on('error', () => resolve(null))
  })
}

describe('a printer on TCP 9100', () => {
  it('is served by one connection: a second one is refused while the first is open, and may come after it', async () => {
    const { port } = await listen()
    const address = { host: '127.0.0.1', port }
    const both = await Promise.allSettled([openTcp(address), openTcp(address)])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(both[1]).toMatchObject({ reason: { code: 'transport-busy' } })
    if (both[0].status === 'fulfilled') await both[0].value.close()
    await (await openTcp(address)).close()
  })

  it('is known by its address under another name as well', async () => {
    const { port } = await listen()
    const first = await openTcp({ host: '127.0.0.1', port })
    await expect(openTcp({ host: 'localhost', port })).rejects.toMatchObject({ code: 'transport-busy' })
    await first.close()
    await (await openTcp({ host: 'localhost', port })).close()
  })

  it('may be tried again after it could not be reached, and after it cut the connection', async () => {
    const { port, taken } = await listen()
    const address = { host: '127.0.0.1', port }
    const gone = await openTcp({ ...address })
    const told = new Promise((resolve) => gone.onClose(resolve))
    await expect.poll(() => taken.length).toBe(1)
    taken[0]?.resetAndDestroy()
    await told
    await gone.close()
    await (await openTcp(address)).close()
  })

  it('speaks IPv6, whose address is written in brackets', async () => {
    const { port, taken } = await listen('::1')
    const transport = await openTcp({ host: '::1', port })
    expect(transport.name).toBe(`[::1]:${port}`)
    await expect.poll(() => taken.length).toBe(1)
    const heard: Buffer[] = []
    taken[0]?.on('data', (bytes) => heard.push(bytes))
    await transport.write(sampleBytes(100))
    await expect.poll(() => Buffer.concat(heard).length).toBe(100)
    await transport.close()
  })

  it('says so when its name is known to nobody', async () => {
    await expect(openTcp({ host: 'printer.invalid', port: 9100 })).rejects.toMatchObject({
      code: 'transport-open-failed',
      detail: { device: 'printer.invalid:9100', reason: expect.stringContaining('printer.invalid') },
    })
  })

  it('is gone when it ends its side, even if it would still read', async () => {
    const { port, taken } = await listen('127.0.0.1', true)
    const transport = await openTcp({ host: '127.0.0.1', port })
    const told: unknown[] = []
    transport.onClose((why) => told.push(why?.code))
    await expect.poll(() => taken.length).toBe(1)
    taken[0]?.end()
    await expect.poll(() => told).toEqual(['transport-closed'])
    await expect(transport.write(sampleBytes(1))).rejects.toMatchObject({ detail: { bytesWritten: 0 } })
  })

  it('is waited for as long as it goes on reading, however slowly', async () => {
    const { port, taken } = await listen()
    const transport = await openTcp({ host: '127.0.0.1', port, stallMs: 1500 })
    await expect.poll(() => taken.length).toBe(1)
    const far = taken[0]
    const whole = 24_000_000
    let arrived = 0
    let stops = 0
    far?.on('data', (bytes) => {
      arrived += bytes.length
      // Nothing of this much fits in between: it stands still again and again, longer in all than one stall may last.
      if (arrived < (whole / 8) * (stops + 1) || stops >= 7) return
      stops++
      far.pause()
      setTimeout(() => far.resume(), 300)
    })
    await transport.write(new Uint8Array(whole))
    await expect.poll(() => arrived).toBe(whole)
    expect(stops).toBe(7)
    await transport.close()
  })
})

const missing = missingPrograms(['socat'])

describe.skipIf(missing.length > 0)(suiteName('a printer that does not answer at all', missing), () => {
  it('is given up after the time for connecting', async () => {
    const port = await freePort()
    // A stopped program's queue of connections fills up; what comes after it is not answered.
    const stopped = spawn('socat', [`TCP-LISTEN:${port},bind=127.0.0.1,backlog=1,fork`, '-'], {
      stdio: 'pipe',
    })
    const fillers: Socket[] = []
    onTestFinished(() => {
      for (const socket of fillers) socket.destroy()
      stopped.kill('SIGKILL')
    })
    const address = { host: '127.0.0.1', port: port }
    for (let turn = 0; turn < 200 && fillers.length === 0; turn++) {
      const first = await connected(address)
      if (first === null) await sleep(20)
      else fillers.push(first)
    }
    stopped.kill('SIGSTOP')
    for (let more = 0; more < 8; more++) {
      const socket = connect(address)
      socket.on('error', () => undefined)
      fillers.push(socket)
    }
    await sleep(50)
    await expect(openTcp({ ...address, connectTimeoutMs: 200 })).rejects.toMatchObject({
      code: 'transport-open-failed',
      detail: { reason: 'no answer within 200 ms' },
    })
  })
})
