import { describe, expect, it } from 'vitest'
import type { Decision, Saying } from '../decision/decision.ts'
import { waivableOf } from './waivable.ts'

const held = (...all: Saying[]): Decision => ({
  ...{ asn: 'ASN-7', line: '1', lot: 'L1', decision: 'hold', ruleSet: 'ab'.repeat(32) },
  reasons: all.map((said) => ({
    ...{ rule: 'ingredient-inspection', said },
    saw: { conclusion: 'T1', container: 'BMKU1', manufacturer: 'Maker' },
  })),
})

describe('what a supervisor may answer for', () => {
  it('is what is demanded, and what did not conform', () => {
    expect(waivableOf(held('loading-due'))?.demands).toHaveLength(1)
    expect(waivableOf(held('ingredients-nonconformant'))).toEqual({ demands: [], conclusions: ['T1'] })
  })

  it.each<Saying>(['loading-no-container', 'ingredients-no-plan', 'ingredients-discontinued', 'label-none'])(
    'is nothing while %s stands beside it',
    (said) => expect(waivableOf(held('loading-due', said))).toBeNull(),
  )
})
