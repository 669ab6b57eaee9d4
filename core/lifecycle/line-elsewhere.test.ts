import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LineElsewhere, shareLine, whyNotElsewhere } from './line-elsewhere.ts'
import { readSteps } from './read-steps.ts'

const word = (kid: string, received: number, short = 0): LineElsewhere['told'][number] => ({
  ...{ kid: kid.repeat(64), station: 'LBL08', received, short, seq: 9, head: 'e'.repeat(64) },
  at: '2026-03-02T10:00:00.000+08:00',
})

describe('a line that several stations share', () => {
  it('has each planned unit once: own first, then received elsewhere, then called missing elsewhere', () => {
    const own = { planned: 10, received: 4, short: 1 }
    expect(shareLine(own, [word('b', 3)])).toEqual({ received: 3, short: 0, missing: 2, over: 0 })
    expect(shareLine(own, [word('b', 2, 9)])).toEqual({ received: 2, short: 3, missing: 0, over: 0 })
    // What this station called missing stands at another: nothing more is missing, and nothing is too many.
    expect(shareLine(own, [word('b', 6)])).toEqual({ received: 5, short: 0, missing: 0, over: 0 })
    expect(shareLine(own, [word('b', 4), word('c', 4)])).toEqual({
      received: 5,
      short: 0,
      missing: 0,
      over: 2,
    })
  })

  it('is planned = here + short + elsewhere + missing, whatever is told', () => {
    const count = fc.integer({ min: 0, max: 50 })
    const told = fc.array(fc.record({ received: fc.integer({ min: -5, max: 50 }), short: count }), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(fc.record({ planned: count, received: count, short: count }), told, (own, words) => {
        const shares = shareLine(own, words)
        expect(Math.min(...Object.values(shares))).toBeGreaterThanOrEqual(0)
        const sum = own.received + own.short + shares.received + shares.short + shares.missing
        expect(sum).toBe(Math.max(own.planned, own.received + own.short))
        // A further word never makes more missing.
        expect(shareLine(own, words.slice(1)).missing).toBeGreaterThanOrEqual(shares.missing)
      }),
    )
  })

  it('is borne out by the words it cites, each key once', () => {
    const own = { planned: 10, received: 4, short: 1 }
    const said = { received: 5, short: 0, over: 2, told: [word('b', 4), word('c', 4)] }
    expect(whyNotElsewhere(own, said)).toBeNull()
    expect(whyNotElsewhere(own, { ...said, over: 0 })).toBe('sum')
    expect(whyNotElsewhere(own, { ...said, received: 4 })).toBe('sum')
    expect(whyNotElsewhere(own, { ...said, told: [word('b', 4), word('b', 4)] })).toBe('told')
  })
})

describe('the record of its closing', () => {
  const type = 'application/vnd.bondmark.line-closed+json'
  const closed = {
    ...{ station: 'https://id.bondmark.example/org/ningbo/station/S1', asn: 'ASN-1', line: '1', lot: 'L1' },
    ...{ planned: 10, received: 4, commissioned: 4, exempt: 0, damaged: 0, short: 1, held: false },
    decision: 'label',
  }
  const elsewhere = { received: 3, short: 2, over: 0, told: [word('b', 3, 2)] }
  const codes = (record: object) =>
    readSteps(type, record as Record<string, unknown>).failures.map(({ code }) => code)

  it('reconciles with what is elsewhere, and not without', () => {
    expect(codes({ ...closed, elsewhere })).toEqual([])
    expect(codes(closed)).toEqual(['line-not-reconciled'])
    expect(codes({ ...closed, received: 9, commissioned: 9 })).toEqual([])
  })

  it.each([
    ['more than is cited', { ...elsewhere, received: 4, short: 1 }],
    ['nobody', { ...elsewhere, told: [] }],
    ['one key twice', { ...elsewhere, told: [word('b', 1, 1), word('b', 2, 1)] }],
    ['less than none', { ...elsewhere, received: -1, short: 6 }],
    ['a field more', { ...elsewhere, proof: true }],
    ['a number', 5],
    ['null', null],
  ])('does not reconcile when it names %s', (_, wrong) => {
    expect(codes({ ...closed, elsewhere: wrong })).toEqual(['line-not-reconciled'])
  })

  it('still counts what was received here as before', () => {
    expect(codes({ ...closed, commissioned: 3, elsewhere })).toEqual(['line-not-reconciled'])
  })
})
