import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Timer } from '../../platform/clock/timer.ts'
import type { Transport } from '../transports/transport.ts'
import type { Found, Question } from './dialect.ts'

/** Longer than any answer; of a flood only the end is kept. */
const ANSWER_BYTES_MAX = 4096

/** What came of a question: null when no answer came in time. */
export type Heard<T> = { readonly said: T } | { readonly wrong: string } | null

/** Questions and answers over one connection, one question at a time. */
export interface Conversation {
  readonly transport: Transport
  readonly open: boolean
  /**
   * How often something was heard that no question was waiting for. When it rises, the line is out of step: an answer
   * may have been that of a question before.
   */
  readonly surplus: number
  ask<T>(question: Question<T>): Promise<Heard<T>>
}

const isMore = (text: string) => /[^\r\n]/.test(text)

/** `answerMs` is how long silence may last. */
export function converse(transport: Transport, answerMs: number, timer: Timer): Conversation {
  let heard = ''
  let open = true
  let surplus = 0
  let listen: (() => void) | null = null

  transport.onData((bytes) => {
    const text = Buffer.from(bytes).toString('latin1')
    if (listen === null) {
      if (isMore(text)) surplus++
      return
    }
    heard = (heard + text).slice(-ANSWER_BYTES_MAX)
    listen()
  })
  transport.onClose(() => {
    open = false
    listen?.()
  })

  const ask = async <T>(question: Question<T>): Promise<Heard<T>> => {
    if (!open || listen !== null) return null
    heard = ''
    const { promise, resolve, reject } = Promise.withResolvers<Found<T> | null>()
    const patience = new AbortController()
    const cancel = timer.after(answerMs, () => {
      patience.abort()
      resolve(null)
    })
    listen = () => {
      const found = question.find(heard)
      if (found !== null || !open) resolve(found)
    }
    transport.write(question.bytes, { signal: patience.signal }).catch((error: unknown) => {
      if (error instanceof BondmarkError) resolve(null)
      else reject(error)
    })
    try {
      const found = await promise
      if (found !== null && isMore(heard.slice(found.end))) surplus++
      return found
    } finally {
      cancel()
      listen = null
    }
  }

  return {
    transport,
    get open() {
      return open
    },
    get surplus() {
      return surplus
    },
    ask,
  }
}
