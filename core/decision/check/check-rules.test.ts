import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { languages, wordsFor } from '../../errors/words.ts'
import { readRuleSet } from '../rule-set.ts'
import type { RuleSet2 } from '../rule-set-2.ts'
import { sampleRules } from '../sample-question.stub.ts'
import { checkRules, isSound } from './check-rules.ts'
import type { KnownWorld } from './known-world.ts'

const [factory] = sampleRules.factoryEvaluation
const [loading] = sampleRules.containerLoading
const [refunds] = sampleRules.circulation
const [ingredients] = sampleRules.ingredients
const [label] = sampleRules.labels
const entry = {
  id: 'W1',
  scope: { brand: 'Brand' },
  from: '2026-01-01',
  until: '2026-12-31',
  reason: 'r',
  approvedBy: ['S'],
}
const listed = (...entries: object[]) => ({ whitelist: entries.map((change) => ({ ...entry, ...change })) })

const told = (change: object, known: KnownWorld = {}) =>
  checkRules({ ...sampleRules, ...change } as RuleSet2, known).map(
    ({ severity, place, code }) => `${severity} ${place} ${code}`,
  )

const fixture = (name: string) =>
  readRuleSet(readFileSync(new URL(`../../../fixtures/rules/${name}`, import.meta.url)), name)

