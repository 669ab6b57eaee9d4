import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Person } from '../store/people.ts'
import { stateJump } from './append-statement.ts'
import { setClockNotice } from './clock-notice.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { type Outcome, say, stop } from './outcome.ts'

/** Under which a time that a supervisor has confirmed is kept, with the settings. */
export const CONFIRMED_TIME = 'clock-confirmed'

/** A person has seen that the clock jumped; if nothing was stated since, it is told now. */
export function acknowledgeClock(ctx: StationContext, desk: Desk): Outcome {
  const { clock, store } = ctx
  const t = clock.now()
  if (clock.unstated && !clock.refusal) stateJump(ctx, clock.unstated, t, null)
  setClockNotice(store.settings, null)
  return asBefore(desk, say('clock-acknowledged'))
}

/**
 * A supervisor says that the date is right: it counts from now on, and the jump to it is stated in their name. Throws
 * `clock-needs-supervisor`, `clock-is-believed`.
 */
export function confirmClock(ctx: StationContext, desk: Desk, person: Person): Outcome {
  const { clock, store } = ctx
  if (person.role === 'operator') throw new BondmarkError('clock-needs-supervisor', { name: person.name })
  const t = clock.now()
  if (!clock.refusal) throw new BondmarkError('clock-is-believed', {})
  clock.believe(t)
  store.settings.set(CONFIRMED_TIME, t)
  if (clock.unstated) stateJump(ctx, clock.unstated, t, person.pseudonym)
  setClockNotice(store.settings, null)
  return asBefore(desk, say('clock-confirmed', { name: person.name, now: t.slice(0, 10) }))
}

/** While the date cannot be believed nothing is taken, and hands wait. */
export const clockRefused = (refusal: Failure): Outcome => stop(refusal, say('next-set-clock'))

/** What the desk says stays: a STOP outlives it, and whoever was at work goes on. */
const asBefore = ({ state }: Desk, sentence: Failure): Outcome => ({
  kind: state.kind,
  sentence: state.kind === 'stop' ? state.sentence : sentence,
  next: state.next,
  recent: 'note',
  desk: {},
})
