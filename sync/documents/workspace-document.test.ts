import { clone, merge } from '@automerge/automerge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COUNTED, type LineCounts, type LineTally, tallyKey } from '../../core/progress/line-tally.ts'
import { addCounts, lessCounts, sumTallies } from '../../core/progress/sum-tallies.ts'
import {
  emptyWorkspace,
  readWorkspace,
  type WorkspaceDoc,
  workspaceActor,
  workspaceDocumentName,
  writeTallies,
} from './workspace-document.ts'
import { checkTallies } from './workspace-gate.ts'

const DOCUMENT = workspaceDocumentName('acme', '9506000134352', 1)
const LINES = ['1', '2', '3'] as const
const hex = (n: number) => n.toString(16).padStart(64, '0')
const none: LineCounts = { received: 0, labeled: 0, passed: 0, short: 0, damaged: 0 }

/** A station as its store has it: what `bondmark` keeps in SQLite, in memory. */
class ModelStation {
  kid: string
  seq = 1
  lines = new Map<string, LineCounts>()
  former: { kid: string; seq: number; lines: Map<string, LineCounts> }[] = []
  /** What it took from the ledger and has not told yet, or has. */
  held: WorkspaceDoc | null = null
  backup: Pick<ModelStation, 'kid' | 'seq' | 'lines' | 'former'>
  readonly name: string

  constructor(name: string, key: number) {
    this.name = name
    this.kid = hex(key)
    this.backup = this.copy()
  }

  copy() {
    return { kid: this.kid, seq: this.seq, lines: new Map(this.lines), former: [...this.former] }
  }

  edit(line: string, count: (typeof COUNTED)[number], units: number) {
    const now = this.lines.get(line) ?? none
    // A label may be voided: that count alone goes down.
    const by = count === 'labeled' && now.labeled >= units && units % 3 === 0 ? -units : units
    this.seq += 1
    this.lines.set(line, { ...now, [count]: now[count] + by })
  }

  /** Goes back to the backup, with a key of its own that cites where the backup ended. */
  restore(key: number) {
    const { kid, seq, lines, former } = this.backup
    this.former = [...former, { kid, seq, lines: new Map(lines) }]
    this.lines = new Map(lines)
    this.kid = hex(key)
    this.seq = 1
    this.held = null
  }

  tallies(): LineTally[] {
    return [...this.lines].map(([line, counts]) => {
      const former = this.former.flatMap(({ kid, seq, lines }) => {
        const was = lines.get(line)
        return was ? [{ kid, seq, ...was }] : []
      })
      return {
        ...{ asn: 'ASN-1', line, lot: 'L1', gtin: '09506000134352', planned: 100, revision: 1, plan: hex(9) },
        ...counts,
        ...{ held: false, closed: false, seq: this.seq, head: hex(this.seq) },
        ...(former.length > 0 && { former }),
      }
    })
  }

  word() {
    const station = `https://id.training.example/org/acme/station/${this.name}`
    return { station, seq: this.seq, head: hex(this.seq), at: '2026-03-02T09:00:00.000+08:00' }
  }
}

type Step =
  | { do: 'edit'; at: number; line: string; count: (typeof COUNTED)[number]; units: number }
  | { do: 'take' | 'tell' | 'tell-again' | 'restart' | 'backup' | 'restore'; at: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      at: fc.nat(2),
      line: fc.constantFrom(...LINES),
      count: fc.constantFrom(...COUNTED),
      units: fc.integer({ min: 1, max: 40 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'take' as const,
        'tell' as const,
        'tell' as const,
        'tell-again' as const,
        'restart' as const,
      ),
      at: fc.nat(2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('backup' as const, 'restore' as const), at: fc.nat(2) }),
  },
)

/** Three stations and the ledger between them. */
class ModelWarehouse {
  hub = emptyWorkspace()
  stations = [new ModelStation('A', 1), new ModelStation('B', 2), new ModelStation('C', 3)]
  /** What each key was heard to say last, or is known by a restored store: the truth that must come out. */
  heard = new Map<string, { seq: number; lines: Map<string, LineCounts> }>()
  #drawn = 0
  #keys = 3

