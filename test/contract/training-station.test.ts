import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ORPCError } from '@orpc/client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { StationView } from '../../core/contract/station-view.ts'
import { type OpenWorkspace, openWorkspace } from '../../main/composition/open-workspace.ts'
import { stationRouter } from '../../main/station/station-router.ts'
import { makeTrainingWorkspace } from '../../main/training/make-workspace.ts'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
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
    await expect.poll(() => workspace.station.view().person).toBeNull()
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
    await expect.poll(() => workspace.station.view().state.kind).toBe('refused')
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

describe.each(transports)('what is known of labels, over %s', (_, connect) => {
  let connection: Connection
  const supervisor = { badge: 'SUP-0001', passcode: '135790' }
  const operator = { badge: 'OP-0007', passcode: '2468' }
  const unknown = 'f'.repeat(64)

  beforeAll(async () => {
    const { station } = workspace
    if (station.newestLabels(1).length > 0) return
    const plan = 'quick.csv'
    await station.importPlan(readFileSync(repositoryFile('fixtures', 'plans', plan)), plan)
    await station.press({ key: 'sign-in', ...operator })
    await station.press({ key: 'issue-stock', roll: 'P-1', kind: 'overlay', count: 10 })
    await station.scan({ device: 'hid-1', aim: ']d2', text: '01095060001100111728041110KM1-2610D' })
    await station.printed()
    await station.press({ key: 'void', reason: 'torn' })
    await station.printed()
    // The serial of another member: a STOP.
    const text = 'https://id.gs1.org/01/09506000110011/21/ZZZ000000000001'
    await station.scan({ device: 'hid-2', aim: ']Q1', text })
    await station.press({ key: 'ack' })
    await station.press({ key: 'lock' })
  })
  beforeEach(async () => {
    connection = await connect(stationRouter(workspace))
  })
  afterEach(() => connection.close())

  test('a history in pages, each label once, and everything on record of one with its picture', async () => {
    const { client } = connection
    const pages = [await client.labelHistory({ gtin: '09506000110011', limit: 1 })]
    for (let next = pages[0]?.next; next; next = pages.at(-1)?.next)
      pages.push(await client.labelHistory({ gtin: '09506000110011', limit: 1, after: next }))
    const items = pages.flatMap((page) => page.items)
    expect(items).toMatchObject([
      { kind: 'unit', state: 'printed' },
      { kind: 'unit', state: 'voided', reason: 'torn' },
    ])
    const [fresh, torn] = items
    const entry = await client.labelEntry({ job: torn?.job ?? 0 })
    expect(entry).toMatchObject({
      format: 'bondmark/label-entry/1',
      serial: torn?.serial,
      replacedBy: { job: fresh?.job },
      attempts: [{ answer: 'printed' }],
      look: { state: 'voided' },
    })
    expect(entry.steps.map(({ step }) => step)).toEqual(['reserved', 'sent', 'printed', 'voided'])
    const { png } = await client.labelPicture({ job: torn?.job ?? 0 })
    expect(Buffer.from(png, 'base64url').subarray(1, 4).toString()).toBe('PNG')
    expect((await client.labelHistory({ text: fresh?.serial ?? '', limit: 5 })).items).toMatchObject([
      { job: fresh?.job },
    ])
  })

  test('a question that is none is refused with its place, and a label that is not there by its code', async () => {
    const { labelHistory, labelEntry, stops, templates, importSerials } = connection.client
    const bad: readonly (readonly [Promise<unknown>, string])[] = [
      [labelHistory({ limit: 0 }), 'limit'],
      [labelHistory({ limit: 201 }), 'limit'],
      [labelHistory({ limit: 1, after: '1' }), 'after'],
      [labelHistory({ limit: 1, text: 'x'.repeat(2049) }), 'text'],
      [labelHistory({ limit: 1, state: 'lost' as never }), 'state'],
      [labelEntry({ job: 1.5 }), 'job'],
      [stops({ limit: 1, after: 0 }), 'after'],
      [stops({ limit: 1, shift: -1 }), 'shift'],
      [templates.take({ fileName: '', bytes: 'AA' }), 'fileName'],
      [templates.take({ fileName: 'a.json', bytes: 'not base64url!' }), 'bytes'],
      [templates.picture({ hash: 'x', dpi: 203, language: 'en' }), 'hash'],
      [templates.picture({ hash: unknown, dpi: 204 as never, language: 'en' }), 'dpi'],
      [templates.retire({ template: 'unit-60x40/1', reason: ' ', ...supervisor }), 'reason'],
      [importSerials({ fileName: 'a', authority: '', list: null, ...supervisor }), 'authority'],
      [importSerials({ fileName: 'a', authority: '{}', list: '!', ...supervisor }), 'list'],
    ]
    for (const [call, where] of bad)
      expect(await failureOf(call), where).toMatchObject({ code: 'input-invalid', detail: { where } })
    expect(await failureOf(labelEntry({ job: 999_999 }))).toMatchObject({ code: 'label-not-found' })
    const backwards = { limit: 1, from: 'yesterday' }
    expect(await failureOf(labelHistory(backwards))).toMatchObject({ code: 'time-malformed' })
  })

  test('STOPs with who acknowledged them, and stock as it was worked out', async () => {
    const { items, next } = await connection.client.stops({ limit: 10 })
    expect(items).toMatchObject([
      { device: 'hid-2', times: 1, acknowledged: { by: { name: expect.any(String) } } },
    ])
    expect(next).toBeNull()
    expect(await connection.client.stops({ limit: 1, after: items[0]?.n ?? 0 })).toMatchObject({ items: [] })
    expect(await connection.client.stock()).toMatchObject({
      format: 'bondmark/stock/1',
      isKept: true,
      stock: expect.arrayContaining([expect.objectContaining({ kind: 'overlay', issued: 10 })]),
      rolls: [{ roll: 'P-1', kind: 'overlay' }],
    })
  })

  test('templates as they stand; a document that is none is refused in words, and one that is not there by its code', async () => {
    const { templates } = connection.client
    const { templates: list } = await templates.list()
    const inForce = list.find(({ kind, standing }) => kind === 'unit' && standing === 'in-force')
    expect(inForce).toMatchObject({ shipped: true })
    const question = { hash: inForce?.hash ?? '', dpi: 203, language: 'ja' } as const
    expect(await templates.picture(question)).toMatchObject({ png: expect.any(String), failure: null })
    expect(await failureOf(templates.picture({ ...question, hash: unknown }))).toMatchObject({
      code: 'template-missing',
    })
    const take = (text: string) =>
      templates.take({ fileName: 'mine.json', bytes: Buffer.from(text).toString('base64url') })
    await connection.client.press({ key: 'sign-in', ...operator })
    for (const text of ['', '[]', '{"format":"bondmark/label-template/1"}'])
      expect(await take(text), text).toMatchObject({ ok: false, failure: { code: expect.any(String) } })
    expect(await failureOf(templates.approve({ hash: unknown, ...operator }))).toMatchObject({
      code: 'template-needs-supervisor',
    })
    expect(await failureOf(templates.approve({ hash: unknown, ...supervisor }))).toMatchObject({
      code: 'template-missing',
    })
    await connection.client.press({ key: 'lock' })
    expect((await templates.list()).templates).toEqual(list)
  })

  test('rights to give serials only from a supervisor, and none out of a file that is no right', async () => {
    const { importSerials, cancelImport } = connection.client
    const file = { fileName: 'pool.json', authority: '{}', list: null }
    expect(await failureOf(importSerials({ ...file, ...operator }))).toMatchObject({
      code: 'serials-need-supervisor',
    })
    expect(await failureOf(importSerials({ ...file, ...supervisor }))).toMatchObject({
      code: 'authority-malformed',
    })
    expect(await cancelImport()).toEqual({ ok: false })
  })
})
