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
  { rules = {}, line = {} }: { rules?: Partial<RuleSet2>; line?: Partial<Question['line']> } = {},
): string | undefined {
  const made = decide({
    ...{ line: { ...sampleLine, ...line }, asn: sampleAsn, lotSize: 48, ruleSetHash: 'ab'.repeat(32) },
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
