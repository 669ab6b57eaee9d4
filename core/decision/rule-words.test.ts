import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { languages } from '../errors/words.ts'
import { changeSentence, diffRules, fieldSentence } from './diff-rules.ts'
import { listedRules } from './listed-rules.ts'
import { ruleContents, ruleSentence } from './rule-sentence.ts'
import { readRuleSet } from './rule-set.ts'
import type { RuleSet2 } from './rule-set-2.ts'
import { sampleRules } from './sample-question.stub.ts'

const fixture = (name: string) =>
  readRuleSet(readFileSync(new URL(`../../fixtures/rules/${name}`, import.meta.url)), name)
const training = fixture('training.json') as RuleSet2
const first = fixture('first-format.json')

/** Every kind of rule that there is. */
const everyKind: RuleSet2 = {
  ...training,
  whitelist: training.whitelist.map((entry) => ({ ...entry, except: ['circulation-inspection'] })),
  factoryEvaluation: [...sampleRules.factoryEvaluation, { id: 'f', scope: { brand: 'B' }, needed: false }],
  containerLoading: [...training.containerLoading, { id: 'c', scope: { lot: 'L' }, needed: false }],
  circulation: [
    ...training.circulation,
    {
      id: 'r',
      scope: { seller: 'S', origin: 'AU' },
      needed: true,
      refundRatioMax: 0.1,
      soldMin: 1,
      complaintsMax: null,
      reinspectRatioMax: null,
    },
  ],
  ingredients: [...training.ingredients, { id: 'i', scope: { manufacturer: 'M' }, needed: false }],
}

describe('a rule', () => {
  it.each(languages)(
    'is a sentence in %s, whatever it says and whichever format it stands in',
    (language) => {
      const said = [...listedRules(everyKind), ...listedRules(first)].map((rule) =>
        ruleSentence(rule, language),
      )
      expect(said.filter((text) => text === '' || /\?\w+\?|\{\{|undefined/.test(text))).toEqual([])
      expect(said.every((text) => /[.。）)]$/.test(text))).toBe(true)
    },
  )

  it('says all of what it is about', () => {
    const nutrition = listedRules(training).find(({ id }) => id === 'IN-nutrition')
    expect(nutrition && languages.map((language) => ruleSentence(nutrition, language))).toEqual([
      'category “nutrition-drink” and those below it: every lot is sampled by ISO 2859-1, level II, AQL 1.0 (per cent nonconforming).',
      '类别“nutrition-drink”及其下级：每批按 GB/T 2828.1 抽样，检验水平 II，AQL 1.0（不合格品百分数）。',
    ])
  })

  it('stands in the contents of its set, which name the empty lists too', () => {
    const contents = ruleContents(first, 'en')
    expect(contents.map(({ title, rules }) => [title, rules.length])).toEqual([
      ['Which goods are traced', 9],
      ['Whitelist', 3],
      ['Factory evaluation', 3],
      ['Container loading', 0],
      ['Circulation', 0],
      ['Ingredients', 0],
      ['Labels', 7],
    ])
    expect(contents.flatMap(({ rules }) => rules.map(({ place }) => place))).toContain(
      '/factoryEvaluation/categories/2',
    )
  })
})

describe('the difference between two rule sets', () => {
  const after: RuleSet2 = {
    ...training,
    version: 3,
    validFrom: '2026-12-01',
    whitelist: training.whitelist.slice(1).toReversed(),
    ingredients: training.ingredients.map((rule) =>
      rule.id === 'IN-nutrition'
        ? { ...rule, aql: '0.65', scope: { category: 'nutrition-drink', brand: 'B' } }
        : rule,
    ),
    containerLoading: [...training.containerLoading, { id: 'CL-x', scope: { brand: 'B' }, needed: false }],
  }

  it('is told rule by rule, whatever their order', () => {
    const diff = diffRules(training, after)
    expect(diff.set.map((field) => fieldSentence(field, 'en'))).toEqual([
      'version was “2” and is now “3”',
      'first day was “2025-01-01” and is now “2026-12-01”',
    ])
    expect(diff.rules.map((change) => changeSentence(change, 'en'))).toEqual([
      'Whitelist, rule WL-2026-014 is gone: brand “Harbour & Thistle”, category “tea” and those below it: no sampling and no label from 2026-04-01 until 2027-03-31. Reason: Each packet is serialised by the maker under its own programme. Approved by SUP-0001, ADM-0001.',
      'Container loading, new rule CL-x: brand “B”: container loading needs no supervision.',
      'Ingredients, rule IN-nutrition: AQL was “1.0” and is now “0.65”; brand is now “B”.',
    ])
  })

  it('says a member of a rule, and a value that is a name of ours, in both languages', () => {
    const trace = { field: 'trace', before: 'trace', after: 'exempt' }
    expect(fieldSentence(trace, 'en')).toBe('tracing was “traced” and is now “exempt”')
    expect(fieldSentence(trace, 'zh-CN')).toContain('追溯')
    const reason = { field: 'reason', before: null, after: 'hold' }
    expect(fieldSentence(reason, 'en')).toBe('reason is now “hold”')
  })

  it('is none between a set and itself in another order', () => {
    const turned = { ...training, categories: training.categories.toReversed() }
    expect(diffRules(training, turned)).toEqual({ set: [], rules: [] })
  })

  it.each(languages)('has words for everything, from the first format to the second (%s)', (language) => {
    const { set, rules } = diffRules(first, everyKind)
    const said = [
      ...set.map((one) => fieldSentence(one, language)),
      ...rules.map((one) => changeSentence(one, language)),
      ...diffRules(everyKind, first).rules.map((one) => changeSentence(one, language)),
    ]
    expect(said.filter((text) => /\?\w+\?|\{\{|undefined/.test(text))).toEqual([])
    expect(said.length).toBeGreaterThan(20)
  })
})
