import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { StationView } from '../../core/contract/station-view.ts'
import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { stationRouter } from '../../main/station/station-router.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { type Connect, type Connection, connectByPort, connectBySocket } from './connection.ts'

const transports: readonly (readonly [string, Connect])[] = [
  ['WebSocket', connectBySocket],
  ['MessagePort', connectByPort],
]
let folder: string
let workspace: OpenWorkspace

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-station-'))
  await makeTrainingWorkspace(join(folder, 'w'), wallClock)
  workspace = await openWorkspace({
    folder: join(folder, 'w'),
    clock: wallClock,
    labelMs: 1,
    waitMsMax: 0,
    onWait: () => {},
    logLevel: 'silent',
  })
  workspace.station.start()
})
afterAll(async () => {
  await workspace.close()
  rmSync(folder, { recursive: true, force: true })
})

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  return error instanceof ORPCError ? error.data : error
}

/** The first view that is so. */
async function firstView(
  views: AsyncIterator<StationView>,
  isSo: (view: StationView) => boolean,
): Promise<StationView> {
  for (;;) {
    const { value, done } = await views.next()
    if (done) throw new Error('the view ended')
    if (isSo(value)) return value
  }
}

describe.each(transports)('a training station over %s', (_, connect) => {
  let connection: Connection

  afterEach(() => connection.close())

  test('shows itself at once, and a person who signs in and locks at the next changes', async () => {
    connection = await connect(stationRouter(workspace))
    const { client } = connection
    const view = await client.view()
    expect((await view.next()).value).toMatchObject({
      format: 'bondmark/station-view/1',
      training: true,
      person: null,
    })
    await client.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
    // The printer's own state may be a change before it.
    const shown = await firstView(view, ({ person }) => person !== null)
    expect(shown).toMatchObject({ person: { badge: 'OP-0007', role: 'operator' } })
    await client.press({ key: 'lock' })
    await vi.waitFor(() => expect(workspace.station.view().person).toBeNull())
    await view.return?.()
  })

  test('refuses a wrong passcode by code, and never says which part was wrong', async () => {
    connection = await connect(stationRouter(workspace))
    const wrong = await failureOf(
      connection.client.press({ key: 'sign-in', badge: 'OP-0007', passcode: '0000' }),
    )
    const unknown = await failureOf(
      connection.client.press({ key: 'sign-in', badge: 'OP-9999', passcode: '2468' }),
    )
    expect(wrong).toMatchObject({ code: 'sign-in-refused' })
    expect(unknown).toEqual(wrong)
  })

  test('garbage from a scanner is shown as refused and the station goes on', async () => {
    connection = await connect(stationRouter(workspace))
    const { client } = connection
    await client.scan({ device: 'wedge', bytes: Buffer.from([0xff, 0xfe, 0x00, 0x0d]).toString('base64url') })
    await vi.waitFor(() => expect(workspace.station.view().state.kind).toBe('refused'))
    await client.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
    expect(workspace.station.view().state.kind).toBe('ready')
    await client.press({ key: 'lock' })
  })

  test('a plan that is no plan is answered with where it is wrong, and nothing of it is taken', async () => {
    connection = await connect(stationRouter(workspace))
    const before = workspace.station.view().lines.length
    const bytes = Buffer.from('asn,line\nASN-1,1\n').toString('base64url')
    await workspace.station.press({ key: 'lock' })
    const unattended = await failureOf(connection.client.importPlan({ fileName: 'bad.csv', bytes }))
    expect(unattended).toMatchObject({ code: 'sign-in-first' })
    await connection.client.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
    const answer = await connection.client.importPlan({ fileName: 'bad.csv', bytes })
    expect(answer).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([expect.objectContaining({ file: 'bad.csv' })]),
    })
    expect(workspace.station.view().lines).toHaveLength(before)
    await connection.client.press({ key: 'lock' })
  })

  test('does once what is sent again over another connection, and answers it as it was', async () => {
    connection = await connect(stationRouter(workspace))
    const mark = { client: crypto.randomUUID().replaceAll('-', ''), n: 1 }
    const scan = {
      device: 'wedge',
      bytes: Buffer.from(`no code ${mark.client}\r`).toString('base64url'),
      mark,
    }
    const log = () => workspace.station.ctx.store.scans.newest(1)[0]?.n
    const first = await connection.client.scan(scan)
    expect(first).toMatchObject({ ok: true, outcomes: [{ kind: 'refused' }], repeated: false })
    const written = log()
    connection.disconnect()
    const later = await connect(stationRouter(workspace))
    try {
      expect(await later.client.scan(scan)).toEqual({ ...first, repeated: true })
      const lock = { key: 'lock', mark } as const
      expect(await failureOf(later.client.press(lock))).toMatchObject({ code: 'input-reused' })
      expect(log()).toBe(written)
    } finally {
      await later.close()
    }
  })

  test('looks up what it has never seen as unknown', async () => {
    connection = await connect(stationRouter(workspace))
    const answer = await connection.client.lookup({
      text: 'https://id.gs1.org/01/09506000134352/21/AAABBBCCCDDDEEE',
    })
    expect(answer).toMatchObject({ format: 'bondmark/lookup/1', standing: 'unknown', timeline: [] })
  })

  test('a label that was never printed has no picture', async () => {
    connection = await connect(stationRouter(workspace))
    expect(await failureOf(connection.client.labelPicture({ job: 999_999 }))).toMatchObject({
      code: expect.any(String),
      detail: expect.any(Object),
    })
  })
})
