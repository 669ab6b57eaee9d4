import { ORPCError } from '@orpc/client'
import type { FailureData } from '../../core/contract/failure.ts'
import type { Word } from '../words/i18n.ts'
import type { Fill } from '../words/use-words.ts'

/** Why something was not done: a failure that the station names, or a word of the page itself. */
export type Problem =
  | { readonly kind: 'failure'; readonly failure: FailureData }
  | { readonly kind: 'word'; readonly word: Word; readonly fill?: Fill }

const isFailure = (data: unknown): data is FailureData =>
  typeof data === 'object' &&
  data !== null &&
  'code' in data &&
  typeof data.code === 'string' &&
  'detail' in data &&
  typeof data.detail === 'object'

/** An answer that says that it was not done: thrown on, so that it is shown where refusals are. */
export class Refusal extends Error {
  readonly failure: FailureData

  constructor(failure: FailureData) {
    super(failure.code)
    this.failure = failure
  }
}

/**
 * What a rejected call means. Anything but a named failure is a call that may or may not have been done (the socket broke,
 * the station crashed): said as that, never as success or failure.
 */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError && error.code === 'FAILURE' && isFailure(error.data))
    return { kind: 'failure', failure: error.data }
  if (error instanceof Refusal) return { kind: 'failure', failure: error.failure }
  return { kind: 'word', word: 'page.unanswered' }
}
