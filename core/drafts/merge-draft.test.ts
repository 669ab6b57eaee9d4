import { describe, expect, it } from 'vitest'
import { draftsToCarry, draftsToForget, ENDED_TOLD_MS } from './carry-drafts.ts'
import { asRead, type DraftWord, OVER_MAX, parseDraftWord, type ToldWord, toldWord } from './draft-word.ts'
import { joinWords, readDraft, seenOf, writeWord } from './merge-draft.ts'

const DRAFT = '00000000000000d1'
const [A, B] = ['aa'.repeat(32), 'bb'.repeat(32)]
const TEA = 'categories/tea'
const nowMs = Date.parse('2026-11-26T12:00:00.000Z')
const at = (daysAgo: number) => new Date(nowMs - daysAgo * 24 * 3_600_000).toISOString()
const tea = (basis: string): DraftWord['value'] => ({
  ...{ do: 'set', rule: { category: 'tea', trace: 'exempt', basis }, on: null },
})

/** What a station writes on top of what it knows, and knows then. */
function write(
  known: readonly ToldWord[],
  kid: string,
  place: string,
  value: DraftWord['value'],
  daysAgo = 0,
) {
  const word = writeWord(known, { draft: DRAFT, place, value, kid, by: kid.slice(0, 2), at: at(daysAgo) })
  return joinWords([...known, toldWord(kid, word)])
}
const join = (...all: ToldWord[][]) => joinWords(all.flat())
const discarded = (known: ToldWord[]): DraftWord['value'] => ({
  ...{ state: 'discarded', title: 'Autumn', seen: seenOf(known) },
})
const base = { hash: 'cc'.repeat(32), name: 'training', version: 2, validFrom: '2026-01-01', empty: false }
const begun = (daysAgo = 0) =>
  write(
    write([], A, 'draft', { state: 'open', title: 'Autumn' }, daysAgo),
    ...([A, 'base', base, daysAgo] as const),
  )
const formsAt = (words: ToldWord[]) =>
  readDraft(words)
    ?.conflicts.find(({ place }) => place === TEA)
    ?.forms.map(({ word }) => word.value)

describe('words of a draft', () => {
  it('are a conflict again when two choose differently at once, until one choice is made over both', () => {
    const start = begun()
    const both = join(write(start, A, TEA, tea('a')), write(start, B, TEA, tea('b')))
    expect(formsAt(both)).toHaveLength(2)
    const chosen = join(write(both, A, TEA, tea('a')), write(both, B, TEA, tea('b')))
    expect(formsAt(chosen)).toEqual(expect.arrayContaining([tea('a'), tea('b')]))
    // The same choice made twice is none.
    expect(formsAt(join(write(both, A, TEA, tea('b')), write(both, B, TEA, tea('b'))))).toBeUndefined()
    const settled = write(chosen, B, TEA, tea('b'))
    expect(formsAt(settled)).toBeUndefined()
    expect(readDraft(settled)?.rules.get(TEA)).toEqual(tea('b'))
  })

  it('lose nothing that was written unseen, however many words stand between', () => {
    const start = write(begun(), A, TEA, tea('first'))
    const away = write(start, B, TEA, tea('away'))
    let many = start
    for (let n = 0; n < OVER_MAX + 20; n += 1) many = write(many, A, TEA, tea(`edit ${n}`))
    expect(formsAt(join(many, away))).toEqual(
      expect.arrayContaining([tea(`edit ${OVER_MAX + 19}`), tea('away')]),
    )
    // Who knew of the last word of the other has written over it, however often since.
    let after = join(many, away)
    for (let n = 0; n < OVER_MAX + 20; n += 1) after = write(after, A, TEA, tea(`after ${n}`))
    expect(formsAt(join(after, away))).toBeUndefined()
  })

  it('are shown by form before time: a clock that is years ahead overrides no one', () => {
    const start = begun()
    const mine = write(start, A, TEA, tea('mine'))
    const ahead = write(start, B, TEA, { do: 'remove', on: null }, -4000)
    expect(readDraft(join(mine, ahead))?.rules.get(TEA)).toEqual(tea('mine'))
    expect(formsAt(join(mine, ahead))).toHaveLength(2)
    expect(formsAt(write(join(mine, ahead), A, TEA, tea('mine')))).toBeUndefined()
  })

  it('tell a discarding for a week, even of a station whose clock is weeks behind, and may be forgotten after it', () => {
    const known = begun()
    const slow = write(known, B, 'draft', discarded(known), 30)
    expect(readDraft(slow)?.state).toBe('discarded')
    expect(draftsToCarry(slow, nowMs).map(({ kid }) => kid)).toContain(B)
    expect(draftsToForget(slow, nowMs)).toEqual([])
    expect(draftsToCarry(slow, nowMs + ENDED_TOLD_MS + 1)).toEqual([])
    expect(draftsToForget(slow, nowMs + ENDED_TOLD_MS + 1)).toEqual([DRAFT])
    const open = write(slow, A, TEA, tea('later'))
    expect(draftsToForget(open, nowMs + 100 * ENDED_TOLD_MS)).toEqual([])
    expect(draftsToForget(write([], B, TEA, tea('no beginning')), nowMs)).toEqual([DRAFT])
  })

  it('keep names apart that look equal, and are read back as they were written or not at all', () => {
    const names = ['caf\u00e9', 'cafe\u0301', 'cafe\u200b\u0301', '__proto__', 'constructor']
    let words = begun()
    for (const category of names)
      words = write(words, A, `categories/${category}`, {
        do: 'set',
        rule: { category, trace: 'trace' },
        on: null,
      })
    expect([...(readDraft(words)?.rules.keys() ?? [])]).toEqual(names.map((name) => `categories/${name}`))
    for (const { word } of words) expect(asRead(word)).toEqual(word)
    const [first] = words
    if (!first) throw new Error('no word')
    for (const [place, value] of [
      ['name', 'x'.repeat(201)],
      ['name', '\ud800'],
      ['validFrom', ''],
      ['categories/honey', { do: 'set', rule: { category: 'tea', trace: 'trace' }, on: null }],
      ['base', { ...base, version: Number.MAX_SAFE_INTEGER }],
      ['base', { ...base, version: 1.5 }],
    ] as [string, DraftWord['value']][])
      expect(asRead({ ...first.word, place, value }), JSON.stringify(value)).toBeNull()
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`)
    expect(parseDraftWord({ ...first.word, value: deep })).toBeNull()
    const hidden = JSON.parse('{"do":"remove","on":null,"__proto__":{"do":"set"}}')
    const read = parseDraftWord({ ...first.word, place: TEA, value: hidden })
    expect(read === null || Object.getPrototypeOf(read.value) === Object.prototype).toBe(true)
  })
})
