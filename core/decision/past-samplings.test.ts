import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordsFor } from '../errors/words.ts'
import { decide } from './decide.ts'
import { reasonSentence } from './decision.ts'
import { noHistory } from './history.ts'
import { pastSamplings } from './past-samplings.ts'
import type { Question } from './question.ts'
import type { RuleSet2 } from './rule-set-2.ts'
import { sampleAsn, sampleLine, sampleRules } from './sample-question.stub.ts'

const entry: RuleSet2['whitelist'][number] = {
  id: 'W-1',
  scope: {},
  from: '2020-01-01',
  until: '2030-12-31',
  reason: 'r',
  approvedBy: ['S'],
  except: ['factory-evaluation', 'ingredient-inspection'],
}
const asked = (change: Partial<RuleSet2>): Question =>
  ({
    line: { ...sampleLine, reportId: null, reportExpires: null },
    asn: sampleAsn,
    lotSize: sampleLine.quantity,
    ruleSet: { ...sampleRules, ...change },
    ruleSetHash: '00'.repeat(32),
    at: '2026-11-26T09:00:00.000+08:00',
    history: noHistory,
  }) as Question

describe('goods of which a supervisor has waived what samplings demand', () => {
  it('are labeled by the rule that fits them', () => {
    const question = asked({})
    expect(decide(question).decision).toBe('hold')
    expect(pastSamplings(question)).toMatchObject({
      verdict: 'label',
      reasons: [{ rule: 'label', said: 'label-each-unit', saw: { template: 'unit-60x40' } }],
    })
  })

  it('are whitelisted again where only an excepted sampling held them', () => {
    const question = asked({ whitelist: [entry] })
    expect(decide(question).decision).toBe('hold')
    expect(pastSamplings(question)).toEqual({ verdict: 'whitelisted', reasons: [] })
  })

  it('stay held where no label rule fits them: that is nobody’s to waive', () => {
    expect(pastSamplings(asked({ labels: [] })).verdict).toBe('hold')
  })

  it('go on as goods go on that no sampling looks at, whatever is excepted', () => {
    const quiet = { factoryEvaluation: [], containerLoading: [], circulation: [], ingredients: [] }
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.subarray(['factory-evaluation', 'circulation-inspection'] as const),
        (isListed, but) => {
          const { except: _, ...plain } = entry
          const listed = but.length > 0 ? { ...plain, except: but } : plain
          const rules = { ...quiet, whitelist: isListed ? [listed] : [] }
          expect(pastSamplings(asked(rules)).verdict).toBe(decide(asked(rules)).decision)
        },
      ),
    )
  })
})

it('names every sampling that an entry does not skip in the language that is spoken', () => {
  const [, listed] = decide(asked({ whitelist: [entry] })).reasons
  if (!listed) throw new Error('nothing was said of the whitelist')
  expect(wordsFor(reasonSentence(listed), 'zh-CN')).toContain('工厂评估、成分检验')
  expect(wordsFor(reasonSentence(listed), 'en')).toContain('factory evaluation, ingredient inspection')
})
