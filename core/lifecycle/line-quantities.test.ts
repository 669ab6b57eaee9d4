import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stillExpected, stillOpen, whyNotReconciled } from './line-quantities.ts'

const subject = { asn: 'ASN-1', line: '1', lot: 'L1' }
const done = { planned: 10, received: 9, commissioned: 5, exempt: 3, damaged: 1, short: 1 }

describe('the quantities of a line', () => {
  it('reconcile when everything received is accounted for and everything announced came or is missing', () => {
    expect(whyNotReconciled(done, false, subject)).toBeNull()
  })

  it('do not while a received unit is open, or an announced one is still expected', () => {
    expect(whyNotReconciled({ ...done, commissioned: 4 }, false, subject)).toEqual({
      code: 'line-not-reconciled',
      detail: { ...subject, waiting: 1 },
    })
    expect(whyNotReconciled({ ...done, planned: 12 }, false, subject)?.detail).toMatchObject({ waiting: 2 })
  })

  it('do when the rest is kept on hold, but never when more came than was announced', () => {
    expect(whyNotReconciled({ ...done, planned: 12 }, true, subject)).toBeNull()
    expect(whyNotReconciled({ ...done, planned: 9 }, true, subject)?.detail).toMatchObject({ waiting: -1 })
  })

  it('always satisfy received = commissioned + exempt + damaged + still open, and reconcile only at zero', () => {
    const count = fc.integer({ min: -3, max: 50 })
    const quantities = fc.record({
      planned: count,
      received: count,
      commissioned: count,
      exempt: count,
      damaged: count,
      short: count,
    })
    fc.assert(
      fc.property(quantities, fc.boolean(), (q, held) => {
        expect(q.commissioned + q.exempt + q.damaged + stillOpen(q)).toBe(q.received)
        if (whyNotReconciled(q, held, subject) !== null) return
        expect(Math.min(...Object.values(q))).toBeGreaterThanOrEqual(0)
        expect(stillOpen(q)).toBe(0)
        expect(stillExpected(q)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
