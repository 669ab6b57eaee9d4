import { cpSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StationView } from '../../core/contract/station-view.ts'
import { makeBackup } from '../../main/backup/make-backup.ts'
import { openWorkspace } from '../../main/composition/open-workspace.ts'
import { openTrainingStation, type ServedStation } from '../../main/composition/training-station.ts'
import { stationRouter } from '../../main/station/station-router.ts'
import { wallClock } from '../../platform/clock/clock.ts'
import { type Connection, connectBySocket } from '../contract/connection.ts'
import { makeScratch } from './workspace-on-disk.ts'

const fixture = fileURLToPath(new URL('../../fixtures/workspaces/release-0.1', import.meta.url))
const PAGE = 4096
const scratch = makeScratch()
const workspace = join(scratch, 'w')
const database = join(workspace, 'station.sqlite')
let served: ServedStation | null = null
let connection: Connection | null = null

beforeEach(() => {
  rmSync(workspace, { recursive: true, force: true })
  cpSync(fixture, workspace, { recursive: true })
})
afterEach(async () => {
  await connection?.close()
  await served?.close()
  connection = served = null
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const open = () =>
  openWorkspace({
    folder: workspace,
    clock: wallClock,
    labelMs: 0,
    waitMsMax: 0,
    onWait: () => {},
    logLevel: 'silent',
  })

async function serve(): Promise<Connection> {
  served = await openTrainingStation(workspace, () => {})
  connection = await connectBySocket(served.router)
  return connection
}

/** The newest view, once it says this. */
async function viewThat(is: (view: StationView) => boolean): Promise<StationView> {
  const views = await (connection as Connection).client.view()
  for await (const view of views) if (is(view)) return view
  throw new Error('the views ended')
}

/** Makes a page of statements unreadable in the file, behind SQLite's back. */
function spoil(bytes: Buffer, pages: number): void {
  let left = pages
  for (let at = 0; at < bytes.length && left > 0; at += PAGE)
    if (bytes[at] === 0x0d && bytes.subarray(at, at + PAGE).includes('application/epcis+json')) {
      bytes.fill(0, at, at + PAGE)
      left--
    }
}

const wounds: Readonly<Record<string, () => void>> = {
  'is cut off': () => truncateSync(database, statSync(database).size - 3 * PAGE),
  'is cut off within a page': () => truncateSync(database, statSync(database).size - 100),
  'has lost its header': () => {
    const bytes = readFileSync(database)
    bytes.fill(0, 0, PAGE)
    writeFileSync(database, bytes)
  },
  'has lost its pages of statements': () => {
    const bytes = readFileSync(database)
    spoil(bytes, 100)
    writeFileSync(database, bytes)
  },
  'is gone': () => rmSync(database),
}

describe.each(Object.entries(wounds))('a station whose database %s', (_, wound) => {
  it('opens read-only, says STOP and the way to restore, takes nothing and writes nothing to it', async () => {
    wound()
    const before = statSync(database, { throwIfNoEntry: false })?.size
    const { client } = await serve()
    const view = await viewThat(() => true)
    expect(view).toMatchObject({ state: { kind: 'stop' }, devices: [], person: null, damage: {} })
    await expect(client.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })).rejects.toMatchObject({
      data: { code: 'station-readonly' },
    })
    await expect(client.scan({ device: 'wedge', bytes: 'AAAA' })).rejects.toMatchObject({
      data: { code: 'station-readonly' },
    })
    expect(statSync(database, { throwIfNoEntry: false })?.size).toBe(before)
  })
})

