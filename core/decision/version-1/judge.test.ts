import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { languages, wordsFor } from '../../errors/words.ts'
import type { PlanLine } from '../../plan/asn.ts'
import { decide, decideAll, type Question } from '../decide.ts'
import { decision, decisionHash, reasonSentence } from '../decision.ts'
import { noHistory } from '../history.ts'
import { readRuleSet, ruleSetHash } from '../rule-set.ts'
import type { RuleSet1 } from './rule-set.ts'

const rules: RuleSet1 = {
  format: 'bondmark/rules/1',
  name: 'Rules of these tests',
  version: 3,
  categories: [
    { category: 'milk', trace: 'trace', labelTemplate: 'unit-60x40' },
    { category: 'honey', trace: 'trace', labelTemplate: 'unit-40x30' },
    { category: 'books', trace: 'exempt' },
  ],
  whitelist: [
    {
      id: 'W1',
      scope: { brand: 'Old' },
      from: '2025-01-01',
      until: '2025-12-31',
      reason: 'r',
      approvedBy: ['S'],
    },
    {
      id: 'W2',
      scope: { brand: 'Fine', origin: 'AU' },
      from: '2026-11-22',
      until: '2026-11-23',
      reason: 'r',
      approvedBy: ['S', 'A'],
    },
    {
      id: 'W3',
      scope: { seller: 'Friend', lot: 'L9' },
      from: '2026-01-01',
      until: '2026-12-31',
      reason: 'r',
      approvedBy: ['S'],
    },
  ],
  factoryEvaluation: { categories: ['milk'], holdWhenMissing: true, holdWhenExpired: true },
}

const line: PlanLine = {
  line: '1',
  lot: 'L1',
  customsEntry: '4',
  entryItem: '1',
  brand: 'Brand',
  manufacturer: 'Maker',
  gtin: '09506000110011',
  nameZh: '奶粉',
  nameEn: 'Milk powder',
  category: 'milk',
  hsCode: '1901101000',
  origin: 'AU',
  expiry: '2028-02-29',
  quantity: 12,
  unitsPerCase: 6,
  ssccs: [],
  reportId: 'FE-1',
  reportExpires: '2026-11-22',
  refundRatio: null,
}

const asn = { asn: 'ASN-7', seller: 'Seller', supervisionMode: '1210', container: null }

const ask = (change: Partial<PlanLine>, more: Partial<Question> = {}) =>
  decide({
    line: { ...line, ...change },
    asn,
    lotSize: 12,
    ruleSet: rules,
    ruleSetHash: ruleSetHash(rules),
    at: '2026-11-22T09:00:00.000+08:00',
    history: noHistory,
    ...more,
  })
const said = (change: Partial<PlanLine>, more: Partial<Question> = {}) => {
  const made = ask(change, more)
  return [made.decision, ...made.reasons.map((r) => r.said)]
}

