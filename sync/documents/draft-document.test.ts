import { readFileSync } from 'node:fs'
import { change, clone } from '@automerge/automerge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RuleSet, readRuleSet } from '../../core/decision/rule-set.ts'
import { draftBytes } from '../../core/drafts/draft-rule-set.ts'
import { DRAFT_WORDS_MAX, type DraftWord, placeOf, toldWord } from '../../core/drafts/draft-word.ts'
import type { Draft } from '../../core/drafts/merge-draft.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { draftKey } from './draft-entries.ts'
import { DRAFT, DraftWarehouse, draftStep, PLACES } from './draft-model.stub.ts'
import {
  emptyWorkspace,
  readWorkspace,
  type WorkspaceDoc,
  workspaceActor,
  writeTallies,
} from './workspace-document.ts'
import { checkTallies } from './workspace-gate.ts'

const base: RuleSet = readRuleSet(
  readFileSync(new URL('../../fixtures/rules/training.json', import.meta.url)),
  'training.json',
)
/** What a draft says of a rule: the form that is shown, and those that contradict it. */
function saidOf(draft: Draft, rule: string): string[] {
  const place = placeOf('categories', rule)
  const forms = draft.conflicts.find((one) => one.place === place)?.forms.map(({ word }) => word.value)
  const shown = draft.rules.get(place)
  return (forms ?? (shown ? [shown] : [])).map((value) => JSON.stringify(value)).sort()
}

describe('a rule draft that three stations write', () => {
  it('comes to the same content and bytes everywhere, and loses no edit without naming it', () => {
    fc.assert(
      fc.property(fc.array(draftStep, { maxLength: 30, size: 'max' }), (steps) => {
        const warehouse = new DraftWarehouse()
        for (const step of steps) warehouse.run(step)
        warehouse.comeTogether()
        const [first, ...others] = warehouse.drafts()
        if (!first) throw new Error('a draft was lost')
        const bytes = draftBytes(first, base)
        for (const other of others) {
          expect(other).toEqual(first)
          expect(other && Buffer.compare(draftBytes(other, base), bytes)).toBe(0)
        }
        for (const rule of PLACES) expect(saidOf(first, rule)).toEqual(warehouse.expected(rule))
      }),
      { numRuns: 30 },
    )
  })

  it('keeps edits of different rules, and names both forms of one that two wrote at once', () => {
    const warehouse = new DraftWarehouse()
    warehouse.run({ do: 'edit', at: 0, rule: 'tea', how: 'set' })
    warehouse.run({ do: 'edit', at: 1, rule: 'honey', how: 'set' })
    warehouse.comeTogether()
    expect(warehouse.drafts()[2]).toMatchObject({ conflicts: [], rules: { size: 2 } })
    // The one who takes it out has not heard of the one who changes it: the change stays, and both are named.
    warehouse.run({ do: 'edit', at: 0, rule: 'tea', how: 'remove' })
    warehouse.run({ do: 'edit', at: 1, rule: 'tea', how: 'set' })
    warehouse.comeTogether()
    const draft = warehouse.drafts()[2]
    expect(draft?.conflicts).toMatchObject([
      { place: 'categories/tea', forms: [{ word: { by: 'B' } }, { word: { by: 'A' } }] },
    ])
    expect(draft?.rules.get('categories/tea')).toMatchObject({ do: 'set' })
  })

  it('stays when it is discarded by one while another writes on, and says so; goes when nobody does', () => {
    const warehouse = new DraftWarehouse()
    warehouse.run({ do: 'edit', at: 0, rule: 'tea', how: 'set' })
    warehouse.comeTogether()
    warehouse.run({ do: 'discard', at: 0 })
    warehouse.run({ do: 'edit', at: 1, rule: 'honey', how: 'set' })
    warehouse.comeTogether()
    for (const draft of warehouse.drafts())
      expect(draft).toMatchObject({ state: 'open', keptFrom: { word: { by: 'A' } }, rules: { size: 2 } })
    warehouse.run({ do: 'discard', at: 2 })
    warehouse.comeTogether()
    for (const draft of warehouse.drafts())
      expect(draft).toMatchObject({ state: 'discarded', keptFrom: null })
  })
})