describe('a station whose database is damaged', () => {
  it('reports what is still provable, and looks up what can still be read', async () => {
    const db = new Database(database, { readonly: true })
    const serial = db
      .prepare("SELECT serial FROM label_job WHERE state = 'verified' AND kind = 'unit' LIMIT 1")
      .pluck()
      .get() as string
    db.close()
    await makeBackup({ workspace, out: join(scratch, 'backup'), passphrase: null }, wallClock, () => {})
    // A newer release's columns are not here yet: it is opened once, as a station does each day.
    await (await open()).close()
    // What names the tables has grown to the end of the file by that: something else is to stand where it is cut.
    const longer = new Database(database)
    longer.prepare('INSERT INTO setting VALUES (?, ?)').run('last', 'x'.repeat(3 * PAGE))
    longer.close()
    const bytes = readFileSync(database)
    writeFileSync(database, bytes.subarray(0, bytes.length - 100))
    const { client } = await serve()
    const view = await viewThat(({ damage }) => damage?.report != null)
    expect(view.damage?.report).toMatchObject({
      statements: 32,
      receipts: 32,
      gone: 0,
      newestBackup: { file: join(scratch, 'backup'), statements: 32 },
    })
    expect(view.damage?.report?.restore.join(' ')).toContain('restore --from')
    expect(await client.lookup({ text: serial })).toMatchObject({ standing: 'packed' })
  })

  it('is refused by every other way in, in words', async () => {
    truncateSync(database, statSync(database).size - 100)
    await expect(open()).rejects.toMatchObject({ code: 'database-damaged' })
  })

  it('that is older than a backup of it is not written to: its numbers are taken', async () => {
    await (await open()).close()
    const older = readFileSync(database)
    const { station, close } = await open()
    await station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })
    await close()
    await makeBackup({ workspace, out: join(scratch, 'newer'), passphrase: null }, wallClock, () => {})
    for (const name of readdirSync(workspace)) if (/-(wal|shm)$/.test(name)) rmSync(join(workspace, name))
    writeFileSync(database, older)
    await expect(open()).rejects.toMatchObject({ code: 'database-went-back' })
    expect(readFileSync(database).equals(older)).toBe(true)
  })
})

describe('a page that rots while the station runs', () => {
  it('is found by the look at all pages in the background, and the station takes nothing more', async () => {
    // A page that no start looks at: one of the middle.
    await (await open()).close()
    const db = new Database(database)
    db.pragma('journal_mode = DELETE')
    const page = db
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'goods_serial'")
      .pluck()
      .get() as number
    db.close()
    const bytes = readFileSync(database)
    bytes.fill(0x5a, (page - 1) * PAGE, page * PAGE)
    writeFileSync(database, bytes)
    const { client } = await serve()
    const view = await viewThat(({ damage }) => damage != null)
    expect(view.state).toMatchObject({ kind: 'stop', sentence: { code: 'database-damaged' } })
    await expect(client.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })).rejects.toMatchObject({
      data: { code: 'station-readonly' },
    })
    await expect(client.sync()).rejects.toMatchObject({ data: { code: 'station-readonly' } })
  })

  it('and is met by an input ends the acknowledging at once', async () => {
    const workspaceOpen = await open()
    const { station } = workspaceOpen
    const { settings } = station.ctx.store
    const set = settings.set.bind(settings)
    // The desk is written by inputs alone; other settings by what goes on beside them.
    vi.spyOn(settings, 'set').mockImplementation((name, value) => {
      if (name !== 'desk') return set(name, value)
      throw new Database.SqliteError('database disk image is malformed', 'SQLITE_CORRUPT')
    })
    await expect(station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })).rejects.toMatchObject(
      {
        code: 'database-damaged',
      },
    )
    vi.restoreAllMocks()
    await expect(station.press({ key: 'sign-in', badge: 'OP-0007', passcode: '2468' })).rejects.toMatchObject(
      {
        code: 'station-readonly',
      },
    )
    expect(station.view()).toMatchObject({
      state: { kind: 'stop' },
      damage: { failure: { code: 'database-damaged' } },
    })
    await workspaceOpen.close()
  })

  it('and is met by a look-up ends it as well, in words', async () => {
    const workspaceOpen = await open()
    connection = await connectBySocket(stationRouter(workspaceOpen))
    const { client } = connection
    vi.spyOn(workspaceOpen.station.ctx.store.search, 'find').mockImplementation(() => {
      throw new Database.SqliteError('database disk image is malformed', 'SQLITE_CORRUPT')
    })
    await expect(client.find({ lot: 'KM1-2608A', limit: 1 })).rejects.toMatchObject({
      data: { code: 'database-damaged' },
    })
    vi.restoreAllMocks()
    await expect(client.press({ key: 'lock' })).rejects.toMatchObject({ data: { code: 'station-readonly' } })
    await workspaceOpen.close()
  })
})
