import type { Detail, Failure } from '../errors/bondmark-error.ts'
import type { Code } from '../errors/codes.ts'

/** A pair of state and event that cannot be, and the reason that people are told. */
export interface Impossible {
  readonly why: Code
}

/** What a state makes of an event: the state that follows, or why there is none. */
export type Cell<State extends string> = State | Impossible

/** A life as data, complete: every state says of every event either where it leads or why it leads nowhere. */
export type Table<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Record<Event, Cell<State>>>>
>

export const impossible = (why: Code): Impossible => ({ why })

/**
 * Writes a state's row: the events that it treats in a way of their own, and the one reason for which it refuses all
 * others. So a state that ends a life is one line, and no pair is ever left open.
 */
export function rowsOf<State extends string, Event extends string>(events: readonly Event[]) {
  return (
    otherwise: Code,
    cells?: Readonly<Partial<Record<Event, Cell<State>>>>,
  ): Readonly<Record<Event, Cell<State>>> =>
    Object.fromEntries(
      events.map((event) => [event, cells?.[event] ?? impossible(otherwise)] as const),
    ) as Record<Event, Cell<State>>
}

/**
 * The state that follows, or a failure whose code is the reason. Its detail is what the caller calls the subject by (the
 * words need it), with `state` and `event`. A state or event that the table does not know is a bug and throws RangeError.
 */
export function transition<State extends string, Event extends string>(
  table: Table<State, Event>,
  state: State,
  event: Event,
  subject: Detail,
): State | Failure {
  const row = Object.hasOwn(table, state) ? table[state] : undefined
  const cell: Cell<State> | undefined = row && Object.hasOwn(row, event) ? row[event] : undefined
  if (cell === undefined) throw new RangeError(`no such state and event: ${state}, ${event}`)
  return typeof cell === 'string' ? cell : { code: cell.why, detail: { ...subject, state, event } }
}

/** Whether a transition was refused. */
export function isRefused<State extends string>(answer: State | Failure): answer is Failure {
  return typeof answer !== 'string'
}
