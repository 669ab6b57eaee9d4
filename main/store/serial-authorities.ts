import type { Database } from '../../platform/sqlite/open-database.ts'

/** A right to give serials as it lies in the store. */
export interface StoredAuthority {
  readonly n: number
  readonly kind: 'delegation' | 'pool'
  readonly brand: string
  readonly bytes: Uint8Array
  readonly t: string
  /** Serials that were given under it; of a pool, those at the places below. */
  readonly issued: number
}

/** Who brought something in: a badge, or null for the enrolment and the command line. */
interface Brought {
  readonly t: string
  readonly badge: string | null
}

/** Brands' memberships, their authorities, and the serials of pools (decision 0039). */
export class SerialAuthorities {
  readonly #db
  readonly #issued

  constructor(db: Database) {
    this.#db = db
    // Asked of every right at every view.
    this.#issued = db.prepare<[number], number>('SELECT issued FROM serial_authority WHERE n = ?').pluck()
  }

  /** The newest membership file of each brand. */
  memberships(): { org: string; head: string; json: string }[] {
    return this.#db
      .prepare<[], { org: string; head: string; json: string }>(
        'SELECT org, head, json FROM brand_membership AS m WHERE n = (SELECT max(n) FROM brand_membership WHERE org = m.org) ORDER BY n',
      )
      .all()
  }

  knowsMembership(head: string): boolean {
    return this.#db.prepare('SELECT 1 FROM brand_membership WHERE head = ?').get(head) !== undefined
  }

  addMembership(one: { org: string; head: string; json: string }, by: Brought): void {
    this.#db
      .prepare(
        'INSERT INTO brand_membership (org, head, json, t, badge) VALUES (@org, @head, @json, @t, @badge)',
      )
      .run({ ...one, ...by })
  }

  /** Those that came in whole, oldest first. */
  all(): StoredAuthority[] {
    return this.#db
      .prepare<[], StoredAuthority>(
        'SELECT n, kind, brand, bytes, t, issued FROM serial_authority WHERE whole_at IS NOT NULL ORDER BY n',
      )
      .all()
  }

  /** Whether this very statement came in whole. */
  has(id: string): boolean {
    return this.numberOf(id) !== null
  }

  numberOf(id: string): number | null {
    return (
      this.#db
        .prepare<[Uint8Array], number>('SELECT n FROM serial_authority WHERE id = ? AND whole_at IS NOT NULL')
        .pluck()
        .get(Buffer.from(id, 'hex')) ?? null
    )
  }

  issued(n: number): number {
    return this.#issued.get(n) ?? 0
  }

  /** Begins an authority; it counts once it is `whole`. */
  begin(
    one: { id: string; kind: StoredAuthority['kind']; brand: string; bytes: Uint8Array },
    by: Brought,
  ): number {
    return Number(
      this.#db
        .prepare(
          'INSERT INTO serial_authority (id, kind, brand, bytes, t, badge) VALUES (@id, @kind, @brand, @bytes, @t, @badge)',
        )
        .run({ ...one, ...by, id: Buffer.from(one.id, 'hex'), bytes: Buffer.from(one.bytes) })
        .lastInsertRowid,
    )
  }

  whole(n: number, at: string): void {
    this.#db.prepare('UPDATE serial_authority SET whole_at = ? WHERE n = ?').run(at, n)
  }

  /** Another serial was given; answers how many there had been before, which is its place in a pool. */
  issueOne(n: number): number {
    const issued = this.#db
      .prepare<[number], number>(
        'UPDATE serial_authority SET issued = issued + 1 WHERE n = ? RETURNING issued',
      )
      .pluck()
      .get(n)
    if (issued === undefined) throw new Error(`there is no authority ${n}`)
    return issued - 1
  }

  poolSerial(pool: number, place: number): string | null {
    return (
      this.#db
        .prepare<[number, number], string>('SELECT serial FROM pool_serial WHERE pool = ? AND place = ?')
        .pluck()
        .get(pool, place) ?? null
    )
  }
}
