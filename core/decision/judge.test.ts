import { describe, expect, it } from 'vitest'
import { languages, wordsFor } from '../errors/words.ts'
import { decide, type Question } from './decide.ts'
import { decision, reasonSentence } from './decision.ts'
import { demand, demandsOf, demandsOfAll, heldWithoutDemand } from './demand.ts'
import { noHistory } from './history.ts'
import { ruleSetHash } from './rule-set.ts'
import { sampleAsn, sampleLine, sampleRules } from './sample-question.stub.ts'

const ask = (change: Partial<Question> = {}) => {
  const ruleSet = change.ruleSet ?? sampleRules
  return decide({
    line: sampleLine,
    asn: sampleAsn,
    lotSize: 48,
    ruleSet,
    ruleSetHash: ruleSetHash(ruleSet),
    at: '2026-11-22T09:00:00.000+08:00',
    history: noHistory,
    ...change,
  })
}
const said = (change: Partial<Question> = {}) => ask(change).reasons.map((reason) => reason.said)

describe('a decision', () => {
  it('looks at all four samplings, so that everything that holds the goods is known at once', () => {
    const line = { ...sampleLine, reportId: null, reportExpires: null, refundRatio: 0.2 }
    expect(said({ line })).toEqual([
      'category-traced',
      'whitelist-silent',
      'factory-report-missing',
      'loading-due',
      'circulation-plan-refunds',
      'ingredients-due',
    ])
    expect(demandsOf(ask({ line })).map((demand) => [demand.kind, demand.subject, demand.rule])).toEqual([
      ['factory-evaluation', { manufacturer: 'Maker', category: 'drink' }, 'factory-all'],
      ['container-loading-supervision', { container: 'BMKU1', manufacturer: 'Maker' }, 'loading-all'],
      ['circulation-inspection', { gtin: '09506000110011', lot: 'L1' }, 'refunds-all'],
      [
        'ingredient-inspection',
        { gtin: '09506000110011', lot: 'L1', manufacturer: 'Maker' },
        'ingredients-all',
      ],
    ])
  })

  it('demands one thing once of all lines of a consignment that it is about', () => {
    const other = { ...sampleLine, line: '2', lot: 'L2' }
    const all = demandsOfAll([ask(), ask({ line: other }), ask({ asn: { ...sampleAsn, asn: 'ASN-8' } })])
    expect(all.map((one) => one.kind)).toEqual([
      'container-loading-supervision',
      'ingredient-inspection',
      'ingredient-inspection',
      'container-loading-supervision',
      'ingredient-inspection',
    ])
    expect(new Set(all.map((one) => one.id)).size).toBe(5)
    expect(all.map((one) => demand.parse(one))).toEqual(all)
  })

  it('tells what did not conform beside what is still demanded', () => {
    const inspections = [
      {
        id: 'T-1',
        kind: 'ingredient-inspection' as const,
        subject: { gtin: sampleLine.gtin, lot: 'L1', manufacturer: 'Maker' },
        outcome: 'non-conformant' as const,
        conditions: '',
        on: '2026-11-01',
        until: null,
        refundRatio: null,
      },
    ]
    const made = ask({ history: { ...noHistory, inspections } })
    expect(demandsOf(made).map(({ kind }) => kind)).toEqual(['container-loading-supervision'])
    expect(heldWithoutDemand(made).map((reason) => reason.said)).toEqual(['ingredients-nonconformant'])
  })

  it('says every reason in every language without a gap', () => {
    const line = { ...sampleLine, reportId: null, refundRatio: 0.2 }
    const made = [ask({ line }), ask()]
    const sentences = made
      .flatMap((one) => one.reasons)
      .flatMap((reason) => languages.map((language) => wordsFor(reasonSentence(reason), language)))
    expect(sentences.filter((text) => /\?\w+\?|\{\{|^decision-/.test(text))).toEqual([])
    expect(made.map((one) => decision.parse(JSON.parse(JSON.stringify(one))))).toEqual(made)
  })
})