describe('a decision by rules of the first format', () => {
  it('refuses a category that is not in the rules, and looks no further', () => {
    expect(said({ category: 'weapons', brand: 'Fine' })).toEqual(['refuse', 'category-unknown'])
  })

  it('exempts a category that needs no tracing', () => {
    expect(said({ category: 'books' })).toEqual(['exempt', 'category-exempt'])
  })

  it('lets goods pass that a whitelist entry covers, on each of its days', () => {
    expect(said({ brand: 'Fine' })).toEqual(['whitelisted', 'category-traced', 'whitelist-covers'])
    expect(said({ brand: 'Fine' }, { at: '2026-11-23T23:59:59+08:00' })[0]).toBe('whitelisted')
    expect(said({ brand: 'Fine', reportExpires: '2027-01-01' }, { at: '2026-11-24T00:00:00+08:00' })).toEqual(
      ['label', 'category-traced', 'whitelist-lapsed', 'factory-report-valid', 'label-each-unit'],
    )
  })

  it('needs every field of a whitelist scope to fit', () => {
    expect(said({ brand: 'Fine', origin: 'NZ' })[0]).toBe('label')
    expect(said({ lot: 'L9' })[0]).toBe('label')
    expect(said({ lot: 'L9' }, { asn: { ...asn, seller: 'Friend' } })[0]).toBe('whitelisted')
  })

  it('names the entry that would have covered the goods, but has lapsed', () => {
    expect(ask({ brand: 'Old' }).reasons[1]).toEqual({
      rule: 'whitelist',
      said: 'whitelist-lapsed',
      saw: { entry: 'W1', from: '2025-01-01', until: '2025-12-31', day: '2026-11-22' },
    })
  })

  it('holds goods whose factory report is missing, expired, or does not say until when it counts', () => {
    expect(said({ reportId: null, reportExpires: null })).toEqual([
      'hold',
      'category-traced',
      'whitelist-silent',
      'factory-report-missing',
    ])
    expect(said({ reportExpires: '2026-11-21' })).toEqual([
      'hold',
      'category-traced',
      'whitelist-silent',
      'factory-report-expired',
    ])
    expect(said({ reportExpires: null })).toEqual([
      'hold',
      'category-traced',
      'whitelist-silent',
      'factory-report-undated',
    ])
  })

  it('goes by the day at the warehouse: a report counts through its last day', () => {
    expect(said({}, { at: '2026-11-22T23:59:59.999+08:00' })[0]).toBe('label')
    expect(said({}, { at: '2026-11-23T00:00:00.000+08:00' })[0]).toBe('hold')
    expect(() => ask({}, { at: '22 November' })).toThrow(RangeError)
  })

  it('takes a report that is on file when the plan cites none or an older one', () => {
    const history = {
      ...noHistory,
      factoryReports: [{ manufacturer: 'Maker', category: 'milk', report: 'FE-9', expires: '2027-05-05' }],
    }
    const made = ask({ reportExpires: '2026-01-01' }, { history })
    expect([made.decision, made.reasons[2]?.saw]).toEqual([
      'label',
      { report: 'FE-9', manufacturer: 'Maker', expires: '2027-05-05', day: '2026-11-22' },
    ])
    expect(said({ reportId: null, reportExpires: null, manufacturer: 'Other' }, { history })[0]).toBe('hold')
  })

  it('lets missing or expired reports pass where the rules say so, and still tells', () => {
    const lenient = {
      ...rules,
      factoryEvaluation: { categories: ['milk'], holdWhenMissing: false, holdWhenExpired: false },
    }
    expect(said({ reportExpires: '2026-11-21' }, { ruleSet: lenient })).toEqual([
      'label',
      'category-traced',
      'whitelist-silent',
      'factory-report-expired',
      'label-each-unit',
    ])
    expect(said({ reportId: null, reportExpires: null }, { ruleSet: lenient })[0]).toBe('label')
  })

  it('labels what is left, and says with which template', () => {
    expect(said({ category: 'honey', reportId: null })).toEqual([
      'label',
      'category-traced',
      'whitelist-silent',
      'factory-not-needed',
      'label-each-unit',
    ])
    expect(ask({ category: 'honey' }).reasons.at(-1)?.saw).toEqual({ template: 'unit-40x30' })
  })

  it('is the answer of the command line, and its hash covers all of it', () => {
    const made = ask({})
    expect(Object.keys(made)).toEqual(['asn', 'line', 'lot', 'decision', 'reasons', 'ruleSet'])
    expect(decision.parse(JSON.parse(JSON.stringify(made)))).toEqual(made)
    const hashes = [made, ask({}), ask({ lot: 'L2' }), { ...made, ruleSet: '0'.repeat(64) }].map((made) =>
      decisionHash(made),
    )
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(hashes[1]).toBe(hashes[0])
    expect(new Set(hashes).size).toBe(3)
  })

  it('explains every reason in every language without a gap', () => {
    const lines: Partial<PlanLine>[] = [
      {},
      { category: 'weapons' },
      { category: 'books' },
      { category: 'honey' },
      { brand: 'Fine' },
      { brand: 'Old' },
      { reportId: null, reportExpires: null },
      { reportExpires: '2026-11-21' },
      { reportExpires: null },
    ]
    const sentences = lines
      .flatMap((l) => ask(l).reasons)
      .flatMap((r) => languages.map((language) => wordsFor(reasonSentence(r), language)))
    expect(sentences.filter((s) => s.includes('?') || s.includes('{{') || s.startsWith('decision-'))).toEqual(
      [],
    )
  })

  it('cites a valid verdict for every line there can be', () => {
    const some = fc.record({
      category: fc.constantFrom('milk', 'honey', 'books', 'constructor', '__proto__'),
      brand: fc.constantFrom('Brand', 'Fine', 'Old'),
      reportId: fc.constantFrom(null, 'FE-1'),
      reportExpires: fc.constantFrom(null, '2026-11-21', '2027-01-01'),
    })
    fc.assert(fc.property(some, (change) => decision.safeParse(ask(change)).success))
  })

  it('is made for every line of every plan, in their order', () => {
    const plan = {
      asn: 'A',
      supervisionMode: '1210',
      container: null,
      containerSeal: null,
      seller: 'S',
      lines: [line, { ...line, line: '2', category: 'books' }],
    }
    const made = decideAll([plan, { ...plan, asn: 'B' }], {
      ruleSet: rules,
      ruleSetHash: ruleSetHash(rules),
      at: '2026-11-22T09:00:00Z',
      history: noHistory,
    })
    expect(made.map((d) => [d.asn, d.line, d.decision])).toEqual([
      ['A', '1', 'label'],
      ['A', '2', 'exempt'],
      ['B', '1', 'label'],
      ['B', '2', 'exempt'],
    ])
  })
})

