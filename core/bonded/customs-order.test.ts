import { describe, expect, it } from 'vitest'
import { isRefused } from '../lifecycle/transition.ts'
import {
  customsOrderEvents,
  customsOrderStates,
  customsScope,
  isOpenOrder,
  nextCustomsOrderState,
} from './customs-order.ts'

describe('an order of customs', () => {
  it('goes on while it is open, ends once, and nothing follows its end', () => {
    for (const state of customsOrderStates)
      for (const event of customsOrderEvents) {
        const next = nextCustomsOrderState(state, event, 'BK-1')
        if (isOpenOrder(state)) expect(isRefused(next)).toBe(false)
        else expect(next).toEqual({ code: 'customs-order-ended', detail: { order: 'BK-1', state, event } })
      }
    expect(nextCustomsOrderState('open', 'progress', 'BK-1')).toBe('inspecting')
  })

  it('is of a notice or of a container, and a line is one of a notice', () => {
    const none = { asn: null, line: null, lot: null, container: null, quantity: null }
    expect(customsScope.safeParse({ ...none, asn: 'A-1', line: '2', quantity: 3 }).success).toBe(true)
    expect(customsScope.safeParse({ ...none, container: 'BMKU2046318' }).success).toBe(true)
    for (const wrong of [
      {},
      { asn: 'A-1', container: 'C' },
      { container: 'C', line: '1' },
      { asn: 'A-1', quantity: 0 },
    ])
      expect(customsScope.safeParse({ ...none, ...wrong }).success).toBe(false)
  })
})