describe('a rule set', () => {
  it.each(['training.json', 'first-format.json'])('of the samples is sound (%s)', (name) => {
    expect(checkRules(fixture(name))).toEqual([])
    expect(checkRules(fixture(name), { today: '2026-11-22' }).map((f) => [f.severity, f.place])).toEqual([
      ['warning', '/whitelist/2'],
    ])
  })

  it.each<[string, object, string[]]>([
    ['of one whitelist entry for the day', listed({}), []],
    [
      'a day that does not exist',
      listed({ from: '2026-02-30' }),
      ['error /whitelist/0/from rule-day-unknown'],
    ],
    ['a first day that does not exist', { validFrom: 'soon' }, ['error /validFrom rule-day-unknown']],
    [
      'a date range the wrong way round',
      listed({ from: '2026-12-31', until: '2026-01-01' }),
      ['error /whitelist/0 rule-range-backwards'],
    ],
    [
      'an entry that ends before the set begins',
      listed({ from: '2025-01-01', until: '2025-12-31' }),
      ['error /whitelist/0 rule-never-in-force'],
    ],
    [
      'a name as no plan is read: with a space behind it, in pieces, with what nobody sees, or too long',
      listed(
        { id: 'a', scope: { brand: 'Brand ' } },
        { id: 'b', scope: { seller: 'Cafe\u0301' } },
        { id: 'c', scope: { manufacturer: 'Ma\u200bker' } },
        { id: 'd', scope: { lot: 'L'.repeat(21) } },
      ),
      [
        'error /whitelist/0/scope/brand rule-value-never',
        'error /whitelist/1/scope/seller rule-value-never',
        'error /whitelist/2/scope/manufacturer rule-value-never',
        'error /whitelist/3/scope/lot rule-value-never',
      ],
    ],
    [
      'a category that no plan can name',
      { categories: [...sampleRules.categories, { category: 'tea  ', trace: 'exempt' }] },
      ['error /categories/3/category rule-value-never'],
    ],
    [
      'labels that no station prints',
      {
        labels: [
          { id: 'A', scope: {}, template: 'unit-60x40', perUnit: 2, perCase: 0 },
          { id: 'B', scope: { brand: 'B' }, template: 'unit-60x40', perUnit: 1, perCase: 1 },
        ],
      },
      ['warning /labels/0/perUnit rule-label-count', 'warning /labels/1/perCase rule-label-count'],
    ],
    ['an id twice', listed({}, { scope: { brand: 'Other' } }), ['error /whitelist/1/id rule-id-twice']],
    [
      'an entry for all goods',
      listed({ scope: {} }),
      [
        'error /whitelist/0/scope rule-scope-empty',
        ...['factoryEvaluation', 'containerLoading', 'circulation', 'ingredients'].map(
          (list) => `warning /${list}/0 rule-whitelisted`,
        ),
      ],
    ],
    [
      'a category twice',
      { categories: [...sampleRules.categories, { category: 'books', trace: 'exempt' }] },
      ['error /categories/3 rule-category-twice'],
    ],
    [
      'a category below one that nobody knows',
      { categories: [...sampleRules.categories, { category: 'x', parent: 'y', trace: 'trace' }] },
      ['error /categories/3/parent rule-parent-unknown'],
    ],
    [
      'categories in a circle',
      {
        categories: [
          { category: 'a', parent: 'b', trace: 'trace' },
          { category: 'b', parent: 'a', trace: 'trace' },
        ],
      },
      ['error /categories/0/parent rule-parents-circle', 'error /categories/1/parent rule-parents-circle'],
    ],
    [
      'an unknown category in a whitelist entry',
      listed({ scope: { category: 'weapons' } }),
      ['error /whitelist/0/scope/category rule-category-unknown'],
    ],
    [
      'an unknown category in a sampling and a label',
      {
        ingredients: [{ ...ingredients, scope: { category: 'weapons' } }],
        labels: [label, { ...label, id: 'l2', scope: { category: 'weapons' } }],
      },
      [
        'error /ingredients/0/scope/category rule-category-unknown',
        'error /labels/1/scope/category rule-category-unknown',
      ],
    ],
    [
      'a rule for exempt goods',
      { factoryEvaluation: [{ ...factory, scope: { category: 'books', brand: 'B' } }] },
      ['error /factoryEvaluation/0/scope/category rule-category-exempt'],
    ],
    [
      'a GTIN with a wrong check digit, of a country that is none',
      listed({ scope: { gtin: '09506000110012', origin: 'XX' } }),
      [
        'error /whitelist/0/scope/gtin rule-gtin-check',
        'error /whitelist/0/scope/origin rule-country-unknown',
      ],
    ],
    [
      'two rules for the same goods that contradict',
      { containerLoading: [loading, { ...loading, id: 'b', intervalDays: 30 }] },
      ['error /containerLoading/1 rule-contradicts'],
    ],
    [
      'a rule twice',
      { circulation: [{ ...refunds, id: 'a', scope: { brand: 'B' } }, refunds, { ...refunds, id: 'b' }] },
      ['error /circulation/2 rule-repeats'],
    ],
    [
      'a rule whose goods all have nearer ones',
      {
        categories: [
          { category: 'food', trace: 'exempt' },
          { category: 'drink', parent: 'food', trace: 'trace' },
        ],
        ingredients: [
          { ...ingredients, scope: { category: 'food' } },
          { ...ingredients, id: 'b', scope: { category: 'drink' } },
        ],
      },
      ['error /ingredients/0 rule-shadowed'],
    ],
    [
      'an exception from nothing',
      { containerLoading: [{ id: 'x', scope: { brand: 'B' }, needed: false }] },
      ['warning /containerLoading/0 rule-exception-idle'],
    ],
    [
      'an exception from the category above',
      {
        containerLoading: [
          { ...loading, scope: { category: 'food' } },
          { id: 'x', scope: { category: 'drink' }, needed: false },
        ],
      },
      [],
    ],
    [
      'an entry that another one takes in, of fewer fields',
      listed({ id: 'W2', scope: { brand: 'Brand', lot: 'L1' }, until: '2026-06-30' }, {}),
      ['error /whitelist/0 rule-covered'],
    ],
    [
      'an entry that another one takes in, of a category above',
      listed({ id: 'W2', scope: { category: 'drink' } }, { scope: { category: 'food' } }),
      ['error /whitelist/0 rule-covered'],
    ],
    ['the same entry twice', listed({}, { id: 'W2' }), ['error /whitelist/1 rule-covered']],
    [
      'an entry that goes on where a wider one ends, and one that excepts less',
      listed(
        { id: 'W2', scope: { brand: 'Brand', lot: 'L1' }, until: '2027-01-01' },
        { id: 'W3', scope: { brand: 'Brand', lot: 'L2' } },
        { except: ['circulation-inspection'] },
      ),
      [],
    ],
    [
      'a sampling rule whose goods are all whitelisted',
      {
        ...listed({ except: ['circulation-inspection'] }),
        ingredients: [ingredients, { ...ingredients, id: 'b', scope: { brand: 'Brand', lot: 'L1' } }],
        circulation: [refunds, { ...refunds, id: 'b', scope: { brand: 'Brand' } }],
      },
      ['warning /ingredients/1 rule-whitelisted'],
    ],
    [
      'a missing report that passes where an expired one does not',
      { factoryEvaluation: [{ ...factory, whenMissing: 'tell' }] },
      ['warning /factoryEvaluation/0/whenMissing rule-missing-milder'],
    ],
    [
      'thresholds outside of 0 to 1',
      { circulation: [{ ...refunds, refundRatioMax: 5, reinspectRatioMax: -1 }] },
      [
        'error /circulation/0/refundRatioMax rule-share-out-of-range',
        'error /circulation/0/reinspectRatioMax rule-share-out-of-range',
      ],
    ],
    [
      'a second threshold below the first',
      { circulation: [{ ...refunds, reinspectRatioMax: 0.05 }] },
      ['error /circulation/0/reinspectRatioMax rule-reinspect-below'],
    ],
    [
      'a threshold that nothing passes',
      { circulation: [{ ...refunds, refundRatioMax: 1, reinspectRatioMax: null, complaintsMax: null }] },
      ['error /circulation/0/refundRatioMax rule-never-triggers'],
    ],
    [
      'an AQL and a level that do not exist',
      { ingredients: [{ ...ingredients, aql: '0.3', level: 'IV' }] },
      ['error /ingredients/0/level rule-level-unknown', 'error /ingredients/0/aql rule-aql-unknown'],
    ],
    [
      'a percentage above 10',
      { ingredients: [{ ...ingredients, aql: '15' }] },
      ['error /ingredients/0/aql rule-aql-above-percent'],
    ],
    [
      'nonconformities above 10',
      { ingredients: [{ ...ingredients, aql: '15', measure: 'nonconformities-per-100-units' }] },
      [],
    ],
    [
      'a plan that inspects whole lots',
      { ingredients: [{ ...ingredients, aql: '0.010' }] },
      ['warning /ingredients/0/aql rule-whole-lot'],
    ],
    [
      'a template name that is none',
      { labels: [{ ...label, template: 'Unit 60x40' }] },
      ['error /labels/0/template rule-template-malformed'],
    ],
    [
      'a traced category without a label',
      { labels: [{ ...label, scope: { category: 'drink' } }] },
      ['error /categories/0 rule-label-missing'],
    ],
  ])('with %s is told so, with the place', (_, change, expected) => {
    expect(told(change)).toEqual(expected)
  })

  it('is held against what is known of products, brands, sellers and templates', () => {
    const scope = { gtin: '09506000110011', brand: 'Brand', seller: 'S', manufacturer: 'M', category: 'food' }
    const known: KnownWorld = {
      templates: new Set(['case-100x150']),
      brands: new Set(['Other']),
      sellers: new Set(['S']),
      productOf: () => ({ brand: 'Other', manufacturer: 'M', category: 'drink' }),
      sellersOf: () => new Set(['T']),
    }
    expect(told(listed({ scope }), known)).toEqual([
      'error /whitelist/0/scope/brand rule-product-differs',
      'error /whitelist/0/scope/seller rule-seller-never',
      'error /labels/0/template rule-template-unknown',
      'warning /whitelist/0/scope/brand rule-name-unknown',
    ])
  })

  it('is told all of what is wrong with it, errors first, with a remedy in every language', () => {
    const change = {
      ...listed({ scope: {}, from: '2026-12-31' }, { scope: { category: 'weapons' }, until: '2025-01-01' }),
      ingredients: [{ ...ingredients, aql: '0.010', level: 'X' }],
      circulation: [{ ...refunds, refundRatioMax: 1.5 }],
      labels: [{ ...label, template: '' }],
      containerLoading: [{ id: 'x', scope: {}, needed: false }],
    }
    const findings = checkRules({ ...sampleRules, ...change } as unknown as RuleSet2)
    expect(findings.map(({ severity }) => severity)).toEqual(
      findings.map(({ severity }) => severity).toSorted(),
    )
    expect(findings.length).toBeGreaterThan(7)
    expect([isSound(findings), isSound([])]).toEqual([false, true])
    const words = findings.flatMap((finding) => languages.map((language) => wordsFor(finding, language)))
    expect(words.filter((text) => /\?\w+\?|\{\{|^rule-/.test(text))).toEqual([])
  })
})
