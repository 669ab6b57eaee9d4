import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { systemTimers } from '../../platform/clock/timers.ts'
import { readFrames } from './session-frames.ts'
import { stationMessage } from './session-message.ts'
import { webSocketSession } from './session-socket.ts'

const MIB = 1024 * 1024
const undo: (() => unknown)[] = []
afterEach(() => {
  for (const each of undo.splice(0)) each()
})

/** Both ends of a socket on loopback; the ledger's end is read as frames. */
async function connected() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  undo.push(() => server.close())
  await once(server, 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  client.on('error', () => undefined)
  undo.push(() => client.terminate())
  const [[socket]] = (await Promise.all([once(server, 'connection'), once(client, 'open')])) as [
    [WebSocket],
    unknown,
  ]
  const options = { schema: stationMessage, messageBytesMax: 1024, silenceMsMax: 5_000, timers: systemTimers }
  return { client, socket, frames: readFrames(webSocketSession(socket), options) }
}
const done = JSON.stringify({ format: 'bondmark/session/2', type: 'done' })
const codeOfClose = async (socket: WebSocket) => (await once(socket, 'close'))[0]
const CUT_OFF = 1006

describe('the frames of a session', () => {
  it('come out in the order in which they came in', async () => {
    const { client, frames } = await connected()
    client.send(Uint8Array.of(1, 10))
    client.send(done)
    client.send(Uint8Array.of(2, 20, 21))
    expect(await frames.next('test')).toEqual({
      kind: 'document',
      tag: 1,
      syncMessage: Uint8Array.of(10),
    })
    expect(await frames.next('test')).toMatchObject({ kind: 'message', message: { type: 'done' } })
    expect(await frames.next('test')).toMatchObject({ tag: 2, syncMessage: Uint8Array.of(20, 21) })
  })

  it('are cut off when more bytes wait than one frame may have', async () => {
    const { client, socket } = await connected()
    const cut = codeOfClose(socket)
    for (let i = 0; i < 33; i += 1) client.send(Buffer.alloc(MIB, 1))
    expect(await cut).toBe(CUT_OFF)
  })

  it('are cut off when more frames wait than the protocol ever has', async () => {
    const { client, socket } = await connected()
    const cut = codeOfClose(socket)
    for (let i = 0; i < 65; i += 1) client.send(Uint8Array.of(1))
    expect(await cut).toBe(CUT_OFF)
  })

  it('may bring any number of bytes when each is read', async () => {
    const { client, frames } = await connected()
    for (let i = 0; i < 70; i += 1) {
      client.send(Buffer.alloc(MIB, 1))
      expect(await frames.next('test')).toMatchObject({ kind: 'document', tag: 1 })
    }
  })

  it('say why they end, whatever came after the bad one', async () => {
    const { client, frames } = await connected()
    const told = once(client, 'message')
    client.send('garbage')
    for (let i = 0; i < 100; i += 1) client.send(done)
    const failure = await frames.next('test').catch((error) => error)
    frames.end(failure.toFailure())
    expect(String((await told)[0])).toContain('session-protocol')
  })
})

describe('a session that has ended', () => {
  it('cuts off whoever goes on talking', async () => {
    const { client, socket, frames } = await connected()
    const cut = codeOfClose(socket)
    // Not reading, it does not learn of the end, and its messages are already on their way.
    client.pause()
    frames.end({ code: 'session-protocol', detail: { reason: 'test' } })
    client.send(Buffer.alloc(MIB, 1))
    expect(await cut).toBe(CUT_OFF)
  })

  it('cuts off whoever never answers its close', async () => {
    const { client, socket, frames } = await connected()
    const cut = codeOfClose(socket)
    client.pause()
    frames.close()
    expect(await cut).toBe(CUT_OFF)
  })

  it('closes in order with whoever answers', async () => {
    const { client, frames } = await connected()
    const closed = codeOfClose(client)
    frames.close()
    expect(await closed).toBe(1000)
  })
})
