import { describe, expect, it } from 'vitest'
import { decide, type Question } from './decide.ts'
import { type Conclusion, type DecisionHistory, noHistory } from './history.ts'
import type { RuleSet2 } from './rule-set-2.ts'
import { sampleAsn, sampleLine, sampleRules } from './sample-question.stub.ts'

const today = '2026-11-22'
/** What the rules say of one sampling, on that day. */
function says(
  sampling: string,
  history: Partial<DecisionHistory>,
  {
    rules = {},
    line = {},
    lotSize = 48,
  }: { rules?: Partial<RuleSet2>; line?: Partial<Question['line']>; lotSize?: number } = {},
): string | undefined {
  const made = decide({
    ...{ line: { ...sampleLine, ...line }, asn: sampleAsn, lotSize, ruleSetHash: 'ab'.repeat(32) },
    ruleSet: { ...sampleRules, ...rules },
    at: `${today}T09:00:00.000+08:00`,
    history: { ...noHistory, ...history },
  })
  return made.reasons.find(({ rule }) => rule === sampling)?.said
}

const concluded = (kind: Conclusion['kind'], change: Partial<Conclusion>): Conclusion => ({
  ...{ id: 'T1', kind, outcome: 'conformant', conditions: '', on: today, until: null, refundRatio: null },
  subject: {
    ...{ manufacturer: 'Maker', category: 'drink', container: 'BMKU9' },
    ...{ gtin: sampleLine.gtin, lot: sampleLine.lot },
  },
  ...change,
})

describe('refunds of a batch', () => {
  const batch = (sold: number, refunded: number, complaints = 0) =>
    says('circulation-inspection', {
      figures: [{ gtin: sampleLine.gtin, lot: sampleLine.lot, sold, refunded, complaints }],
    })

  it('ask for an inspection above the share that is allowed, and not at it', () => {
    expect(batch(1000, 50)).toBe('circulation-within')
    expect(batch(1000, 51)).toBe('circulation-refunds')
  })

  it('say something from as many units on as the rule names', () => {
    expect(batch(49, 49)).toBe('circulation-too-few-sold')
    expect(batch(50, 50)).toBe('circulation-refunds')
    expect(batch(0, 7)).toBe('circulation-too-few-sold')
  })

  it('are not inspected again on a day that has already seen them so high, whatever else was concluded then', () => {
    const [rule] = sampleRules.circulation
    const rules = { circulation: [{ ...rule, reinspectRatioMax: 0.1 }] } as Partial<RuleSet2>
    const figures = [{ gtin: sampleLine.gtin, lot: sampleLine.lot, sold: 1000, refunded: 200, complaints: 0 }]
    const low = concluded('circulation-inspection', { outcome: 'conditional', refundRatio: 0.06 })
    const high = concluded('circulation-inspection', { id: 'T2', refundRatio: 0.2 })
    const saidAfter = (...inspections: Conclusion[]) =>
      says('circulation-inspection', { figures, inspections }, { rules })
    expect(saidAfter(low)).toBe('circulation-again')
    expect(saidAfter(low, high)).toBe('circulation-conditional')
    expect(saidAfter(low, { ...high, on: '2026-11-21' })).toBe('circulation-again')
  })

  it('leave complaints to be counted by themselves', () => {
    expect(batch(0, 0, 10)).toBe('circulation-too-few-sold')
    expect(batch(0, 0, 11)).toBe('circulation-complaints')
  })
})

describe('a factory', () => {
  it('is held after an evaluation that it did not pass, whatever report the plan cites', () => {
    const bad = concluded('factory-evaluation', { outcome: 'non-conformant' })
    const factoryReports = [
      { manufacturer: 'Maker', category: 'drink', report: 'FE-0', expires: '2030-01-01' },
    ]
    expect(says('factory-evaluation', { factoryReports })).toBe('factory-report-valid')
    expect(says('factory-evaluation', { factoryReports, inspections: [bad] })).toBe('factory-nonconformant')
  })

  it('may load without supervision through the last day of its interval', () => {
    const [loading] = sampleRules.containerLoading
    const rules = { containerLoading: [{ ...loading, intervalDays: 30 }] } as Partial<RuleSet2>
    const loadedAfter = (on: string) =>
      says(
        'container-loading-supervision',
        { supervisions: [concluded('container-loading-supervision', { on })] },
        { rules },
      )
    expect(loadedAfter('2026-10-23')).toBe('loading-lately')
    expect(loadedAfter('2026-10-22')).toBe('loading-due')
  })
})

describe('a factory that an agency has evaluated', () => {
  const factoryReports = [{ manufacturer: 'Maker', category: 'drink', report: 'FE-0', expires: '2030-01-01' }]
  const evaluated = (change: Partial<Conclusion>) =>
    says('factory-evaluation', { factoryReports, inspections: [concluded('factory-evaluation', change)] })

  it('goes on under its conditions while they count, however long a report runs that the plan cites', () => {
    const bound = { outcome: 'conditional' as const, conditions: 'Line 2 is closed' }
    expect(evaluated({ ...bound, until: '2027-01-01' })).toBe('factory-conditional')
    expect(evaluated({ ...bound, until: '2026-11-21' })).toBe('factory-report-valid')
  })

  it('goes on by no report while the evaluation is contested or made again', () => {
    expect(evaluated({})).toBe('factory-report-valid')
    expect(evaluated({ isContested: true })).toBe('factory-evaluation-contested')
    expect(evaluated({ isRepeated: true })).toBe('factory-evaluation-contested')
    const [rule] = sampleRules.factoryEvaluation
    const lenient = { factoryEvaluation: [{ ...rule, whenMissing: 'tell' }] } as Partial<RuleSet2>
    const inspections = [concluded('factory-evaluation', { isContested: true })]
    expect(says('factory-evaluation', { factoryReports, inspections }, { rules: lenient })).toBe(
      'factory-report-valid',
    )
  })
})

