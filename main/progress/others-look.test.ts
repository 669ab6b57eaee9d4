import { describe, expect, it } from 'vitest'
import { tallyKey } from '../../core/progress/line-tally.ts'
import { FRESH_MS, othersOf, sharedViewOf } from './others-look.ts'
import type { ToldByOthers, ToldOfLine } from './told-by-others.ts'

const name = { asn: 'ASN-1', line: '1', lot: 'L1' }
const nowMs = Date.parse('2026-03-02T10:00:00.000+08:00')
const own = { ...name, planned: 100, received: 40, short: 0, plan: 'p1' }
const of = (kid: string, received: number, over: Partial<ToldOfLine> = {}): ToldOfLine => ({
  ...{
    kid,
    seq: 7,
    head: null,
    received,
    labeled: 0,
    passed: 0,
    short: 0,
    damaged: 0,
    planned: 100,
    revision: 1,
    plan: 'p1',
  },
  ...{ held: false, closed: false },
  ...over,
})
const told = (lines: ToldOfLine[], agesMs: Record<string, number>): ToldByOthers => ({
  format: 'bondmark/told-by-others/1',
  ...{ tasks: [], files: [], drafts: [] },
  ...{ document: 'd', heads: [], digest: '', seq: 1, at: '2026-03-02T10:00:00.000+08:00' },
  stations: Object.entries(agesMs).map(([kid, ageMs]) => ({
    kid,
    name: kid.toUpperCase(),
    at: new Date(nowMs - ageMs).toISOString(),
    setAside: null,
  })),
  lines: { [tallyKey(name)]: lines },
})
const look = (lines: ToldOfLine[], agesMs: Record<string, number> = { b: 0, c: 0 }, line = own) =>
  othersOf(line, { told: told(lines, agesMs), isAsked: true, failure: null, nowMs })

describe('what is said of the others beside an own line', () => {
  it('is their sum, and what is left of the own plan', () => {
    expect(look([of('c', 5), of('b', 20)])).toMatchObject({
      received: 25,
      left: 35,
      word: 'fresh',
      stations: [
        { station: 'B', received: 20 },
        { station: 'C', received: 5 },
      ],
    })
    expect(look([])).toBeNull()
  })

  it('is as old as the oldest word in it; a clock that was put back makes no word new', () => {
    expect(look([of('b', 1), of('c', 1)], { b: 0, c: FRESH_MS + 1 })?.word).toBe('old')
    expect(look([of('b', 1)], { b: -FRESH_MS - 1 })?.word).toBe('old')
    // Nobody lists it any more.
    expect(look([of('d', 1)])).toMatchObject({ word: 'old', stations: [{ at: null }] })
  })

  it('tells a station that the ledger has set aside, and a plan that is another', () => {
    const aside = told([of('b', 1, { plan: 'p2', planned: 120, revision: 2 })], { b: 0 })
    const [station] = aside.stations
    const known = {
      told: { ...aside, stations: station ? [{ ...station, setAside: { at: station.at, code: 'x' } }] : [] },
      isAsked: true,
      failure: null,
      nowMs,
    }
    expect(othersOf(own, known)).toMatchObject({
      word: 'aside',
      // What another plans is added to nothing.
      left: 59,
      stations: [{ planDiffers: true, planned: 120, revision: 2 }],
    })
    expect(sharedViewOf(known)).toMatchObject({ stations: [{ station: 'B', word: 'aside' }] })
  })

  it('is shared out for a closing: each planned unit once, without who is set aside', () => {
    expect(look([of('b', 20, { short: 30 }), of('c', 5)])?.share).toEqual({
      ...{ received: 25, short: 30, missing: 5, over: 0 },
    })
    // What one calls missing has come elsewhere.
    expect(look([of('b', 60, { short: 30 })])?.share).toEqual({ received: 60, short: 0, missing: 0, over: 0 })
    expect(look([of('b', 61)])?.share).toEqual({ received: 60, short: 0, missing: 0, over: 1 })
    const aside = told([of('b', 20)], { b: 0 })
    const stations = aside.stations.map((s) => ({ ...s, setAside: { at: s.at, code: 'x' } }))
    const known = { told: { ...aside, stations }, isAsked: true, failure: null, nowMs }
    expect(othersOf(own, known)?.share).toEqual({ received: 0, short: 0, missing: 60, over: 0 })
  })

  it('is beyond the plan by what has come alone: what one calls missing may stand at another', () => {
    expect(look([of('b', 61)])?.left).toBe(-1)
    expect(look([of('b', 60)], { b: 0 }, { ...own, short: 60 })?.left).toBe(0)
    expect(look([of('b', 20, { short: 30 })])?.left).toBe(10)
  })
})
