import { describe, expect, it } from 'vitest'
import type { Asn } from './asn.ts'
import { planHash } from './asn.ts'
import { diffPlans } from './diff-plans.ts'
import { readPlan } from './read-plan.ts'
import { type SampleRow, sampleCsv } from './sample-plan.stub.ts'

function asnOf(rows: SampleRow[]): Asn {
  const decodeGb18030 = () => ''
  const reading = readPlan(Buffer.from(sampleCsv(rows)), { fileName: 'p.csv', decodeGb18030 })
  const asn = reading.ok ? reading.plans[0] : undefined
  if (!asn) throw new Error('not a plan')
  return asn
}

const first: SampleRow = { lot: 'L1', sscc: '395060000412003179 395060000412004022' }
const second: SampleRow = { lot: 'L2' }

describe('a revision of an ASN', () => {
  it('in another order of rows and SSCCs is the same content', () => {
    const before = asnOf([first, second])
    const after = asnOf([second, { ...first, sscc: '395060000412004022 395060000412003179' }])
    expect(planHash(after)).toBe(planHash(before))
    expect(diffPlans(before, after)).toEqual({ head: [], added: [], removed: [], changed: [] })
  })

  it('shows what it adds, removes and changes', () => {
    const before = asnOf([first, second])
    const after = asnOf([
      { ...second, quantity: '18', report_id: '', report_expires: '', container: 'BMKU1188707' },
      { lot: 'L3', container: 'BMKU1188707' },
    ])
    const diff = diffPlans(before, after)
    expect(diff.head).toEqual([{ field: 'container', before: 'BMKU2046318', after: 'BMKU1188707' }])
    expect(diff.added.map((l) => l.lot)).toEqual(['L3'])
    expect(diff.removed.map((l) => l.lot)).toEqual(['L1'])
    expect(diff.changed).toEqual([
      {
        line: '1',
        lot: 'L2',
        changes: [
          { field: 'quantity', before: '12', after: '18' },
          { field: 'reportId', before: 'FE-1', after: '' },
          { field: 'reportExpires', before: '2027-01-31', after: '' },
        ],
      },
    ])
  })

  it('has another hash as soon as one field is another', () => {
    const hashes = new Set(
      [
        asnOf([first]),
        asnOf([{ ...first, quantity: '18' }]),
        asnOf([{ ...first, seller: 'S2' }]),
        asnOf([second]),
      ].map((asn) => planHash(asn)),
    )
    expect(hashes.size).toBe(4)
  })
})
