import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Database } from '../sqlite/open-database.ts'

/** Hooks at one time: each may have one delivery in hand. */
const WEBHOOKS_MAX = 16

/** Where messages are delivered to, and how far that has come. */
export interface Webhook {
  readonly n: number
  readonly url: string
  readonly secret: string
  readonly allowPrivate: 0 | 1
  readonly madeAt: string
  /** Cursor of the last message that it has taken. */
  readonly taken: string
  /** Failed attempts in a row. */
  readonly failures: number
  readonly failingSince: string | null
  /** What the last attempt was answered, when it failed. */
  readonly said: string | null
  /** Given up: nothing is delivered until a person has it resumed. */
  readonly dead: 0 | 1
  readonly deliveredAt: string | null
}

const columns = `n, url, secret, allow_private AS allowPrivate, made_at AS madeAt, taken, failures, failing_since AS failingSince,
  said, dead, delivered_at AS deliveredAt`

/** The webhooks of a service, with their durable places: what a hook has taken is known after a kill too. */
export class Webhooks {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  all(): Webhook[] {
    return this.#db
      .prepare<[], Webhook>(`SELECT ${columns} FROM webhook WHERE removed_at IS NULL ORDER BY n`)
      .all()
  }

  /** @throws BondmarkError `service-webhooks-many`, `service-webhook-known` */
  add(hook: Pick<Webhook, 'url' | 'secret' | 'allowPrivate' | 'madeAt' | 'taken'>): number {
    return this.#db
      .transaction(() => {
        const all = this.all()
        if (all.length >= WEBHOOKS_MAX)
          throw new BondmarkError('service-webhooks-many', { max: WEBHOOKS_MAX })
        if (all.some(({ url }) => url === hook.url))
          throw new BondmarkError('service-webhook-known', { url: hook.url })
        const { lastInsertRowid } = this.#db
          .prepare(
            `INSERT INTO webhook (url, secret, allow_private, made_at, taken)
             VALUES (@url, @secret, @allowPrivate, @madeAt, @taken)`,
          )
          .run(hook)
        return Number(lastInsertRowid)
      })
      .immediate()
  }

  /** @throws BondmarkError `service-webhook-unknown` */
  remove(n: number, at: string): void {
    this.#change(n, 'removed_at = ?', at)
  }

  /** Tries a hook again that was given up, from the message on that it did not take. @throws as `remove` */
  resume(n: number): void {
    this.#change(n, 'dead = 0, failures = 0, failing_since = NULL, said = NULL')
  }

  took(n: number, cursor: string, at: string): void {
    this.#db
      .prepare(
        `UPDATE webhook SET taken = ?, delivered_at = ?, failures = 0, failing_since = NULL, said = NULL
         WHERE n = ? AND removed_at IS NULL`,
      )
      .run(cursor, at, n)
  }

  failed(n: number, said: string, at: string, isDead: boolean): void {
    this.#db
      .prepare(
        `UPDATE webhook SET failures = failures + 1, failing_since = coalesce(failing_since, ?), said = ?, dead = ?
         WHERE n = ? AND removed_at IS NULL`,
      )
      .run(at, said.slice(0, 200), isDead ? 1 : 0, n)
  }

  #change(n: number, set: string, ...values: string[]): void {
    const { changes } = this.#db
      .prepare(`UPDATE webhook SET ${set} WHERE n = ? AND removed_at IS NULL`)
      .run(...values, n)
    if (changes === 0) throw new BondmarkError('service-webhook-unknown', { webhook: n })
  }
}
