import { describe, expect, it } from 'vitest'
import { decide } from '../decision/decide.ts'
import { noHistory } from '../decision/history.ts'
import { type RuleSet, ruleSetHash } from '../decision/rule-set.ts'
import type { Asn, PlanLine } from './asn.ts'
import { type BegunLine, isFixed, revisionFindings } from './check-revision.ts'
import type { PlanField } from './field-columns.ts'
import { readPlan } from './read-plan.ts'
import { type SampleRow, sampleCsv } from './sample-plan.stub.ts'

function planOf(rows: SampleRow[]): { asn: Asn; rowOf: ReadonlyMap<PlanLine, number> } {
  const reading = readPlan(Buffer.from(sampleCsv(rows)), { fileName: 'p.csv', decodeGb18030: () => '' })
  const asn = reading.ok ? reading.plans[0] : undefined
  if (!reading.ok || !asn) throw new Error('not a plan')
  return { asn, rowOf: reading.rowOf }
}

const cases = ['395060000412003179', '395060000412004022'] as const
const first: SampleRow = { lot: 'L1', sscc: cases.join(' ') }
const second: SampleRow = { lot: 'L2' }
const { asn: before } = planOf([first, second])

const begun = (state: BegunLine['state'], rest: Partial<BegunLine> = {}): BegunLine => ({
  plan: before.lines[0] as PlanLine,
  state,
  accounted: 8,
  received: [],
  ...rest,
})

const found = (rows: SampleRow[], ...lines: BegunLine[]): string[] => {
  const { asn, rowOf } = planOf(rows)
  return revisionFindings(before, asn, lines, rowOf).map((f) => `${f.row} ${f.column} ${f.code} ${f.value}`)
}

describe('a revision', () => {
  it('is free where nothing has happened', () => {
    expect(found([{ lot: 'L9', gtin: '9506000110028', seller: 'Other', quantity: '6' }])).toEqual([])
  })

  it('names the row of its file', () => {
    expect(found([second, { ...first, expiry: '2028-03-01' }], begun('receiving'))).toEqual([
      '3 expiry plan-line-begun 2028-03-01',
    ])
  })

  it('may correct the papers of a line that is received on or held, and nothing of a closed one', () => {
    const corrected = [{ ...first, customs_entry: '422720261000000008', quantity: '18' }, second]
    expect(found(corrected, begun('receiving'))).toEqual([])
    expect(found(corrected, begun('held'))).toEqual([])
    expect(found(corrected, begun('closed'))).toEqual([
      '2 customs_entry plan-line-closed 422720261000000008',
      '2 quantity plan-line-closed 18',
    ])
    expect(found([first, { ...second, quantity: '6' }], begun('closed'))).toEqual([])
  })

  it('announces at least the units that are accounted for', () => {
    expect(found([{ ...first, quantity: '8' }, second], begun('receiving'))).toEqual([])
    expect(found([{ ...first, quantity: '7' }, second], begun('receiving'))).toEqual([
      '2 quantity plan-quantity-below 7',
    ])
  })

  it('keeps every line that has begun', () => {
    expect(found([second], begun('held'))).toEqual(['0  plan-line-dropped ASN-7 1 L1'])
    expect(found([{ ...first, line: '4' }, second], begun('receiving'))).toEqual([
      '0  plan-line-dropped ASN-7 1 L1',
    ])
  })

  it('leaves a line alone that an earlier revision has dropped already', () => {
    const { asn, rowOf } = planOf([second])
    expect(revisionFindings(asn, planOf([second, { lot: 'L3' }]).asn, [begun('held')], rowOf)).toEqual([])
  })

  it('keeps an SSCC that is received on its line; the others may go', () => {
    const line = begun('receiving', { received: [cases[0]] })
    expect(found([{ ...first, sscc: cases[0] }, second], line)).toEqual([])
    expect(
      found(
        [
          { ...first, sscc: cases[1] },
          { ...second, sscc: cases[0] },
        ],
        line,
      ),
    ).toEqual([`2 sscc plan-sscc-received ${cases[0]}`])
  })
})

describe('the decision on a line that has begun', () => {
  const changes: Record<Exclude<keyof PlanLine, 'line' | 'lot'>, string | number | string[] | null> = {
    customsEntry: '422720261000000008',
    entryItem: '2',
    brand: 'Other',
    manufacturer: 'Other Ltd',
    gtin: '09506000110028',
    nameZh: '蜂蜜',
    nameEn: 'Honey',
    category: 'honey',
    hsCode: '0409000000',
    origin: 'NZ',
    expiry: '2028-03-01',
    quantity: 18,
    unitsPerCase: 3,
    ssccs: [],
    reportId: null,
    reportExpires: '2026-01-31',
    refundRatio: 0.9,
  }
  const day = { from: '2026-01-01', until: '2026-12-31', approvedBy: ['A', 'B'] }
  const line = before.lines[0] as PlanLine
  const rules = {
    format: 'bondmark/rules/1',
    categories: [
      { category: 'infant-formula', trace: 'trace', labelTemplate: 'unit-60x40' },
      { category: 'honey', trace: 'exempt' },
    ],
    whitelist: [
      { id: 'brand', scope: { brand: 'Other' }, ...day },
      { id: 'maker', scope: { manufacturer: 'Other Ltd' }, ...day },
      { id: 'gtin', scope: { gtin: '09506000110028' }, ...day },
      { id: 'origin', scope: { origin: 'NZ' }, ...day },
    ],
    factoryEvaluation: { categories: ['infant-formula'], holdWhenMissing: true, holdWhenExpired: true },
  } as unknown as RuleSet
  const verdictOn = (changed: PlanLine) =>
    decide({
      line: changed,
      asn: before,
      lotSize: changed.quantity,
      ruleSet: rules,
      ruleSetHash: ruleSetHash(rules),
      at: '2026-11-22T09:00:00.000+08:00',
      history: noHistory,
    }).decision

  it.each(Object.entries(changes))('does not go by what a revision may change: %s', (field, value) => {
    const isOther = verdictOn({ ...line, [field]: value }) !== verdictOn(line)
    // The label says the expiry, so it is fixed though no rule looks at it.
    expect(isFixed(field as PlanField)).toBe(isOther || field === 'expiry')
  })
})
