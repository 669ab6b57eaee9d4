import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conclude, conclusionOutcomes } from './conclude.ts'
import { agencyVerdicts } from './inspection-result.ts'

const none = { critical: 0, major: 0, minor: 0 }
const plan = { ac: 2, re: 3 }

describe('the conclusion of an inspection', () => {
  it('accepts the acceptance number and refuses the rejection number, and cites both', () => {
    expect(conclude(plan, { nonconforming: { ...none, major: 1, minor: 1 }, verdict: 'conformant' })).toEqual(
      {
        outcome: 'conformant',
        decidedBy: 'count',
        count: 2,
        ac: 2,
        re: 3,
      },
    )
    expect(conclude(plan, { nonconforming: { ...none, major: 3 }, verdict: 'conformant' })).toMatchObject({
      outcome: 'non-conformant',
      decidedBy: 'count',
      count: 3,
    })
  })

  it('refuses one critical nonconformity, whatever the plan accepts', () => {
    expect(
      conclude({ ac: 21, re: 22 }, { nonconforming: { ...none, critical: 1 }, verdict: 'conformant' }),
    ).toEqual({ outcome: 'non-conformant', decidedBy: 'critical', count: 1, ac: 0, re: 1 })
  })

  it('takes the agency’s word where it is worse than the numbers, and where there are none', () => {
    expect(conclude(plan, { nonconforming: none, verdict: 'non-conformant' })).toMatchObject({
      outcome: 'non-conformant',
      decidedBy: 'verdict',
    })
    expect(conclude(plan, { nonconforming: none, verdict: 'conditional' })).toMatchObject({
      outcome: 'conditional',
      decidedBy: 'conditions',
    })
    expect(conclude(null, { nonconforming: none, verdict: 'conformant' })).toEqual({
      outcome: 'conformant',
      decidedBy: 'verdict',
      count: null,
      ac: null,
      re: null,
    })
  })

  it('never gets better by finding more, nor by a worse word of the agency', () => {
    const count = fc.nat(30)
    const counts = fc.record({ critical: fc.nat(2), major: count, minor: count })
    const sampling = fc.option(
      fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 4 })).map(([ac, gap]) => ({ ac, re: ac + gap })),
    )
    const badness = (outcome: (typeof conclusionOutcomes)[number]) => conclusionOutcomes.indexOf(outcome)
    fc.assert(
      fc.property(sampling, counts, counts, fc.nat(2), fc.nat(2), (plan, one, more, at, worse) => {
        const verdict = agencyVerdicts[at] ?? 'conformant'
        const worst = agencyVerdicts[Math.max(at, worse)] ?? 'conformant'
        const sum = {
          critical: one.critical + more.critical,
          major: one.major + more.major,
          minor: one.minor + more.minor,
        }
        const before = conclude(plan, { nonconforming: one, verdict })
        const after = conclude(plan, { nonconforming: sum, verdict: worst })
        expect(badness(after.outcome)).toBeGreaterThanOrEqual(badness(before.outcome))
      }),
    )
  })
})
