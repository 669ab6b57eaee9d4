import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readRuleSet, ruleSetHash } from '../../core/decision/rule-set.ts'
import { type DraftWord, toldWord } from '../../core/drafts/draft-word.ts'
import { checkWorkspace } from '../fsck/check-workspace.ts'
import { BenchStation } from '../station/bench-station.stub.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { DRAFTS_MAX, DRAFTS_OF_ONE_MAX } from './draft-room.ts'

const chen = 'OP-0007'
const lin = { badge: 'SUP-0001', passcode: '135790' }
const zhao = { badge: 'ADM-0001', passcode: '975310' }
const failing = (code: string) => expect.objectContaining({ code })

let bench: BenchStation
beforeEach(async () => {
  bench = await BenchStation.open()
}, 60_000)
afterEach(() => bench.close())

const desk = () => bench.workspace.control.drafts
const begin = (empty = false) => desk().begin({ title: 'Autumn', empty }, chen)
const honey = { category: 'honey', trace: 'exempt' }
const set = (draft: string, place: string, rule: object) =>
  desk().write({ draft, place, value: { do: 'set', rule } }, chen)

describe('a rule draft', () => {
  it('starts from the set in force, says what it changes and what is wrong with it, and gives the bytes of the next version', () => {
    const draft = begin()
    expect(desk().show(draft)).toMatchObject({
      draft: {
        title: 'Autumn',
        version: 3,
        edits: 0,
        behind: false,
        last: { by: 'Chen Jie', station: 'LBL07' },
      },
      diff: { changes: [] },
      check: { ok: true },
    })
    set(draft, 'categories/honey', honey)
    set(draft, 'ingredients/IN-cereal', {
      ...{ id: 'IN-cereal', scope: { category: 'baby-cereal' }, needed: true, lots: 'first' },
      ...{ level: 'II', aql: '0.66', measure: 'percent-nonconforming' },
    })
    const { check, diff, edits } = desk().show(draft)
    expect(check.problems[0]).toMatchObject({ at: '/ingredients/1/aql', level: 'error' })
    expect(check.errors).toBe(1)
    expect(diff.changes.map(({ kind, id }) => [kind, id])).toEqual([
      ['changed', 'honey'],
      ['changed', 'IN-cereal'],
    ])
    expect(edits.map(({ place }) => place)).toEqual(['categories/honey', 'ingredients/IN-cereal'])
    // Nor is a name that only looks like another one.
    set(draft, 'categories/honey\u200b', { category: 'honey\u200b', trace: 'trace' })
    expect(desk().show(draft).check).toMatchObject({ ok: false, errors: 2 })
    // Nothing that is wrong is handed over.
    expect(desk().propose(draft, chen)).toMatchObject({ ok: false, failure: { code: 'rules-draft-refused' } })
    desk().write({ draft, place: 'ingredients/IN-cereal', value: { do: 'base' } }, chen)
    desk().write({ draft, place: 'categories/honey\u200b', value: { do: 'base' } }, chen)
    expect(
      desk()
        .show(draft)
        .edits.map(({ place }) => place),
    ).toEqual(['categories/honey'])
    expect(desk().rule(draft, 'categories/honey')).toMatchObject({ base: { trace: 'trace' }, now: honey })
  })

  it('refuses what is no rule, another rule than its place says, and taking out what is not there', () => {
    const draft = begin()
    expect(() => set(draft, 'categories/honey', { ...honey, trace: 'never' })).toThrow(
      failing('draft-rule-malformed'),
    )
    expect(() => set(draft, 'categories/tea', honey)).toThrow(failing('draft-rule-malformed'))
    expect(() => set(draft, 'nothing/tea', honey)).toThrow(failing('draft-rule-malformed'))
    expect(() => desk().write({ draft, place: 'labels/none', value: { do: 'remove' } }, chen)).toThrow(
      failing('draft-rule-missing'),
    )
    expect(() => set('0'.repeat(16), 'categories/honey', honey)).toThrow(failing('draft-missing'))
    // Nothing is written that would not be read again.
    const name = (text: string) => desk().write({ draft, place: 'name', value: { do: 'text', text } }, chen)
    for (const text of ['x'.repeat(300), '\ud800', ' '])
      expect(() => name(text)).toThrow(failing('draft-rule-malformed'))
    const long = { category: 'x'.repeat(250), trace: 'trace' }
    expect(() => set(draft, `categories/${long.category}`, long)).toThrow(failing('draft-rule-malformed'))
    expect(desk().show(draft).edits).toEqual([])
    const target = readRuleSet(
      readFileSync(repositoryFile('fixtures', 'rules', 'training.json')),
      'training.json',
    )
    if (target.format !== 'bondmark/rules/2') throw new Error('another format')
    const twice = { ...target, categories: [...target.categories, ...target.categories.slice(0, 1)] }
    expect(() => desk().begin({ title: 'Twice', empty: false, target: twice }, chen)).toThrow(
      failing('draft-rule-malformed'),
    )
    expect(desk().list().drafts).toHaveLength(1)
  })

  it('is discarded with a way back, and written on only after it', () => {
    const draft = begin(true)
    set(draft, 'categories/honey', honey)
    desk().discard(draft, chen)
    expect(desk().list().drafts).toMatchObject([{ state: 'discarded' }])
    expect(() => set(draft, 'categories/tea', { category: 'tea', trace: 'trace' })).toThrow(
      failing('draft-discarded'),
    )
    desk().reopen(draft, chen)
    expect(desk().list().drafts).toMatchObject([{ state: 'open', edits: 1, kept: null }])
    expect(desk().words(draft).rules).toHaveLength(1)
  })

  it('counts once two people have approved its bytes, and not before', async () => {
    const draft = begin()
    const before = desk().show(draft).check.set?.hash ?? ''
    set(draft, 'categories/honey', honey)
    // What its person has not seen yet is not handed over: it may have come from another station just now.
    expect(() => desk().propose(draft, chen, before)).toThrow(failing('draft-changed'))
    const { check, diff: seen } = desk().show(draft)
    const taken = desk().propose(draft, chen, check.set?.hash ?? '')
    if (!taken.ok) throw new Error(taken.failure.code)
    // What two people read and sign is what its person has seen.
    expect(taken.hash).toBe(check.set?.hash)
    expect(bench.workspace.control.rules.diff(taken.hash, null).changes).toEqual(seen.changes)
    expect(desk().list().drafts).toMatchObject([{ state: 'proposed', proposed: taken.hash }])
    const { rules } = bench.workspace.control
    const standing = () => rules.list().sets.find(({ hash }) => hash === taken.hash)?.standing
    expect(standing()).toBe('draft')
    await rules.approve({ hash: taken.hash, validFrom: null, ...lin })
    expect(standing()).toBe('approved-once')
    // Writing on opens the draft again; what was handed over stays what it was.
    set(draft, 'categories/tea', { category: 'tea', trace: 'exempt' })
    expect(desk().list().drafts).toMatchObject([{ state: 'open', proposed: null }])
    await rules.approve({ hash: taken.hash, validFrom: null, ...zhao })
    expect(standing()).toBe('in-force')
    expect(() => desk().propose(draft, chen)).toThrow(failing('draft-behind'))
    desk().rebase(draft, chen)
    const { diff, elsewhere, draft: now } = desk().show(draft)
    expect(now).toMatchObject({ version: 4, behind: false })
    expect(diff.changes.map(({ id }) => id)).toEqual(['tea'])
    // Honey was written on a form that is not the one in force any more, though it now says the same.
    expect(elsewhere.map(({ place }) => place)).toEqual(['categories/honey'])
  })

  it('takes what another station has written at once as a conflict, which is chosen before it is handed over', () => {
    const draft = begin()
    set(draft, 'categories/honey', honey)
    const word: DraftWord = {
      ...{
        draft,
        place: 'categories/honey',
        n: 1,
        over: [],
        by: 'SUP-0001',
        at: '2026-11-21T09:00:00.000+08:00',
      },
      value: { do: 'remove', on: null },
    }
    desk().hear([toldWord('ab'.repeat(32), word)])
    const [conflict] = desk().show(draft).conflicts
    expect(conflict?.forms).toMatchObject([
      { does: 'set', by: 'Chen Jie', station: 'LBL07' },
      { does: 'remove', by: 'Lin Yue', station: 'abababab' },
    ])
    expect(() => desk().propose(draft, chen)).toThrow(failing('draft-conflicts'))
    const choice = { draft, place: 'categories/honey', word: conflict?.forms[1]?.word ?? '' }
    desk().choose(choice, chen)
    expect(desk().show(draft)).toMatchObject({
      conflicts: [],
      diff: { changes: [{ kind: 'removed', id: 'honey' }] },
    })
    expect(() => desk().choose(choice, chen)).toThrow(failing('draft-form-missing'))
  })

  it('is not crowded out by a station that floods, and a base that is not what its word says is not there', () => {
    const other = 'ab'.repeat(32)
    const at = '2026-11-21T09:00:00.000+08:00'
    const word = (n: number, place: string, value: DraftWord['value']): DraftWord => ({
      ...{ draft: n.toString(16).padStart(16, '0'), place, n: 1, over: [], by: 'x', at, value },
    })
    const draft = begin()
    const { base } = desk().show(draft).draft
    desk().hear(
      Array.from({ length: 500 }, (_, n) =>
        toldWord(other, word(n + 1, 'draft', { state: 'open', title: `${n}` })),
      ),
    )
    expect(bench.store.drafts.draftsOf(other)).toBe(DRAFTS_OF_ONE_MAX)
    desk().hear([
      toldWord(
        other,
        word(1, 'base', { ...base, version: 999_999_999, validFrom: '2026-01-01', empty: false }),
      ),
      toldWord(other, word(500, 'base', { ...base, validFrom: '2026-01-01', empty: false })),
    ])
    const [first] = desk()
      .list()
      .drafts.filter((one) => one.draft !== draft)
    expect(first).toMatchObject({ title: '0', baseHere: false })
    expect(() => desk().show(first?.draft ?? '')).toThrow(failing('draft-base-missing'))
    // Many stations: what has no beginning makes room for what somebody begins here.
    for (let kid = 1; bench.store.drafts.drafts().length < DRAFTS_MAX; kid += 1)
      desk().hear(
        Array.from({ length: 40 }, (_, n) =>
          toldWord(kid.toString(16).padStart(64, '0'), word(1000 * kid + n, 'name', 'x')),
        ),
      )
    expect(bench.store.drafts.drafts().length).toBe(DRAFTS_MAX)
    const next = begin()
    expect(
      desk()
        .list()
        .drafts.map((one) => one.draft),
    ).toEqual(expect.arrayContaining([draft, next]))
    expect(bench.store.drafts.drafts().length).toBe(DRAFTS_MAX)
  })

  it('is tried on days gone by, as its bytes will be', async () => {
    const draft = begin()
    const days = { from: null, to: null }
    expect(await desk().dryRun({ draft, ...days })).toMatchObject({ changed: 0 })
    set(draft, 'categories/honey', honey)
    const made = await desk().dryRun({ draft, ...days })
    expect(made.listed.map(({ category, to }) => [category, to])).toContainEqual(['honey', 'exempt'])
    const taken = desk().propose(draft, chen)
    if (!taken.ok) throw new Error(taken.failure.code)
    expect(await bench.workspace.control.dryRuns.run({ hash: taken.hash, ...days })).toEqual(made)
  })

  it('is a file that becomes a draft and bytes again, the same but for its version', () => {
    const bytes = readFileSync(repositoryFile('fixtures', 'rules', 'training.json'))
    const target = readRuleSet(bytes, 'training.json')
    for (const empty of [true, false]) {
      const draft = desk().begin({ title: 'File', empty, target }, chen)
      const made = desk().book.rulesOf(desk().book.draft(draft))
      const sorted = (rules: object) =>
        Object.fromEntries(
          Object.entries(rules).map(([name, value]) => [
            name,
            Array.isArray(value) ? value.map((one) => JSON.stringify(one)).sort() : value,
          ]),
        )
      expect(sorted({ ...made, version: target.version })).toEqual(sorted(target))
      if (!empty) expect(ruleSetHash({ ...made, version: target.version })).toBe(ruleSetHash(target))
    }
  })

  it('is in order by fsck, which tells a word that is none', async () => {
    const draft = begin()
    set(draft, 'categories/honey', honey)
    expect((await checkWorkspace(bench.folder)).problems).toEqual([])
    const word = {
      draft,
      place: 'categories/tea',
      n: 1,
      over: [],
      by: 'x',
      at: '2026-11-21T09:00:00.000+08:00',
    }
    const made = toldWord('ab'.repeat(32), { ...word, value: { do: 'remove', on: null } })
    bench.station.write(() => {
      // Its n in the row is not that of the word.
      bench.store.drafts.keep({ ...made, word: { ...made.word, place: 'nowhere' } })
    })
    expect((await checkWorkspace(bench.folder)).problems).toMatchObject([{ code: 'rules-draft-damaged' }])
  })
})
