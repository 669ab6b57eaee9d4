import { describe, expect, it } from 'vitest'
import type { Asn, PlanLine } from './asn.ts'
import { diffPlans } from './diff-plans.ts'
import { listChanges } from './list-changes.ts'
import { readPlan } from './read-plan.ts'
import { type SampleRow, sampleCsv } from './sample-plan.stub.ts'

function asnOf(rows: SampleRow[]): Asn {
  const reading = readPlan(Buffer.from(sampleCsv(rows)), { fileName: 'p.csv', decodeGb18030: () => '' })
  const asn = reading.ok ? reading.plans[0] : undefined
  if (!asn) throw new Error('not a plan')
  return asn
}

describe('the list of what a revision changes', () => {
  const before = asnOf([{ lot: 'L1', sscc: '395060000412003179 395060000412004022' }, { lot: 'L2' }])

  it('names columns as the file does, and of SSCCs those that came or went', () => {
    const after = asnOf([
      { lot: 'L1', sscc: '395060000412004022', report_id: '', report_expires: '', container: '' },
      { lot: 'L3', quantity: '18', container: '' },
    ])
    expect(listChanges(diffPlans(before, after), 200)).toEqual({
      added: 1,
      removed: 1,
      changed: 1,
      more: 0,
      changes: [
        { kind: 'asn', line: '', lot: '', field: 'container', before: 'BMKU2046318', after: '' },
        { kind: 'removed', line: '1', lot: 'L2', field: 'quantity', before: '12', after: '' },
        { kind: 'changed', line: '1', lot: 'L1', field: 'sscc', before: '395060000412003179', after: '' },
        { kind: 'changed', line: '1', lot: 'L1', field: 'report_id', before: 'FE-1', after: '' },
        { kind: 'changed', line: '1', lot: 'L1', field: 'report_expires', before: '2027-01-31', after: '' },
        { kind: 'added', line: '1', lot: 'L3', field: 'quantity', before: '', after: '18' },
      ],
    })
  })

  it('stops at its bound and says how many are left', () => {
    const lots = Array.from({ length: 9 }, (_, i) => ({ lot: `N${i}` }))
    const listed = listChanges(diffPlans(before, asnOf(lots)), 4)
    expect(listed).toMatchObject({ added: 9, removed: 2, changed: 0, more: 7 })
    expect(listed.changes.map(({ kind, lot }) => `${kind} ${lot}`)).toEqual([
      'removed L1',
      'removed L2',
      'added N0',
      'added N1',
    ])
  })

  it('cuts what is too long to show', () => {
    const line = before.lines[0] as PlanLine
    const after: Asn = { ...before, lines: [{ ...line, nameEn: 'x'.repeat(200) }, ...before.lines.slice(1)] }
    const { changes } = listChanges(diffPlans(before, after), 200)
    expect(changes.map(({ after }) => [...after].length)).toEqual([80])
  })
})
