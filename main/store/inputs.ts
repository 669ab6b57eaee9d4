import type { Database } from '../../platform/sqlite/open-database.ts'

/** Numbers of one window that are remembered: far more than it holds unanswered. */
const NUMBERS_KEPT = 256
/** Windows that are remembered; the one that was first heard the longest ago is forgotten first. */
const CLIENTS_KEPT = 64

/** Which input: the window's own number of it, and the place of a symbol within it. */
export interface InputName {
  /** 32 hex digits */
  readonly client: string
  readonly n: number
  readonly part: number
}

/** What was asked, as 16 bytes of a hash, and what came of it. */
export interface RecordedInput {
  readonly content: Uint8Array
  readonly kind: string
  /** JSON of `{code, detail}` */
  readonly sentence: string
}

/** Inputs that were done, so that one that is sent again is answered and not done again. A few pages, however long a station runs. */
export class Inputs {
  readonly #get
  readonly #newest
  readonly #insert
  readonly #prune
  readonly #addClient
  readonly #pruneClients
  readonly #pruneStrays
  /** Windows that are in the table already. */
  #known = new Set<string>()

  constructor(db: Database) {
    this.#get = db.prepare<[Buffer, number, number], RecordedInput>(
      'SELECT content, kind, sentence FROM input WHERE client = ? AND n = ? AND part = ?',
    )
    this.#newest = db.prepare<[Buffer], number | null>('SELECT max(n) FROM input WHERE client = ?').pluck()
    this.#insert = db.prepare(
      'INSERT INTO input (client, n, part, content, kind, sentence) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#prune = db.prepare('DELETE FROM input WHERE client = ? AND n <= ?')
    this.#addClient = db.prepare('INSERT OR IGNORE INTO input_client (client) VALUES (?)')
    this.#pruneClients = db.prepare(
      'DELETE FROM input_client WHERE place <= (SELECT max(place) FROM input_client) - ?',
    )
    this.#pruneStrays = db.prepare('DELETE FROM input WHERE client NOT IN (SELECT client FROM input_client)')
  }

  /** What came of an input, or null for one that was never done. */
  get({ client, n, part }: InputName): RecordedInput | null {
    return this.#get.get(Buffer.from(client, 'hex'), n, part) ?? null
  }

  /** Whether an input is so old that it may have been done and forgotten. */
  isForgotten({ client, n }: InputName): boolean {
    return n <= (this.#newest.get(Buffer.from(client, 'hex')) ?? 0) - NUMBERS_KEPT
  }

  /** Call it in the transaction of the input's effects. Throws for one that is recorded already. */
  add({ client, n, part }: InputName, { content, kind, sentence }: RecordedInput): void {
    const key = Buffer.from(client, 'hex')
    if (!this.#known.has(client)) {
      if (this.#addClient.run(key).changes > 0) {
        this.#pruneClients.run(CLIENTS_KEPT)
        this.#pruneStrays.run()
        // One of the others may have been forgotten just now.
        this.forget()
      }
      this.#known.add(client)
    }
    this.#insert.run(key, n, part, content, kind, sentence)
    this.#prune.run(key, n - NUMBERS_KEPT)
  }

  /** What is remembered may be of a transaction that was undone. */
  forget(): void {
    this.#known = new Set()
  }
}
