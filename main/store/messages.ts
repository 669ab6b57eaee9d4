import {
  bodyText,
  FIRST_LINK,
  linkedBytes,
  type OutgoingMessage,
  outgoingMessage,
} from '../../core/contract/outgoing-message.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

interface MessageRow {
  readonly n: number
  readonly t: string
  readonly kind: string
  readonly body: string
}

/**
 * What other systems are told, in the order in which it happened. Whoever causes something adds its message in the same
 * transaction: what is told has happened, and what has happened is told. Delivering is for the decision service.
 */
export class Messages {
  readonly #head
  readonly #add
  readonly #after
  readonly #newest

  constructor(db: Database) {
    this.#head = db.prepare<[], { n: number; link: Buffer }>(
      'SELECT n, link FROM outgoing_message ORDER BY n DESC LIMIT 1',
    )
    this.#add = db.prepare<[MessageRow & { readonly link: Uint8Array }]>(
      'INSERT INTO outgoing_message (n, t, kind, body, link) VALUES (@n, @t, @kind, @body, @link)',
    )
    this.#after = db.prepare<[number, number], MessageRow>(
      'SELECT n, t, kind, body FROM outgoing_message WHERE n > ? ORDER BY n LIMIT ?',
    )
    this.#newest = db.prepare<[], number>('SELECT coalesce(max(n), 0) FROM outgoing_message').pluck()
  }

  /**
   * Tells other systems, durably with the transaction that this is called in. Answers the message's number.
   * @throws ZodError for what is no message, RangeError for a body beyond 16 KiB: both are mistakes of the caller's
   */
  add(told: Omit<OutgoingMessage, 'n'>): number {
    const head = this.#head.get()
    const message = outgoingMessage.parse({
      n: (head?.n ?? 0) + 1,
      t: told.t,
      kind: told.kind,
      body: told.body,
    })
    const link = sha256Native(linkedBytes(head?.link ?? FIRST_LINK, message))
    this.#add.run({ ...message, body: bodyText(message.body), link })
    return message.n
  }

  /** At most `limit` messages after number `n`, in order. */
  after(n: number, limit: number): OutgoingMessage[] {
    return this.#after.all(n, limit).map((row) => ({ ...row, body: JSON.parse(row.body) }))
  }

  /** The number of the newest; 0 when there is none. */
  newest(): number {
    return this.#newest.get() ?? 0
  }
}
