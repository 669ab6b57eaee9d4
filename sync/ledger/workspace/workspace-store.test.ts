import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clone, getLastLocalChange, merge, save } from '@automerge/automerge'
import { afterAll, describe, expect, it } from 'vitest'
import type { LineTally } from '../../../core/progress/line-tally.ts'
import {
  emptyWorkspace,
  loadWorkspace,
  readWorkspace,
  workspaceActor,
  workspaceDocumentName,
  writeTallies,
} from '../../documents/workspace-document.ts'
import { openWorkspaceDesk } from './workspace-desk.ts'
import { openWorkspaceStore, type WorkspaceStore } from './workspace-store.ts'
import { type Admitted, renewDocument, tasksInPlace } from './workspace-tasks.ts'
import { workspaceThreads } from './workspace-threads.ts'

const OF = { org: 'acme', warehouse: '9506000134352' }
const hex = (n: number) => n.toString(16).padStart(64, '0')
const station = (kid: string) => `https://id.training.example/org/acme/station/S${kid.slice(-2)}`
const DAY_MS = 86_400_000

const tally = (over: Partial<LineTally>): LineTally => ({
  ...{ asn: 'ASN-1', line: '1', lot: 'L1', gtin: '09506000134352', planned: 100, revision: 1, plan: hex(9) },
  ...{
    received: 0,
    labeled: 0,
    passed: 0,
    short: 0,
    damaged: 0,
    held: false,
    closed: false,
    seq: 1,
    head: hex(1),
  },
  ...over,
})

const folder = mkdtempSync(join(tmpdir(), 'bondmark-shared-'))
let opened = 0
afterAll(() => rmSync(folder, { recursive: true }))

/** A ledger's desk over a database, and a station's part of a session without the wire. */
function openDesk() {
  opened += 1
  const store = openWorkspaceStore(join(folder, `${opened}.sqlite`))
  const desk = openWorkspaceDesk({
    store,
    tasks: tasksInPlace,
    membership: () => {
      throw new Error('not asked')
    },
    logKid: hex(99),
    randomBytes: (n) => crypto.getRandomValues(new Uint8Array(n)),
  })
  return { store, desk }
}

let drawn = 0
const nextActor = (document: string, kid: string) => {
  drawn += 1
  return workspaceActor(document, kid, Uint8Array.of(0, 0, 0, 0, 0, 0, drawn >> 8, drawn & 255))
}

async function tell(
  { store, desk }: ReturnType<typeof openDesk>,
  kid: string,
  tallies: LineTally[],
  nowMs = 0,
  tasks = tasksInPlace,
): Promise<Admitted | null> {
  const generation = await desk.open(OF, nowMs)
  const document = workspaceDocumentName(OF.org, OF.warehouse, generation.generation)
  const bytes = store.document(generation)
  const word = {
    station: station(kid),
    seq: tallies[0]?.seq ?? 1,
    head: hex(1),
    at: '2026-03-02T09:00:00.000+08:00',
  }
  const doc = writeTallies(clone(loadWorkspace(bytes), { actor: nextActor(document, kid) }), {
    kid,
    word,
    tallies,
  })
  if (!doc) return null
  const law = { document, kid, station: station(kid), former: new Map(), changesMax: 4 }
  const admitted = await tasks.admit({ document: bytes, added: getLastLocalChange(doc) as Uint8Array, law })
  if (admitted.ok) store.add(generation, kid, admitted.changes)
  store.hear(generation, kid, nowMs)
  return admitted
}

const received = (store: WorkspaceStore) => {
  const newest = store.newest(OF)
  if (!newest) return []
  const { told } = readWorkspace(loadWorkspace(store.document(newest)))
  return told.map(({ kid, tally }) => `${kid.slice(-1)} ${tally.line} ${tally.received}`).sort()
}

