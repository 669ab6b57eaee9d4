import { describe, expect, it } from 'vitest'
import type { LineView, StationView } from '../../../core/contract/station-view.ts'
import { offeredActions, whyNotOffered } from './line-actions.ts'

const line = { decision: 'label', closed: false, held: false, unitsPerCase: 24 } as LineView
const openCase = { state: 'open', units: 3, capacity: 24 } as NonNullable<StationView['openCase']>
const label = { job: 1, state: 'printed' } as StationView['outstanding'][number]
const nothing = { line: null, outstanding: [], openCase: null }

describe('the keys for the line at work', () => {
  it('offer nothing before there is a line', () => {
    expect(Object.values(offeredActions(nothing))).toEqual([false, false, false, false, false])
  })

  it('offer to void only while a label is outstanding', () => {
    expect(offeredActions({ ...nothing, outstanding: [label] }).void).toBe(true)
  })

  it('open a case when none is open, and close one that holds something', () => {
    expect(offeredActions({ ...nothing, line })).toMatchObject({ openCase: true, closeCase: false })
    expect(offeredActions({ ...nothing, line, openCase })).toMatchObject({ openCase: false, closeCase: true })
    expect(offeredActions({ ...nothing, line, openCase: { ...openCase, units: 0 } }).closeCase).toBe(false)
    expect(offeredActions({ ...nothing, line, openCase: { ...openCase, state: 'closing' } }).closeCase).toBe(
      false,
    )
  })

  it('say why they do nothing when they are pressed all the same', () => {
    expect(whyNotOffered('F9', nothing)).toBe('page.nothing-to-void')
    expect(whyNotOffered('F12', nothing)).toBe('page.no-line')
    expect(whyNotOffered('F10', { ...nothing, line: { ...line, held: true } })).toBe('page.line-done')
    expect(whyNotOffered('F11', { ...nothing, line, openCase: { ...openCase, units: 0 } })).toBe(
      'page.case-not-ready',
    )
  })

  it('leave a closed line alone, and hold a line only once', () => {
    expect(offeredActions({ ...nothing, line: { ...line, closed: true } })).toMatchObject({
      hold: false,
      missing: false,
      openCase: false,
    })
    expect(offeredActions({ ...nothing, line: { ...line, held: true } })).toMatchObject({
      hold: false,
      missing: true,
      openCase: false,
    })
  })
})
