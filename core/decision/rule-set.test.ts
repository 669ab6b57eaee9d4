import { describe, expect, it } from 'vitest'
import { noHistory } from './history.ts'
import { decisionHistoryFile, readHistory } from './history-file.ts'
import { readRuleSet, ruleSetHash } from './rule-set.ts'
import { sampleRules } from './sample-question.stub.ts'

const bytesOf = (value: object) => new TextEncoder().encode(JSON.stringify(value))
const [loading] = sampleRules.containerLoading
const [entry] = [{ id: 'W', scope: {}, from: 'x', until: 'y', reason: 'r', approvedBy: ['A'] }]

describe('a rule set of the second format', () => {
  it('has one hash, whatever the order and spacing of its file', () => {
    const turned = Object.fromEntries(Object.entries(sampleRules).reverse())
    const read = readRuleSet(new TextEncoder().encode(JSON.stringify(turned, null, 3)), 'r.json')
    expect(read).toEqual(sampleRules)
    expect(ruleSetHash(read)).toBe(ruleSetHash(sampleRules))
    expect(ruleSetHash({ ...sampleRules, validFrom: '2026-01-02' })).not.toBe(ruleSetHash(sampleRules))
  })

  it('is read as a draft, even where it makes no sense', () => {
    const draft = { ...sampleRules, validFrom: 'some day', whitelist: [entry] }
    expect(readRuleSet(bytesOf(draft), 'r.json')).toEqual(draft)
  })

  it.each<[string, object, string]>([
    ['a member nobody knows', { samplings: [] }, '/'],
    [
      'a member of a rule that nobody knows',
      { containerLoading: [{ ...loading, mode: '1210' }] },
      '/containerLoading/0',
    ],
    [
      'a field of a scope that nobody knows',
      { whitelist: [{ ...entry, scope: { colour: 'red' } }] },
      '/whitelist/0/scope',
    ],
    [
      'an exception with parameters',
      { containerLoading: [{ ...loading, needed: false }] },
      '/containerLoading/0',
    ],
    [
      'a rule without parameters',
      { circulation: [{ id: 'c', scope: {}, needed: true }] },
      '/circulation/0/refundRatioMax',
    ],
    [
      'an entry that nobody approved',
      { whitelist: [{ ...entry, approvedBy: [] }] },
      '/whitelist/0/approvedBy',
    ],
    ['a number that is none', { validFrom: 5 }, '/validFrom'],
    ['no categories', { categories: [] }, '/categories'],
    ['too many rules', { labels: Array.from({ length: 50_001 }, () => sampleRules.labels[0]) }, '/labels'],
  ])('with %s is refused, and the place is named', (_, change, where) => {
    expect(() => readRuleSet(bytesOf({ ...sampleRules, ...change }), 'r.json')).toThrow(
      expect.objectContaining({
        code: 'rules-malformed',
        detail: expect.objectContaining({ file: 'r.json', where }),
      }),
    )
  })
})

describe('a history', () => {
  const format = 'bondmark/decision-history/1'
  const conclusion = {
    id: 'T-1',
    kind: 'circulation-inspection',
    subject: { gtin: '09506000110011', lot: 'L' },
    outcome: 'conformant',
    on: '2026-11-22',
  }

  it('may leave out what is empty', () => {
    expect(readHistory(bytesOf({ format }), 'h.json')).toEqual(noHistory)
    expect(readHistory(bytesOf({ format, inspections: [conclusion] }), 'h.json').inspections).toEqual([
      { ...conclusion, conditions: '', until: null, refundRatio: null },
    ])
    expect(decisionHistoryFile.parse({ format, ...noHistory })).toEqual({ format, ...noHistory })
  })

  it.each<[string, object, string]>([
    ['another format', { format: 'bondmark/decision-history/2' }, '/format'],
    ['a list nobody knows', { products: [] }, '/'],
    [
      'a day that does not exist',
      { inspections: [{ ...conclusion, on: '2026-02-30' }] },
      '/inspections/0/on',
    ],
    [
      'an outcome nobody knows',
      { supervisions: [{ ...conclusion, outcome: 'fine' }] },
      '/supervisions/0/outcome',
    ],
    [
      'fewer than no units',
      { figures: [{ gtin: '09506000110011', lot: 'L', sold: -1, refunded: 0, complaints: 0 }] },
      '/figures/0/sold',
    ],
  ])('with %s is refused, and the place is named', (_, change, where) => {
    expect(() => readHistory(bytesOf({ format, ...change }), 'h.json')).toThrow(
      expect.objectContaining({ code: 'history-malformed', detail: expect.objectContaining({ where }) }),
    )
    expect(() => readHistory(new Uint8Array([0xff]), 'h.json')).toThrow(
      expect.objectContaining({ code: 'history-malformed' }),
    )
  })
})
