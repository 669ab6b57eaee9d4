import { describe, expect, it } from 'vitest'
import { aqls } from './aqls.ts'
import { samplingLevels } from './levels.ts'
import { isPlan, planFor, unitsToInspect } from './plan-for.ts'
import { severities } from './severities.ts'

const usual = { lotSize: 1000, level: 'II', aql: '0.65', severity: 'normal' }

describe('a sampling plan', () => {
  it('is read from Table 1 and the master table of the severity', () => {
    expect(planFor(usual)).toEqual({ letter: 'J', n: 80, ac: 1, re: 2 })
    expect(planFor({ ...usual, severity: 'tightened' })).toEqual({ letter: 'K', n: 125, ac: 1, re: 2 })
    expect(planFor({ ...usual, severity: 'reduced' })).toEqual({ letter: 'K', n: 50, ac: 1, re: 2 })
  })

  it('takes letter and sample size from the row that an arrow leads to', () => {
    expect(planFor({ ...usual, lotSize: 8, aql: '10' })).toEqual({ letter: 'C', n: 5, ac: 1, re: 2 })
    expect(planFor({ ...usual, lotSize: 600_000, level: 'III', aql: '0.010' })).toEqual({
      letter: 'Q',
      n: 1250,
      ac: 0,
      re: 1,
    })
    expect(
      planFor({ ...usual, lotSize: 600_000, level: 'III', aql: '0.025', severity: 'tightened' }),
    ).toEqual({
      letter: 'S',
      n: 3150,
      ac: 1,
      re: 2,
    })
    expect(planFor({ ...usual, lotSize: 500_000, aql: '1000' })).toEqual({
      letter: 'B',
      n: 3,
      ac: 44,
      re: 45,
    })
  })

  it('exists for every lot of two units and more, at every level, AQL and severity', () => {
    for (const lotSize of [2, 8, 9, 500_000, 500_001, Number.MAX_SAFE_INTEGER])
      for (const level of samplingLevels)
        for (const aql of aqls)
          for (const severity of severities)
            expect(isPlan(planFor({ lotSize, level, aql, severity }))).toBe(true)
  })

  it('keeps the sample size of the table for a lot that is no larger, whose every unit is inspected', () => {
    const plan = planFor({ ...usual, lotSize: 10, aql: '0.010' })
    expect(plan).toEqual({ letter: 'Q', n: 1250, ac: 0, re: 1 })
    expect(isPlan(plan) && unitsToInspect(plan, 10)).toBe(10)
    expect(unitsToInspect({ n: 80 }, 1000)).toBe(80)
  })

  it.each([
    [0.65, '0.65'],
    ['.65', '0.65'],
    ['0.650', '0.65'],
    [1, '1.0'],
    ['1', '1.0'],
    [0.01, '0.010'],
    ['0.01', '0.010'],
    ['1000', '1000'],
    [' 4 ', '4.0'],
  ])('takes AQL %s for %s', (given, printed) => {
    expect(planFor({ ...usual, aql: given })).toEqual(planFor({ ...usual, aql: printed }))
  })

  it.each(['s-3', 'S3', ' S-3'])('takes level %s for S-3', (level) => {
    expect(planFor({ ...usual, level })).toEqual(planFor({ ...usual, level: 'S-3' }))
  })

  it.each([
    [{ lotSize: 1 }, 'sampling-lot-single'],
    [{ lotSize: 0 }, 'sampling-lot-size'],
    [{ lotSize: -5 }, 'sampling-lot-size'],
    [{ lotSize: 2.5 }, 'sampling-lot-size'],
    [{ lotSize: Number.NaN }, 'sampling-lot-size'],
    [{ lotSize: Number.POSITIVE_INFINITY }, 'sampling-lot-size'],
    [{ aql: '0.5' }, 'sampling-aql-unknown'],
    [{ aql: '' }, 'sampling-aql-unknown'],
    [{ aql: '1e1' }, 'sampling-aql-unknown'],
    [{ aql: '-1' }, 'sampling-aql-unknown'],
    [{ level: '2' }, 'sampling-level-unknown'],
    [{ level: 'S-5' }, 'sampling-level-unknown'],
    [{ level: 'IV' }, 'sampling-level-unknown'],
    [{ severity: 'skip-lot' }, 'sampling-severity-unknown'],
    [{ aql: '15', measure: 'percent-nonconforming' as const }, 'sampling-percent-above-10'],
    [{ isolated: true }, 'sampling-isolated'],
  ])('is refused for %o', (wrong, code) => {
    expect(planFor({ ...usual, ...wrong })).toMatchObject({ code })
  })

  it('is refused with the values that would be taken', () => {
    expect(planFor({ ...usual, level: '2' })).toEqual({
      code: 'sampling-level-unknown',
      detail: { value: '2', allowed: 'S-1, S-2, S-3, S-4, I, II, III' },
    })
  })

  it('limits per cent nonconforming up to an AQL of 10, and nonconformities at any', () => {
    expect(isPlan(planFor({ ...usual, aql: '10', measure: 'percent-nonconforming' }))).toBe(true)
    expect(isPlan(planFor({ ...usual, aql: '1000', measure: 'nonconformities-per-100-units' }))).toBe(true)
  })
})
