import type { IncomingMessage, ServerResponse } from 'node:http'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Language } from '../../core/errors/words.ts'
import { type Cursor, FIRST_CURSOR, readCursor } from '../../core/service/cursor.ts'
import type { Timers } from '../clock/timers.ts'
import type { Logger } from '../log/logger.ts'
import type { ListedKey } from './api-keys.ts'
import type { ChangeSource, DecisionSource } from './decision-source.ts'
import type { RateLimits } from './rate-limits.ts'
import type { Seats } from './seats.ts'
import type { ServiceStore } from './service-store.ts'

/** How streams go. */
export interface StreamPace {
  /** From one sign of life to the next, where nothing happens. */
  readonly heartbeatMs: number
  /** A reader who has taken nothing of a page for so long is cut off; it resumes where it was. */
  readonly takeMs: number
  /** A stream ends after so long, and is taken up again by its reader: what it holds is never held for good. */
  readonly streamMs: number
}

/** What every operation of a running service works with. */
export interface Service {
  readonly source: DecisionSource
  readonly store: ServiceStore
  readonly rates: RateLimits
  readonly logger: Logger
  readonly timers: Timers
  /** RFC 3339 with the offset of the warehouse. */
  readonly now: () => string
  /** Streams, and questions that wait. */
  readonly listeners: Seats
  /** Bodies that are being read or decided. */
  readonly bodies: Seats
  readonly pace: StreamPace
  /** Ends with the service. */
  readonly ending: AbortSignal
}

/** One request of a known caller. */
export interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly language: Language
  readonly key: ListedKey
  /** How many lines it turned out to be about: for the count of uses. */
  lines: number
}

/** The one value of a header; undefined where there is none or several. */
export function oneHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/**
 * From where on a caller wants changes: `Last-Event-ID` before `after`, for a stream is taken up at its old address.
 * @throws BondmarkError `service-cursor-malformed`, `service-history-differs`
 */
export function startOf(text: string | undefined, changes: ChangeSource): Cursor {
  const asked = text === 'now' ? changes.newest() : (text ?? FIRST_CURSOR)
  const cursor = readCursor(asked)
  if (cursor === null) throw new BondmarkError('service-cursor-malformed', { cursor: asked.slice(0, 60) })
  if (cursor.n === 0) return cursor
  const check = changes.checkAt(cursor.n)
  if (check === null || (cursor.check !== null && cursor.check !== check))
    throw new BondmarkError('service-history-differs', { cursor: asked, newest: changes.newest() })
  return { n: cursor.n, check }
}
