import { clone, merge, save } from '@automerge/automerge'
import fc from 'fast-check'
import { draftsToCarry } from '../../core/drafts/carry-drafts.ts'
import {
  type DraftState,
  type DraftWord,
  placeOf,
  type RuleEdit,
  type ToldWord,
  toldWord,
} from '../../core/drafts/draft-word.ts'
import { joinWords, readDraft, seenOf, writeWord } from '../../core/drafts/merge-draft.ts'
import { renewDocument } from '../ledger/workspace/workspace-tasks.ts'
import {
  emptyWorkspace,
  loadWorkspace,
  readWorkspace,
  workspaceActor,
  workspaceDocumentName,
  writeTallies,
} from './workspace-document.ts'
import { checkTallies } from './workspace-gate.ts'

export const DRAFT = '00000000000000d1'
const DOCUMENT = workspaceDocumentName('acme', '9506000134352', 1)
const hex = (n: number) => n.toString(16).padStart(64, '0')
export const PLACES = ['tea', 'honey'] as const
const atMs = Date.parse('2026-11-26T01:00:00.000Z')

export type DraftStep =
  | { do: 'edit'; at: number; rule: (typeof PLACES)[number]; how: 'set' | 'remove' | 'base' }
  | { do: 'hear' | 'tell' | 'discard' | 'restore'; at: number }
  | { do: 'renew' }

const at = fc.nat(2)
export const draftStep: fc.Arbitrary<DraftStep> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      at,
      rule: fc.constantFrom(...PLACES),
      how: fc.constantFrom('set' as const, 'set' as const, 'remove' as const, 'base' as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('hear' as const, 'tell' as const, 'tell' as const), at }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('discard' as const, 'restore' as const), at }) },
  { weight: 1, arbitrary: fc.constant({ do: 'renew' as const }) },
)

/** An edit as the model has it: what it says, and which others its writer knew of. */
interface Edit {
  readonly rule: string
  readonly says: string
  readonly knew: ReadonlySet<number>
}

/** A station's words, and, kept apart from them, which edits it ever heard of. */
class Replica {
  kid: string
  former: string[] = []
  words: ToldWord[]
  knows = new Set<number>()
  readonly name: string

  constructor(name: string, key: number, words: ToldWord[]) {
    this.name = name
    this.kid = hex(key)
    this.words = words
  }
}

/** Three stations that write one draft, and the ledger's document between them. */
export class DraftWarehouse {
  hub = emptyWorkspace()
  readonly edits: Edit[] = []
  readonly replicas: Replica[]
  /** By the name of a word: the edit that it is. */
  readonly #editOf = new Map<string, number>()
  #drawn = 0
  #keys = 3

  constructor() {
    const value: DraftState = { state: 'open', title: 'Autumn' }
    const base = { hash: hex(9), name: 'training', version: 2, validFrom: '2026-01-01', empty: false }
    const begin = (place: string, said: DraftWord['value']) =>
      toldWord(hex(1), { draft: DRAFT, place, n: 1, over: [], by: 'A', at: this.#at(), value: said })
    const words = [begin('draft', value), begin('base', base)]
    this.replicas = ['A', 'B', 'C'].map((name, n) => new Replica(name, n + 1, [...words]))
  }

  run(step: DraftStep): void {
    if (step.do === 'renew') {
      this.#renew()
      return
    }
    const replica = this.replicas[step.at] as Replica
    if (step.do === 'edit') this.#edit(replica, step.rule, step.how)
    else if (step.do === 'hear') this.hear(replica)
    else if (step.do === 'tell') this.tell(replica)
    else if (step.do === 'discard') {
      const seen = seenOf(joinWords(replica.words))
      this.#write(replica, 'draft', { state: 'discarded', title: 'Autumn', seen })
    } else {
      // What it has stays; it goes on under another key.
      this.#keys += 1
      replica.former.push(replica.kid)
      replica.kid = hex(this.#keys)
    }
  }

  #edit(replica: Replica, rule: string, how: RuleEdit['do']): void {
    const n = this.edits.length
    const value: RuleEdit =
      how === 'set'
        ? { do: 'set', rule: { category: rule, trace: 'exempt', basis: `edit ${n}` }, on: null }
        : { do: how, on: null }
    const told = this.#write(replica, placeOf('categories', rule), value)
    const knew = new Set([...replica.knows].filter((other) => this.edits[other]?.rule === rule))
    this.edits.push({ rule, says: JSON.stringify(value), knew })
    this.#editOf.set(told.id, n)
    replica.knows.add(n)
  }

  #write(replica: Replica, place: string, value: DraftWord['value']): ToldWord {
    const writing = { draft: DRAFT, place, value, kid: replica.kid, by: replica.name, at: this.#at() }
    const told = toldWord(replica.kid, writeWord(joinWords(replica.words), writing))
    replica.words = joinWords([...replica.words, told])
    return told
  }

  /** Takes what the ledger has, as the station's child does. */
  hear(replica: Replica): void {
    const { drafts } = readWorkspace(this.hub)
    replica.words = joinWords([...replica.words, ...drafts])
    for (const { id } of drafts) {
      const n = this.#editOf.get(id)
      if (n === undefined) continue
      replica.knows.add(n)
      for (const other of this.edits[n]?.knew ?? []) replica.knows.add(other)
    }
  }

  /** Writes into the newest document what differs, whatever it has heard of it, and lets the gate judge it. */
  tell({ kid, name, words, former }: Replica): void {
    const station = `https://id.training.example/org/acme/station/${name}`
    const own = [kid, ...former]
    const drafts = draftsToCarry(words, atMs).filter((told) => own.includes(told.kid))
    const word = { station, seq: 1, head: hex(1), at: '2026-11-26T09:00:00.000+08:00' }
    const written = writeTallies(clone(this.hub, { actor: this.#actor(kid) }), {
      ...{ kid, word, tallies: [], drafts },
    })
    if (!written) return
    const candidate = merge(clone(this.hub, { actor: '00' }), written)
    const law = {
      document: DOCUMENT,
      kid,
      station,
      former: new Map(former.map((each) => [each, 1])),
      changesMax: 4,
    }
    const unlawful = checkTallies(this.hub, candidate, law)
    if (unlawful) throw new Error(`the gate refused what a station said: ${JSON.stringify(unlawful)}`)
    this.hub = candidate
  }

  #renew(): void {
    const actor = this.#actor(hex(0))
    const task = { document: save(this.hub), actor, forgotten: [], nowMs: atMs }
    this.hub = loadWorkspace(renewDocument(task).base)
  }

  /** Everybody comes by twice, so that everybody has heard everything. */
  comeTogether(): void {
    for (const replica of this.replicas) {
      this.hear(replica)
      this.tell(replica)
    }
    for (const replica of this.replicas) this.hear(replica)
  }

  drafts() {
    return this.replicas.map(({ words }) => readDraft(joinWords(words)))
  }

  /** By the model alone: the edits of a rule that nobody wrote over knowing them. */
  expected(rule: string): string[] {
    const known = new Set(this.edits.flatMap(({ knew }) => [...knew]))
    const left = this.edits.filter((edit, n) => edit.rule === rule && !known.has(n))
    return [...new Set(left.map(({ says }) => says))].sort()
  }

  #at(): string {
    this.#drawn += 1
    return new Date(atMs + this.#drawn * 1000).toISOString()
  }

  #actor(kid: string): string {
    this.#drawn += 1
    const drawn = new Uint8Array(8)
    new DataView(drawn.buffer).setUint32(0, this.#drawn)
    return workspaceActor(DOCUMENT, kid, drawn)
  }
}
