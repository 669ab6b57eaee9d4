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
  readonly link: Uint8Array
}

/** A message and what links it to all before it. */
export type LinkedMessage = OutgoingMessage & { readonly link: Uint8Array }

const columns = 'n, t, kind, body, link'
const read = (row: MessageRow): LinkedMessage => ({ ...row, body: JSON.parse(row.body) })

/**
 * What other systems are told, in the order in which it happened. Whoever causes something adds its message in the same
 * transaction: what is told has happened, and what has happened is told. Delivering is for the decision service.
 */
export class Messages {
  readonly #head
  readonly #add
  readonly #after
  readonly #link
  readonly #ofAsn

  constructor(db: Database) {
    this.#head = db.prepare<[], { n: number; link: Buffer }>(
      'SELECT n, link FROM outgoing_message ORDER BY n DESC LIMIT 1',
    )
    this.#add = db.prepare<[MessageRow]>(
      'INSERT INTO outgoing_message (n, t, kind, body, link) VALUES (@n, @t, @kind, @body, @link)',
    )
    this.#after = db.prepare<[number, number], MessageRow>(
      `SELECT ${columns} FROM outgoing_message WHERE n > ? ORDER BY n LIMIT ?`,
    )
    this.#link = db.prepare<[number], Buffer>('SELECT link FROM outgoing_message WHERE n = ?').pluck()
    this.#ofAsn = db.prepare<[string, string], MessageRow>(
      `SELECT ${columns} FROM outgoing_message WHERE body ->> 'asn' = ? AND kind = ? ORDER BY n DESC LIMIT 1`,
    )
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
  after(n: number, limit: number): LinkedMessage[] {
    return this.#after.all(n, limit).map(read)
  }

  /** The number of the newest and its link; 0 and the first link when there is none. */
  newest(): Pick<LinkedMessage, 'n' | 'link'> {
    return this.#head.get() ?? { n: 0, link: FIRST_LINK }
  }

  /** The link of a message; null where there is none. */
  linkOf(n: number): Uint8Array | null {
    return this.#link.get(n) ?? null
  }

  /** The newest message of a kind about a notice, which its body names as `asn`. */
  newestOf(asn: string, kind: string): LinkedMessage | null {
    const row = this.#ofAsn.get(asn, kind)
    return row ? read(row) : null
  }
}
