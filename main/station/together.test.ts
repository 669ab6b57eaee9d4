import { describe, expect, it } from 'vitest'
import type { OtherCountsView } from '../../core/contract/shared-progress.ts'
import type { Code } from '../../core/errors/codes.ts'
import type { OwnLine } from '../progress/others-look.ts'
import type { StoredLine } from '../store/plans.ts'
import type { StationContext } from './context.ts'
import { nextWithOthers } from './together.ts'

const line = { asn: 'ASN-1', line: '1', lot: 'L1', planned: 10, received: 7, short: 0, closedAt: null }
const next = (code: Code, there: number, over: object = {}) => {
  const othersOf = ({ planned, received }: OwnLine) =>
    ({
      ...{ received: there, left: planned - received - there },
      stations: [{ station: 'LBL07', received: there, short: 0 }],
    }) as unknown as OtherCountsView
  const ctx = { store: { plans: { hashOf: () => null } }, othersOf } as unknown as StationContext
  return nextWithOthers(ctx, { ...line, ...over } as StoredLine, { code, detail: {} })
}

describe('what is done next on a line', () => {
  it.each([
    ['next-scan-goods', 'next-count-together'],
    ['next-scan-label', 'next-scan-label-and-count'],
    ['next-close-case', 'next-close-case-and-count'],
    ['next-apply-label', 'next-label-and-count'],
    ['next-no-label', 'next-count-together'],
  ] as const)(
    '%s has the supervisor in it while stations together have more than planned',
    (code, beyond) => {
      expect(next(code, 4)).toEqual({
        code: beyond,
        detail: { over: 1, planned: 10, own: 7, others: 4, stations: 'LBL07' },
      })
      expect(next(code, 3).code).toBe(code)
    },
  )

  it('stays as it is where it asks for something else first, and on a closed line', () => {
    expect(next('next-set-aside', 4).code).toBe('next-set-aside')
    expect(next('next-scan-goods', 4, { closedAt: '2026-03-02T10:00:00.000+08:00' }).code).toBe(
      'next-scan-goods',
    )
  })
})
