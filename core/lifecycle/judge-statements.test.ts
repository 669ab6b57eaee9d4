import { describe, expect, it } from 'vitest'
import { languages, wordsFor } from '../errors/words.ts'
import { contentTypes } from '../statement/content-types.ts'
import { StatementJudge } from './judge-statements.ts'
import { standings, standingWords } from './standing.ts'

const unit = 'https://id.gs1.org/01/09506000134352/21/B7Q0000000000A1'
const box = 'https://id.gs1.org/00/095060001343520000'
const commissioning = { type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', epcList: [unit] }
const packing = { type: 'AggregationEvent', action: 'ADD', parentID: box, childEPCs: [unit] }
const decommissioning = { ...commissioning, action: 'DELETE', bizStep: 'decommissioning' }

function judged(...statements: [kid: string, payload: unknown, wellFormed?: boolean][]) {
  const judge = new StatementJudge()
  for (const [place, [kid, payload, wellFormed]] of statements.entries())
    judge.take({ place, kid, contentType: contentTypes.event, payload }, wellFormed)
  return statements.map((_, place) => judge.verdictAt(place).standing)
}

describe('the standing of statements', () => {
  it('is valid while each follows from the ones before', () => {
    expect(judged(['A', commissioning], ['A', packing])).toEqual(['valid', 'valid'])
  })

  it('two keys that claim one serial are both conflicted, and what the first went on to do stays', () => {
    expect(judged(['A', commissioning], ['B', commissioning], ['A', packing])).toEqual([
      'conflicted',
      'conflicted',
      'valid',
    ])
  })

  it('a key that contradicts itself is wrong alone', () => {
    expect(judged(['A', commissioning], ['A', decommissioning], ['A', packing])).toEqual([
      'valid',
      'valid',
      'impossible',
    ])
  })

  it('what builds on nothing is unfounded until its beginning is logged', () => {
    expect(judged(['B', packing])).toEqual(['unfounded'])
    expect(judged(['B', packing], ['A', commissioning])).toEqual(['valid', 'valid'])
    expect(judged(['A', packing], ['A', commissioning])).toEqual(['unfounded', 'valid'])
  })

  it('what is malformed moves nothing', () => {
    expect(judged(['A', commissioning, false], ['A', packing])).toEqual(['malformed', 'unfounded'])
  })

  it('has words in every language', () => {
    for (const standing of [...standings, 'recorded', 'logged'] as const)
      for (const language of languages)
        expect(wordsFor({ code: standingWords(standing), detail: {} }, language)).not.toContain('standing-')
  })
})