  run(each: Step) {
    const station = this.stations[each.at] as ModelStation
    if (each.do === 'edit') station.edit(each.line, each.count, each.units)
    else if (each.do === 'take') station.held = clone(this.hub, { actor: this.#actor(station) })
    else if (each.do === 'restart') station.held = null
    else if (each.do === 'backup') station.backup = station.copy()
    else if (each.do === 'restore') {
      this.#keys += 1
      station.restore(this.#keys)
      station.backup = station.copy()
    } else if (each.do === 'tell') this.tell(station)
    else if (station.held) this.deliver(station, station.held)
  }

  tell(station: ModelStation) {
    // Who has taken nothing yet writes into a document of its own: that merges as well.
    const doc = station.held ?? emptyWorkspace(this.#actor(station))
    const written = writeTallies(doc, { kid: station.kid, word: station.word(), tallies: station.tallies() })
    if (!written) return
    station.held = written
    this.deliver(station, written)
  }

  deliver(station: ModelStation, doc: WorkspaceDoc) {
    const candidate = merge(clone(this.hub, { actor: '00' }), doc)
    const former = new Map(station.former.map(({ kid, seq }) => [kid, seq]))
    const law = {
      document: DOCUMENT,
      kid: station.kid,
      station: station.word().station,
      former,
      changesMax: 64,
    }
    expect(checkTallies(this.hub, candidate, law)).toBeNull()
    this.hub = candidate
    this.#hear(station)
  }

  /** By hand and by another way than the one that is tested: shares of keys, from the stores themselves. */
  #hear(station: ModelStation) {
    let before = new Map<string, LineCounts>()
    const chain = [...station.former, { kid: station.kid, seq: station.seq, lines: station.lines }]
    for (const { kid, seq, lines } of chain) {
      const share = new Map(
        [...lines].map(([line, counts]) => [line, lessCounts(counts, before.get(line) ?? none)]),
      )
      const known = this.heard.get(kid)
      if (!known || known.seq <= seq) this.heard.set(kid, { seq, lines: share })
      before = lines
    }
  }

  truth(): Map<string, LineCounts> {
    const sum = new Map<string, LineCounts>()
    for (const { lines } of this.heard.values())
      for (const [line, counts] of lines) sum.set(line, addCounts(sum.get(line) ?? none, counts))
    return sum
  }

  #actor(station: ModelStation): string {
    this.#drawn += 1
    const drawn = new Uint8Array(8)
    new DataView(drawn.buffer).setUint32(0, this.#drawn)
    return workspaceActor(DOCUMENT, station.kid, drawn)
  }
}

const sumOf = (doc: WorkspaceDoc) =>
  new Map(
    [...sumTallies(readWorkspace(doc).told)].map(([key, counts]) => [JSON.parse(key)[1] as string, counts]),
  )

const sorted = (counts: Map<string, LineCounts>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1))

describe('three stations that share their counts', () => {
  it('all come to the sum of what each store says, however their edits, sessions, restarts and restores fall', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const warehouse = new ModelWarehouse()
        for (const each of steps) warehouse.run(each)
        // Everybody comes back once: takes what there is, tells what it has, and takes again.
        for (const at of [0, 1, 2]) {
          warehouse.run({ do: 'take', at })
          warehouse.run({ do: 'tell', at })
        }
        for (const at of [0, 1, 2]) warehouse.run({ do: 'take', at })
        const expected = sorted(warehouse.truth())
        expect(sorted(sumOf(warehouse.hub))).toEqual(expected)
        for (const { held } of warehouse.stations)
          expect(sorted(sumOf(held as WorkspaceDoc))).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })

  it('merge replicas in any order to the same content, without a ledger between them', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 25 }),
        fc.array(fc.nat(2), { maxLength: 6 }),
        (steps, order) => {
          const warehouse = new ModelWarehouse()
          for (const each of steps) warehouse.run(each)
          for (const at of [0, 1, 2]) warehouse.tell(warehouse.stations[at] as ModelStation)
          const docs = warehouse.stations.map(({ held }) => held ?? emptyWorkspace())
          const forth = docs.reduce((all, doc) => merge(all, clone(doc)), emptyWorkspace())
          const back = [...order.map((at) => docs[at] as WorkspaceDoc), ...[...docs].reverse()].reduce(
            (all, doc) => merge(all, clone(doc)),
            emptyWorkspace(),
          )
          expect(sorted(sumOf(back))).toEqual(sorted(sumOf(forth)))
          expect(back).toEqual(forth)
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('a restored station', () => {
  it('neither doubles what its key before has told nor takes it back', () => {
    const warehouse = new ModelWarehouse()
    const [a] = warehouse.stations as [ModelStation]
    a.edit('1', 'received', 50)
    a.backup = a.copy()
    a.edit('1', 'received', 10)
    warehouse.tell(a)
    a.restore(77)
    a.edit('1', 'received', 3)
    warehouse.tell(a)
    expect(sumOf(warehouse.hub).get('1')?.received).toBe(63)
  })

  it('counts what its key before had not told', () => {
    const warehouse = new ModelWarehouse()
    const [a] = warehouse.stations as [ModelStation]
    a.edit('1', 'received', 40)
    warehouse.tell(a)
    a.edit('1', 'received', 10)
    a.backup = a.copy()
    a.restore(78)
    warehouse.tell(a)
    expect(sumOf(warehouse.hub).get('1')?.received).toBe(50)
  })

  it('counts a backup that was restored twice once', () => {
    const warehouse = new ModelWarehouse()
    const [a, b] = warehouse.stations as [ModelStation, ModelStation]
    a.edit('1', 'received', 50)
    a.backup = a.copy()
    b.backup = a.copy()
    a.restore(79)
    b.restore(80)
    a.edit('1', 'received', 1)
    b.edit('1', 'received', 2)
    warehouse.tell(a)
    warehouse.tell(b)
    expect(sumOf(warehouse.hub).get('1')?.received).toBe(53)
    expect(tallyKey({ asn: 'a', line: 'b,c', lot: 'd' })).not.toBe(
      tallyKey({ asn: 'a,b', line: 'c', lot: 'd' }),
    )
  })
})
