import { clone, merge } from '@automerge/automerge'
import fc from 'fast-check'
import { COUNTED, type LineCounts, type LineTally } from '../../core/progress/line-tally.ts'
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

const larger = (a: LineCounts, b: LineCounts): LineCounts =>
  Object.fromEntries(COUNTED.map((count) => [count, Math.max(a[count], b[count])])) as LineCounts

/** A station as its store has it: what `bondmark` keeps in SQLite, in memory. */
export class ModelStation {
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
    // Missing and broken units are counted at once, and stated when the line is closed.
    if (count !== 'short' && count !== 'damaged') this.seq += 1
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

export type Step =
  | { do: 'edit'; at: number; line: string; count: (typeof COUNTED)[number]; units: number }
  | { do: 'take' | 'tell' | 'tell-again' | 'restart' | 'backup' | 'restore'; at: number }

export const step: fc.Arbitrary<Step> = fc.oneof(
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
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('backup' as const, 'restore' as const), at: fc.nat(2) }),
  },
)

/** Three stations and the ledger between them. */
export class ModelWarehouse {
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
    this.#hear(station)
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
    const unlawful = checkTallies(this.hub, candidate, law)
    if (unlawful) throw new Error(`the gate refused what a station said: ${JSON.stringify(unlawful)}`)
    this.hub = candidate
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
      if (known?.seq === seq) {
        // From one place of the chain counts only grow: a restore takes nothing back that was told.
        for (const [line, counts] of known.lines) share.set(line, larger(counts, share.get(line) ?? none))
      }
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

export const sumOf = (doc: WorkspaceDoc) =>
  new Map(
    [...sumTallies(readWorkspace(doc).told)].map(([key, counts]) => [JSON.parse(key)[1] as string, counts]),
  )

export const sorted = (counts: Map<string, LineCounts>) => [...counts].sort(([a], [b]) => (a < b ? -1 : 1))

/** Everybody comes back once: takes what there is, tells what it has, and takes again. */
export function comeTogether(warehouse: ModelWarehouse): void {
  for (const at of [0, 1, 2]) {
    warehouse.run({ do: 'take', at })
    warehouse.run({ do: 'tell', at })
  }
  for (const at of [0, 1, 2]) warehouse.run({ do: 'take', at })
}

/** All replicas come to the truth, whatever these steps do. */
export const replicasMeet = (maxLength: number) =>
  fc.property(fc.array(step, { maxLength, size: 'max' }), (steps) => {
    const warehouse = new ModelWarehouse()
    for (const each of steps) warehouse.run(each)
    comeTogether(warehouse)
    const truth = JSON.stringify(sorted(warehouse.truth()))
    const replicas = [warehouse.hub, ...warehouse.stations.map(({ held }) => held as WorkspaceDoc)]
    return replicas.every((doc) => JSON.stringify(sorted(sumOf(doc))) === truth)
  })