describe('the gate of words of drafts', () => {
  const DOCUMENT = 'workspace/acme/9506000134352/1'
  const [OWN, OTHER] = ['ab'.repeat(32), 'cd'.repeat(32)]
  const station = 'https://id.training.example/org/acme/station/A'
  const law = { document: DOCUMENT, kid: OWN, station, former: new Map(), changesMax: 4 }
  const actorOf = (kid: string, n: number) =>
    workspaceActor(DOCUMENT, kid, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, n))
  const word = (over: Partial<DraftWord> = {}): DraftWord => ({
    ...{
      draft: DRAFT,
      place: 'categories/tea',
      n: 2,
      over: [],
      by: 'OP-0007',
      at: '2026-11-26T09:00:00.000+08:00',
    },
    value: { do: 'set', rule: { category: 'tea', trace: 'exempt' }, on: null },
    ...over,
  })
  const said = { station, seq: 5, head: OTHER, at: '2026-11-26T09:00:00.000+08:00' }
  const trusted = writeTallies(emptyWorkspace(actorOf(OWN, 1)), {
    ...{ kid: OWN, word: said, tallies: [], drafts: [toldWord(OWN, word())] },
  }) as WorkspaceDoc
  const put = (entries: Record<string, Uint8Array>) =>
    checkTallies(
      trusted,
      change(
        clone(trusted, { actor: actorOf(OWN, 7) }),
        { time: 0 },
        (map) => void Object.assign(map, entries),
      ),
      law,
    )?.failure.code ?? 'lawful'
  const write = (over: Partial<DraftWord>, kid = OWN) => {
    const made = word(over)
    return put({ [draftKey(kid, made)]: canonicalBytes(made) })
  }

  it('lets a station write its own forward, at any place of any draft', () => {
    expect(write({ n: 3 })).toBe('lawful')
    expect(write({ place: 'name', value: 'Autumn' })).toBe('lawful')
    expect(write({ draft: '00000000000000d2', value: { do: 'remove', on: null } })).toBe('lawful')
    expect(readWorkspace(trusted).drafts).toMatchObject([{ kid: OWN, word: { place: 'categories/tea' } }])
  })

  it('lets a restored station tell what its key before had written, and no other one', () => {
    const made = word({ n: 3 })
    const entries = { [draftKey(OTHER, made)]: canonicalBytes(made) }
    const doc = change(
      clone(trusted, { actor: actorOf(OWN, 7) }),
      { time: 0 },
      (map) => void Object.assign(map, entries),
    )
    expect(checkTallies(trusted, doc, { ...law, former: new Map([[OTHER, 4]]) })).toBeNull()
    expect(checkTallies(trusted, doc, law)?.failure.code).toBe('tally-not-own')
  })

  it('refuses words of others, words that go back or say something else under the same number', () => {
    expect(write({ n: 3 }, OTHER)).toBe('tally-not-own')
    expect(write({ n: 1 })).toBe('tally-went-back')
    expect(write({ value: { do: 'remove', on: null } })).toBe('tally-went-back')
    const moved = word({ n: 3 })
    expect(put({ [draftKey(OWN, { ...moved, place: 'categories/honey' })]: canonicalBytes(moved) })).toBe(
      'tally-malformed',
    )
  })

  it('refuses rules of another shape or list, other encodings, too long and too many of them', () => {
    const rule = (value: unknown) => write({ n: 3, value: value as DraftWord['value'] })
    for (const value of [
      { do: 'set', rule: { category: 'honey', trace: 'exempt' }, on: null },
      { do: 'set', rule: { category: 'tea', trace: 'never' }, on: null },
      { do: 'set', rule: { category: 'tea', trace: 'exempt', more: 1 }, on: null },
      { do: 'set', rule: { id: 'tea', scope: {}, needed: false }, on: null },
      { do: 'burn', on: null },
      { state: 'open', title: 'x' },
      'text',
      null,
    ])
      expect(rule(value), JSON.stringify(value)).toBe('tally-malformed')
    for (const over of [
      { place: 'categories/' },
      { place: 'toString' },
      { place: 'rules/tea' },
      { n: 0 },
      { n: 1e9 },
      { over: Array(129).fill('0'.repeat(16)) },
      { draft: 'x' },
    ])
      expect(write({ n: 3, ...over }), JSON.stringify(over)).toBe('tally-malformed')
    const spaced = Buffer.from(` ${Buffer.from(canonicalBytes(word({ n: 3 }))).toString()}`)
    expect(put({ [draftKey(OWN, word())]: spaced })).toBe('tally-malformed')
    expect(put({ [draftKey(OWN, word())]: new Uint8Array(20_000) })).toBe('change-value-too-large')
    const many = Array.from({ length: DRAFT_WORDS_MAX }, (_, n) =>
      word({ place: `categories/c${n}`, value: { do: 'remove', on: null } }),
    )
    expect(put(Object.fromEntries(many.map((each) => [draftKey(OWN, each), canonicalBytes(each)])))).toBe(
      'document-too-large',
    )
  })

  it('is passed by whoever leaves out what there is no room for', () => {
    const many = Array.from({ length: DRAFT_WORDS_MAX + 20 }, (_, n) =>
      word({ place: `whitelist/w${n}`, value: { do: 'remove', on: null } }),
    )
    const written = writeTallies(clone(trusted, { actor: actorOf(OWN, 8) }), {
      ...{ kid: OWN, word: said, tallies: [], drafts: many.map((each) => toldWord(OWN, each)) },
    }) as WorkspaceDoc
    expect(checkTallies(trusted, written, law)).toBeNull()
    expect(readWorkspace(written).drafts).toHaveLength(DRAFT_WORDS_MAX)
  })
})