it('a lot that conformed is sampled again once more units come than its letter stands for', () => {
  const kind = 'ingredient-inspection'
  const drawnFor = (lotSize: number | undefined, now: number) =>
    says(kind, { inspections: [concluded(kind, lotSize === undefined ? {} : { lotSize })] }, { lotSize: now })
  expect(drawnFor(1200, 1200)).toBe('ingredients-conformant')
  expect(drawnFor(500, 501)).toBe('ingredients-larger-lot')
  expect(drawnFor(501, 1200)).toBe('ingredients-conformant')
  expect(drawnFor(3200, 8)).toBe('ingredients-conformant')
  expect(drawnFor(undefined, 1200)).toBe('ingredients-conformant')
})

it('a conclusion whose inspection is made again counts before all others', () => {
  const kind = 'ingredient-inspection'
  const later = concluded(kind, { id: 'T9', on: '2026-11-22' })
  const before = (outcome: Conclusion['outcome']) =>
    says(kind, { inspections: [concluded(kind, { outcome, on: '2026-11-01', isRepeated: true }), later] })
  expect(before('non-conformant')).toBe('ingredients-nonconformant')
  expect(before('conformant')).toBe('ingredients-due')
})

describe('a contested conclusion that goods did not conform', () => {
  const older = { id: 'T0', on: '2026-11-20', outcome: 'conformant' as const }
  const contested = { id: 'T1', outcome: 'non-conformant' as const, isContested: true }

  it('still holds its container, lot, batch and factory, whatever conformed before', () => {
    const subject = { ...concluded('factory-evaluation', {}).subject, container: sampleAsn.container ?? '' }
    const both = (kind: Conclusion['kind']) =>
      [older, contested].map((one) => concluded(kind, { ...one, subject }))
    expect(
      says('container-loading-supervision', { supervisions: both('container-loading-supervision') }),
    ).toBe('loading-nonconformant')
    const found = (kind: Conclusion['kind']) => says(kind, { inspections: both(kind) })
    expect(found('ingredient-inspection')).toBe('ingredients-nonconformant')
    expect(found('circulation-inspection')).toBe('circulation-nonconformant')
    expect(found('factory-evaluation')).toBe('factory-nonconformant')
  })

  it('keeps other containers of the factory from passing as loaded lately, and other lots as not the first', () => {
    const elsewhere = (kind: Conclusion['kind'], change: Partial<Conclusion>, of: object) =>
      concluded(kind, { ...change, subject: { ...concluded(kind, {}).subject, ...of } })
    const [loading] = sampleRules.containerLoading
    const [first] = sampleRules.ingredients
    const rules = {
      containerLoading: [{ ...loading, intervalDays: 30 }],
      ingredients: [{ ...first, lots: 'first' }],
    } as Partial<RuleSet2>
    const asked = (last: Partial<Conclusion>) => [
      says(
        'container-loading-supervision',
        {
          supervisions: [older, last].map((one) =>
            elsewhere('container-loading-supervision', one, { container: 'BMKU8' }),
          ),
        },
        { rules },
      ),
      says(
        'ingredient-inspection',
        { inspections: [older, last].map((one) => elsewhere('ingredient-inspection', one, { lot: 'L0' })) },
        { rules },
      ),
    ]
    expect(asked({})).toEqual(['loading-lately', 'ingredients-first-lot-done'])
    expect(asked(contested)).toEqual(['loading-due', 'ingredients-due'])
    expect(asked({ isContested: true })).toEqual(['loading-due', 'ingredients-due'])
  })
})

it('a contested conclusion that goods conformed lets none go on: they are asked for as before it', () => {
  const subject = { ...concluded('factory-evaluation', {}).subject, container: sampleAsn.container ?? '' }
  const line = { reportId: null, reportExpires: null }
  const both = (kind: Conclusion['kind'], outcome: Conclusion['outcome']) => [
    concluded(kind, { subject, id: 'T0', on: '2026-11-20' }),
    concluded(kind, { subject, outcome, isContested: true }),
  ]
  for (const outcome of ['conformant', 'conditional'] as const) {
    const supervisions = both('container-loading-supervision', outcome)
    expect(says('container-loading-supervision', { supervisions })).toBe('loading-due')
    const found = (kind: Conclusion['kind']) => says(kind, { inspections: both(kind, outcome) }, { line })
    expect(found('ingredient-inspection')).toBe('ingredients-due')
    expect(found('factory-evaluation')).toBe('factory-evaluation-contested')
    expect(found('circulation-inspection')).toBe('circulation-no-figures')
  }
})

describe('goods that two whitelist entries cover', () => {
  it('are only looked at for what both except', () => {
    const entry = {
      ...{
        scope: { brand: 'Brand' },
        from: '2026-01-01',
        until: '2026-12-31',
        reason: 'r',
        approvedBy: ['S'],
      },
    }
    const seller: RuleSet2['whitelist'][number] = {
      ...{ ...entry, id: 'A', scope: { seller: 'Seller' } },
      except: ['ingredient-inspection', 'container-loading-supervision'],
    }
    const brand: RuleSet2['whitelist'][number] = {
      ...{ ...entry, id: 'B' },
      except: ['ingredient-inspection', 'factory-evaluation'],
    }
    for (const whitelist of [
      [seller, brand],
      [brand, seller],
    ]) {
      const rules = { whitelist }
      expect(says('ingredient-inspection', {}, { rules })).toBe('ingredients-due')
      expect(says('container-loading-supervision', {}, { rules })).toBeUndefined()
      expect(says('factory-evaluation', {}, { rules })).toBeUndefined()
    }
  })
})
