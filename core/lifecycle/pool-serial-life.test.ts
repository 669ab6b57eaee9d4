import { describe, expect, it } from 'vitest'
import { type LabelEvent, labelEvents, labelLife, labelStates } from './label-life.ts'
import {
  type PoolSerialEvent,
  poolSerialEvents,
  poolSerialLife,
  poolSerialStateOf,
  poolSerialStates,
} from './pool-serial-life.ts'
import { isRefused, transition } from './transition.ts'

const next = (state: (typeof poolSerialStates)[number], event: PoolSerialEvent) =>
  transition(poolSerialLife, state, event, { serial: 'Z00000000000000' })

/** What happens to a label happens to the serial that it was given. */
const meaning: Readonly<Record<LabelEvent, PoolSerialEvent>> = {
  send: 'encode',
  'not-sent': 'not-sent',
  'print-confirmed': 'encode',
  doubt: 'encode',
  restore: 'encode',
  'scan-back': 'commission',
  void: 'void',
}

describe('the life of a serial of a pool', () => {
  it('is this table', () => {
    const moves = poolSerialStates.map((state) => [
      state,
      ...poolSerialEvents.flatMap((event) => {
        const to = next(state, event)
        return isRefused(to) ? [] : [`${event}→${to}`]
      }),
    ])
    expect(moves).toEqual([
      ['provisioned', 'take→taken', 'lapse→lapsed'],
      ['taken', 'encode→encoded', 'void→spent'],
      ['encoded', 'encode→encoded', 'not-sent→taken', 'commission→commissioned', 'void→spent'],
      ['commissioned', 'void→spent'],
      ['spent'],
      ['lapsed'],
    ])
  })

  it('never comes back to provisioned, so a serial is handed out once', () => {
    const back = poolSerialStates.flatMap((state) =>
      poolSerialEvents.filter((event) => next(state, event) === 'provisioned'),
    )
    expect(back).toEqual([])
  })

  it('agrees with the life of the label at every step that a label can take', () => {
    for (const state of labelStates) {
      for (const event of labelEvents) {
        const to = transition(labelLife, state, event, {})
        if (isRefused(to)) continue
        const [before, after] = [poolSerialStateOf(state, true), poolSerialStateOf(to, true)]
        expect(next(before, meaning[event]), `${state}, ${event}`).toBe(after)
      }
    }
  })

  it('is told by its label, and without one by whether its pool counts', () => {
    expect(poolSerialStateOf(null, true)).toBe('provisioned')
    expect(poolSerialStateOf(null, false)).toBe('lapsed')
    // A label that was given keeps its state, whatever becomes of the pool.
    expect(poolSerialStateOf('verified', false)).toBe('commissioned')
  })
})