describe('documents that stations share, at the ledger', () => {
  it('are kept as their changes, and read back as what each station said last', async () => {
    const ledger = openDesk()
    await tell(ledger, hex(1), [tally({ received: 40, seq: 5 })])
    await tell(ledger, hex(2), [tally({ received: 25, seq: 3 })])
    await tell(ledger, hex(1), [tally({ received: 41, seq: 6 }), tally({ line: '2', received: 7, seq: 6 })])
    expect(received(ledger.store)).toEqual(['1 1 41', '1 2 7', '2 1 25'])
    const newest = ledger.store.newest(OF)
    expect(newest?.generation).toBe(1)
    expect(newest?.changes).toBe(3)
    expect(
      await tell(ledger, hex(1), [
        tally({ received: 41, seq: 6 }),
        tally({ line: '2', received: 7, seq: 6 }),
      ]),
    ).toBeNull()
  })

  it('merge what two stations wrote without knowing of each other, and take a change twice once', async () => {
    const { store, desk } = openDesk()
    const generation = await desk.open(OF, 0)
    const document = workspaceDocumentName(OF.org, OF.warehouse, 1)
    const word = { seq: 1, head: hex(1), at: '2026-03-02T09:00:00.000+08:00' }
    const changes = [hex(1), hex(2)].map((kid, at) => {
      const doc = writeTallies(clone(loadWorkspace(new Uint8Array()), { actor: nextActor(document, kid) }), {
        kid,
        word: { ...word, station: station(kid) },
        tallies: [tally({ received: 10 * (at + 1) })],
      })
      return { kid, added: getLastLocalChange(doc as NonNullable<typeof doc>) as Uint8Array }
    })
    for (const { kid, added } of [...changes, ...changes]) {
      const law = { document, kid, station: station(kid), former: new Map(), changesMax: 4 }
      // Each is judged on the empty document that its station had.
      const admitted = await tasksInPlace.admit({ document: new Uint8Array(), added, law })
      expect(admitted.ok && store.add(generation, kid, admitted.changes)).toBe(true)
    }
    expect(received(store)).toEqual(['1 1 10', '2 1 20'])
    expect(store.newest(OF)?.heads).toHaveLength(2)
  })

  it('begin anew each day with what is still open, by the log; whoever is set aside may speak again', async () => {
    const ledger = openDesk()
    await tell(ledger, hex(1), [tally({ received: 40 }), tally({ line: '2', received: 5, closed: true })])
    await tell(ledger, hex(2), [tally({ received: 25 })])
    await tell(ledger, hex(3), [tally({ received: 1 })])
    ledger.store.hear(OF, hex(3), -31 * DAY_MS)
    const first = await ledger.desk.open(OF, 0)
    const failure = { code: 'tally-malformed' as const, detail: { document: 'd', key: 'k' } }
    ledger.store.setAside(first, { kid: hex(2), atMs: 5, change: null, failure })
    expect(ledger.store.asides(first)).toHaveLength(1)
    const second = await ledger.desk.open(OF, DAY_MS)
    expect(second).toMatchObject({ generation: 2, changes: 0 })
    expect(received(ledger.store)).toEqual(['1 1 40', '2 1 25'])
    expect(ledger.store.asides(second)).toEqual([])
    // A station's own word follows on the log's.
    expect(await tell(ledger, hex(2), [tally({ received: 26, seq: 9 })], DAY_MS)).toMatchObject({ ok: true })
    expect(await tell(ledger, hex(1), [tally({ received: 39, seq: 9 })], DAY_MS)).toMatchObject({
      ok: false,
      failure: { code: 'tally-went-back' },
    })
    expect(received(ledger.store)).toEqual(['1 1 40', '2 1 26'])
    // Told for the generation before: nothing is added.
    expect(ledger.store.add(first, hex(1), [])).toBe(false)
  })

  it('judge in a thread what they judge in place, and outlive bytes that are no change', async () => {
    const ledger = openDesk()
    const threads = workspaceThreads()
    expect(await tell(ledger, hex(1), [tally({ received: 40 })], 0, threads)).toMatchObject({ ok: true })
    const law = { document: 'd', kid: hex(1), station: station(hex(1)), former: new Map(), changesMax: 4 }
    for (const added of [
      new Uint8Array(),
      new Uint8Array(100),
      Uint8Array.of(0x85, 0x6f, 0x4a, 0x83, 1, 2, 3),
    ]) {
      const task = { document: new Uint8Array(), added, law }
      const inPlace = await tasksInPlace.admit(task).catch((error: unknown) => ({ failure: error }))
      const apart = await threads.admit(task).catch((error: unknown) => ({ failure: error }))
      expect(inPlace).toMatchObject({ failure: { code: 'document-malformed' } })
      expect(apart).toMatchObject({ failure: { code: 'document-malformed' } })
    }
  })

  it('lets a station in one session at a time, and not at once again', () => {
    const { desk } = openDesk()
    const leave = desk.enter(hex(1), 10_000)
    expect(() => desk.enter(hex(1), 20_000)).toThrow(expect.objectContaining({ code: 'workspace-busy' }))
    desk.enter(hex(2), 10_000)
    leave()
    expect(() => desk.enter(hex(1), 10_400)).toThrow(expect.objectContaining({ code: 'workspace-too-often' }))
    desk.enter(hex(1), 11_000)
  })
})

it('a document that begins anew carries over what a station said last, whichever of two values Automerge shows', () => {
  const said = (seq: number, received: number, drawn: number) => {
    const actor = workspaceActor('workspace/acme/9506000134352/1', hex(1), new Uint8Array(8).fill(drawn))
    const word = { station: station(hex(1)), seq, head: hex(seq), at: '2026-03-02T09:00:00.000+08:00' }
    const tallies = [tally({ received, seq, head: hex(seq) })]
    const doc = writeTallies(clone(emptyWorkspace(), { actor }), { kid: hex(1), word, tallies })
    if (doc === null) throw new Error('nothing was written')
    return doc
  }
  for (const [one, other] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const both = merge(said(9, 50, one), said(3, 20, other))
    const { base } = renewDocument({ document: save(both), actor: 'ff'.repeat(16), forgotten: [], nowMs: 0 })
    const { words, told } = readWorkspace(loadWorkspace(base))
    expect(told.map((each) => each.tally.received)).toEqual([50])
    expect(words.get(hex(1))?.seq).toBe(9)
  }
})
