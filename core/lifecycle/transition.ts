import type { Failure } from '../errors/bondmark-error.ts'

/** A life as data: for each state, the events it takes and the state that follows. What is not listed is refused. */
export type Table<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>

/**
 * The state that follows, or the failure `transition-refused` `{life, state, event}`. Own members only, so that a state
 * or event called `constructor` is not found by accident.
 */
export function transition<State extends string, Event extends string>(
  life: string,
  table: Table<State, Event>,
  state: State,
  event: Event,
): State | Failure {
  const row = Object.hasOwn(table, state) ? table[state] : undefined
  const next = row && Object.hasOwn(row, event) ? row[event] : undefined
  return next ?? { code: 'transition-refused', detail: { life, state, event } }
}

/** Whether a transition was refused. */
export function isRefused<State extends string>(answer: State | Failure): answer is Failure {
  return typeof answer !== 'string'
}