describe('a rule set of the first format', () => {
  const file = (change: object) => Buffer.from(JSON.stringify({ ...rules, ...change }))

  it('has one hash, whatever the order and spacing of its file', () => {
    const turned = Object.fromEntries(Object.entries(rules).reverse())
    const read = readRuleSet(Buffer.from(JSON.stringify(turned, null, 4)), 'r.json')
    expect(ruleSetHash(read)).toBe(ruleSetHash(rules))
    expect(ruleSetHash({ ...rules, version: 4 })).not.toBe(ruleSetHash(rules))
  })

  it.each<[string, Uint8Array, string]>([
    ['no JSON', Buffer.from('{'), '/'],
    ['bytes that are not UTF-8', Buffer.from([0xff]), '/'],
    ['another format', file({ format: 'bondmark/rules/3' }), '/format'],
    ['a member nobody knows', file({ circulation: {} }), '/'],
    ['a category twice', file({ categories: [rules.categories[0], rules.categories[0]] }), '/categories'],
    [
      'a traced category without a template',
      file({ categories: [{ category: 'x', trace: 'trace' }] }),
      '/categories/0/labelTemplate',
    ],
    [
      'an entry for all goods',
      file({ whitelist: [{ ...rules.whitelist[0], scope: {} }] }),
      '/whitelist/0/scope',
    ],
    [
      'an entry nobody approved',
      file({ whitelist: [{ ...rules.whitelist[0], approvedBy: [] }] }),
      '/whitelist/0/approvedBy',
    ],
    [
      'an entry that ends before it begins',
      file({ whitelist: [{ ...rules.whitelist[0], until: '2024-01-01' }] }),
      '/whitelist/0',
    ],
  ])('with %s is refused, and the place is named', (_, bytes, where) => {
    expect(() => readRuleSet(bytes, 'r.json')).toThrow(
      expect.objectContaining({
        code: 'rules-malformed',
        detail: expect.objectContaining({ file: 'r.json', where }),
      }),
    )
  })

  it('of the training workspace is read', () => {
    const training = readRuleSet(
      readFileSync(new URL('../../../fixtures/rules/training.json', import.meta.url)),
      'training.json',
    )
    expect(training.categories.length).toBeGreaterThan(5)
  })
})
