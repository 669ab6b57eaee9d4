import { describe, expect, it } from 'vitest'
import {
  isEnded,
  isOpen,
  isOverdue,
  nextTaskState,
  taskEvents,
  taskEventsIn,
  taskStates,
} from './task-life.ts'

/** The whole table, read off the decision (0062): state, then event → state. */
const table: Readonly<Record<string, string>> = {
  created: 'assign→created sample→samples-taken send→sent cancel→cancelled',
  'samples-taken': 'assign→samples-taken send→sent cancel→cancelled',
  sent: 'send→sent acknowledge→received result→result-in contest→contested repeat→repeated cancel→cancelled',
  received: 'acknowledge→received result→result-in contest→contested repeat→repeated cancel→cancelled',
  'result-in': 'contest→contested conclude→concluded repeat→repeated cancel→cancelled',
  contested:
    'acknowledge→contested result→contested contest→contested uphold→result-in repeat→repeated cancel→cancelled',
  concluded: 'contest→reopened repeat→repeated',
  reopened: 'contest→reopened uphold→concluded repeat→repeated',
  repeated: '',
  cancelled: '',
}

describe('the life of a task', () => {
  it.each(taskStates)('knows what every event does when it is %s', (state) => {
    const moves = taskEvents.flatMap((event) => {
      const next = nextTaskState(state, event)
      return next ? [`${event}→${next}`] : []
    })
    expect(moves.join(' ')).toBe(table[state])
    expect(taskEventsIn(state).length === 0).toBe(isEnded(state))
  })

  it('draws no conclusion while it is contested, and none counts that is', () => {
    expect(nextTaskState('contested', 'conclude')).toBeNull()
    expect(isOpen('contested') && isOpen('reopened') && !isOpen('concluded')).toBe(true)
  })

  it('is overdue from its deadline on until its result is in, whatever the offset of the clock', () => {
    const deadline = '2026-11-30T09:00:00.000+08:00'
    expect(isOverdue('sent', deadline, '2026-11-30T01:00:00.000Z')).toBe(false)
    expect(isOverdue('sent', deadline, '2026-11-30T01:00:00.001Z')).toBe(true)
    expect(isOverdue('result-in', deadline, '2027-01-01T00:00:00.000Z')).toBe(false)
  })
})
