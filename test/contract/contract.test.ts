import { ORPCError } from '@orpc/client'
import { afterEach, describe, expect, test } from 'vitest'
import { type Connect, type Connection, connectByPort, connectBySocket } from './connection.ts'
import { sampleStation } from './sample-router.ts'

const transports: readonly (readonly [string, Connect])[] = [
  ['WebSocket', connectBySocket],
  ['MessagePort', connectByPort],
]
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
const tick = () => new Promise((resolve) => setImmediate(resolve))

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ORPCError)
  return error instanceof ORPCError ? error.toJSON() : null
}

describe.each(transports)('the station over %s', (_, connect) => {
  let connection: Connection

  afterEach(() => connection.close())

  test('takes and gives every byte value unchanged', async () => {
    const station = sampleStation()
    connection = await connect(station.router)
    await connection.client.scan({ device: 'hid-1', bytes: everyByte.toString('base64url') })
    expect(station.scanned).toEqual([new Uint8Array(everyByte)])
    const { png } = await connection.client.labelPicture({ job: 1 })
    expect(Buffer.from(png, 'base64url').equals(everyByte)).toBe(true)
  })

  test('keeps words of any language unchanged', async () => {
    connection = await connect(sampleStation().router)
    const text = '婴儿奶粉 \u0000\u001d \u{1F4E6} é'
    expect((await connection.client.lookup({ text })).unit).toBe(text)
  })

  test('carries the largest plan that the contract allows', async () => {
    connection = await connect(sampleStation().router)
    const bytes = 'A'.repeat(24 * 1024 * 1024)
    const answer = await connection.client.importPlan({ fileName: 'large.csv', bytes })
    expect(answer).toMatchObject({ ok: false, problems: [{ row: bytes.length }] })
  })

  test('an expected failure arrives as its code and detail', async () => {
    connection = await connect(sampleStation().router)
    const failure = await failureOf(
      connection.client.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' }),
    )
    expect(failure).toMatchObject({
      defined: true,
      code: 'FAILURE',
      data: { code: 'vault-locked', detail: { context: 'OP-0007' } },
    })
  })

  test('a bug arrives as `internal`, without a stack', async () => {
    connection = await connect(sampleStation().router)
    const failure = await failureOf(connection.client.press({ key: 'lock' }))
    expect(failure).toMatchObject({ data: { code: 'internal', detail: { message: 'a bug' } } })
    expect(JSON.stringify(failure)).not.toContain('sample-router')
  })

  test('invalid input is refused with where and why, and the connection goes on', async () => {
    const station = sampleStation()
    connection = await connect(station.router)
    const failure = await failureOf(connection.client.scan({ device: 'hid-1', bytes: 'not base64url!' }))
    expect(failure).toMatchObject({ data: { code: 'input-invalid', detail: { where: 'bytes' } } })
    expect(await failureOf(connection.client.press({ key: 'format-disk' } as never))).toMatchObject({
      data: { code: 'input-invalid' },
    })
    expect(station.scanned).toEqual([])
    expect(await connection.client.sync()).toEqual({ ok: true })
  })

  test('a call that is not in the contract is refused, and the connection goes on', async () => {
    connection = await connect(sampleStation().router)
    const anything = connection.client as unknown as Record<string, (input?: unknown) => Promise<unknown>>
    for (const name of ['openShell', 'training', 'Press']) {
      await expect(anything[name]?.({}), name).rejects.toBeInstanceOf(Error)
    }
    expect(await connection.client.sync()).toEqual({ ok: true })
  })

  test('what is no call at all ends the connection', async () => {
    connection = await connect(sampleStation().router)
    connection.sendRaw('"hello"')
    await connection.closed
  })

  test('the view comes at once and again at every change', async () => {
    const station = sampleStation()
    connection = await connect(station.router)
    const view = await connection.client.view()
    expect((await view.next()).value).toMatchObject({ revision: 0 })
    station.change()
    expect((await view.next()).value).toMatchObject({ revision: 1 })
    await view.return?.()
    await expect.poll(() => station.readers()).toBe(0)
  })

  test('two pages see the same change', async () => {
    const station = sampleStation()
    connection = await connect(station.router)
    const other = await connect(station.router)
    const views = await Promise.all([connection.client.view(), other.client.view()])
    for (const view of views) await view.next()
    station.change()
    for (const view of views) expect((await view.next()).value).toMatchObject({ revision: 1 })
    await other.close()
  })

  test('a page that goes away leaves nothing running', async () => {
    const station = sampleStation()
    connection = await connect(station.router)
    const view = await connection.client.view()
    await view.next()
    expect(station.readers()).toBe(1)
    connection.disconnect()
    await expect.poll(() => station.readers()).toBe(0)
  })

  test('a page that hangs gets the newest view afterwards, not every one between', async () => {
    const station = sampleStation(64 * 1024)
    connection = await connect(station.router)
    const view = await connection.client.view()
    await view.next()
    connection.hang()
    for (let n = 0; n < 1000; n++) {
      station.change()
      await tick()
    }
    connection.resume()
    let seen = 0
    for (let revision = -1; revision < station.revision(); seen++) {
      const { value, done } = await view.next()
      if (done) throw new Error('the view ended')
      expect(value.revision).toBeGreaterThan(revision)
      revision = value.revision
    }
    expect(seen).toBeLessThan(500)
  })
})
