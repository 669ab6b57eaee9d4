import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashDocument } from '../../core/epcis/event-hash.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import { SampleWorkspace } from '../fsck/sample-workspace.stub.ts'
import { StationStore } from '../store/station-store.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { exportEvents } from './export-events.ts'

let sample: SampleWorkspace
let store: StationStore
let folder: string
beforeAll(async () => {
  sample = await SampleWorkspace.make()
  store = new StationStore(workspaceFiles(sample.folder).database, { readonly: true })
  folder = mkdtempSync(join(tmpdir(), 'bondmark-export-'))
}, 180_000)
afterAll(() => {
  store.close()
  sample.remove()
  rmSync(folder, { recursive: true })
})

const ever = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }
const task = (out: string) => ({
  between: store.between,
  span: ever,
  out: join(folder, out),
  at: '2026-11-22T20:00:00.000+08:00',
  signal: new AbortController().signal,
  onProgress: () => {},
})
const all = () => store.statements.range(1, 10_000)
const eventIds = () =>
  all().flatMap(({ contentType, subject }) => (contentType === contentTypes.event ? [subject] : []))

interface Document {
  '@context': unknown
  epcisBody: { eventList: Record<string, unknown>[] }
}

describe('the events of a store as a document', () => {
  it('are all of them, in order, under the eventIDs that were signed, and the records are counted', async () => {
    const made = await exportEvents(task('all.json'))
    const text = readFileSync(join(folder, 'all.json'), 'utf8')
    const document = JSON.parse(text) as Document
    expect(document.epcisBody.eventList.map(({ eventID }) => eventID)).toEqual(eventIds())
    expect(hashDocument(document)).toEqual(eventIds())
    expect(made).toMatchObject({ events: eventIds().length, bytes: Buffer.byteLength(text) })
    expect(made.leftOut).toBe(all().length - eventIds().length)
    expect(made.leftOut).toBeGreaterThan(0)
    expect(document).toMatchObject({ type: 'EPCISDocument', schemaVersion: '2.0' })
    expect(document['@context']).toContainEqual({ bm: 'https://ns.bondmark.example/epcis/' })
    for (const event of document.epcisBody.eventList) expect(event).not.toHaveProperty('@context')
  })

  it('are those of the span alone, and none make a document without events', async () => {
    const ms = Date.parse(all()[9]?.t ?? '')
    await exportEvents({ ...task('some.json'), span: { fromMs: ms, toMs: ms } })
    const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Document
    const expected = all().filter((row) => row.contentType === contentTypes.event && Date.parse(row.t) === ms)
    expect(read('some.json').epcisBody.eventList.map(({ eventID }) => eventID)).toEqual(
      expected.map(({ subject }) => subject),
    )
    const none = await exportEvents({ ...task('none.json'), span: { fromMs: 0, toMs: 1 } })
    expect([none.events, none.leftOut]).toEqual([0, 0])
    expect(read('none.json').epcisBody.eventList).toEqual([])
  })

  it('that are given up half-way leave the file that stood there, and nothing beside it', async () => {
    const out = join(folder, 'kept', 'day.json')
    mkdirSync(join(folder, 'kept'))
    writeFileSync(out, 'yesterday')
    const stop = new AbortController()
    const going = exportEvents({
      ...task('kept/day.json'),
      signal: stop.signal,
      onProgress: () => stop.abort(),
    })
    await expect(going).rejects.toMatchObject({ code: 'export-cancelled' })
    expect(readFileSync(out, 'utf8')).toBe('yesterday')
    expect(readdirSync(join(folder, 'kept'))).toEqual(['day.json'])
  })
})
