import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import type { Desk, StateKind } from './desk.ts'

/** How the last five name what happened. */
export type RecentKind = 'goods' | 'verified' | 'packed' | 'duplicate' | 'stop' | 'voided' | 'note'

/** What a use case answers: what to say, and what lies on the desk afterwards. Effects are already in the transaction. */
export interface Outcome {
  readonly kind: StateKind
  readonly sentence: Failure
  readonly next: Failure
  readonly recent: RecentKind
  readonly desk: Partial<Pick<Desk, 'binding' | 'confirmed' | 'pending' | 'rebind' | 'person' | 'taking'>>
  /** Which row of the table of label STOPs this is; the sentence's code says it of others. */
  readonly situation?: string
  /** Heard again, and answered already: nothing is shown or recorded. */
  readonly isEcho?: true
}

export const say = (code: Code, detail: Failure['detail'] = {}): Failure => ({ code, detail })

export const accepted = (
  sentence: Failure,
  next: Failure,
  recent: RecentKind,
  desk: Outcome['desk'] = {},
): Outcome => ({
  kind: 'accepted',
  sentence,
  next,
  recent,
  desk,
})

/** Nothing happened, nobody need do anything but go on. */
export const duplicate = (sentence: Failure, next: Failure = say('next-go-on')): Outcome => ({
  kind: 'duplicate',
  sentence,
  next,
  recent: 'duplicate',
  desk: {},
})

/** Could not be read or cannot be taken now: nothing happened, and nobody waits for an acknowledgement. */
export const refused = (sentence: Failure, next: Failure): Outcome => ({
  kind: 'refused',
  sentence,
  next,
  recent: 'note',
  desk: {},
})

/** Hands off until a person has acknowledged it. What is in hand afterwards is asked again by `rebind`. */
export const stop = (sentence: Failure, next: Failure, desk: Outcome['desk'] = {}): Outcome => ({
  kind: 'stop',
  sentence,
  next,
  recent: 'stop',
  desk: { rebind: true, ...desk },
})
