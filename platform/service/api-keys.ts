import { createHash, timingSafeEqual } from 'node:crypto'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Scope, scopes } from '../../core/service/scopes.ts'
import type { RandomBytes } from '../keys/random-bytes.ts'
import type { Database } from '../sqlite/open-database.ts'

/** Begins every key, so that one that got into a log or a repository is found by who looks for such things. */
const PREFIX = 'bmk_'
const KEY_BYTES = 32
/** Keys that may be good at one time: each of them has a bucket in memory. */
export const KEYS_MAX = 256
/** Of one caller: the one in use, and the one that it is being changed to. */
const KEYS_OF_ONE_MAX = 2

/** A key as it is listed; the key itself is known to its caller alone. */
export interface ListedKey {
  readonly n: number
  /** Whom it was made for. */
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly madeAt: string
  /** From when on it is not good any more; null while that is open. */
  readonly endsAt: string | null
  readonly revokedAt: string | null
  /** When it was last used, to within some seconds; null while it never was. */
  readonly usedAt: string | null
}

interface KeyRow extends Omit<ListedKey, 'scopes'> {
  readonly scopes: string
  readonly hash: Uint8Array
}

const columns =
  'n, name, scopes, hash, made_at AS madeAt, ends_at AS endsAt, revoked_at AS revokedAt, used_at AS usedAt'

const listed = ({ hash: _, ...row }: KeyRow): ListedKey => ({
  ...row,
  scopes: scopes.filter((scope) => row.scopes.split(',').includes(scope)),
})

const hashOf = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest()

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/**
 * The keys of callers. A key has 256 random bits and is kept as its SHA-256: scrypt is for what people choose, which can
 * be tried through; nobody tries 2^256, and each request would pay for it (decision 0064).
 */
export class ApiKeys {
  readonly #db: Database
  readonly #randomBytes
  readonly #byHash

  constructor(db: Database, randomBytes: RandomBytes) {
    this.#db = db
    this.#randomBytes = randomBytes
    this.#byHash = db.prepare<[Uint8Array], KeyRow>(`SELECT ${columns} FROM api_key WHERE hash = ?`)
  }

  /**
   * Makes a key, which is answered here and never again. A second one of the same name must be a rotation.
   * @throws BondmarkError `service-key-name-malformed`, `service-key-name-taken`, `service-keys-many`
   */
  add(name: string, of: readonly Scope[], now: string): { readonly key: string; readonly listed: ListedKey } {
    if (!nameForm.test(name))
      throw new BondmarkError('service-key-name-malformed', { name: name.slice(0, 80) })
    return this.#db
      .transaction(() => {
        if (this.#goodOf(name, now).length > 0) throw new BondmarkError('service-key-name-taken', { name })
        return this.#make(name, of, now)
      })
      .immediate()
  }

  /**
   * Makes the key that a caller is to use from now on; the one in use is good until `endsAt`. At most two are good at
   * once: a third ends the oldest at once.
   * @throws BondmarkError `service-key-unlisted`, `service-keys-many`
   */
  rotate(name: string, endsAt: string, now: string): { readonly key: string; readonly listed: ListedKey } {
    return this.#db
      .transaction(() => {
        const good = this.#goodOf(name, now)
        const newest = good.at(-1)
        if (newest === undefined) throw new BondmarkError('service-key-unlisted', { name })
        for (const { n } of good.slice(0, good.length - KEYS_OF_ONE_MAX + 1))
          this.#db.prepare('UPDATE api_key SET revoked_at = ? WHERE n = ?').run(now, n)
        this.#db.prepare('UPDATE api_key SET ends_at = ? WHERE n = ?').run(endsAt, newest.n)
        return this.#make(name, newest.scopes, now)
      })
      .immediate()
  }

  /** Ends every key of this name at once. Answers how many. @throws BondmarkError `service-key-unlisted` */
  revoke(name: string, now: string): number {
    const good = this.#goodOf(name, now)
    if (good.length === 0) throw new BondmarkError('service-key-unlisted', { name })
    this.#db.prepare('UPDATE api_key SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL').run(now, name)
    return good.length
  }

  /** Whose key this is, while it is good; null for every other text. */
  find(key: string, nowMs: number): ListedKey | null {
    if (!key.startsWith(PREFIX) || key.length > 100) return null
    const asked = hashOf(key)
    const row = this.#byHash.get(asked)
    // The index has compared already, but of a hash: what its timing tells of a hash says nothing of a key.
    if (!row || !timingSafeEqual(asked, row.hash) || !isGood(row, nowMs)) return null
    return listed(row)
  }

  /** Whether a key that was found before is good still. */
  isStillGood(n: number, nowMs: number): boolean {
    const row = this.#db.prepare<[number], KeyRow>(`SELECT ${columns} FROM api_key WHERE n = ?`).get(n)
    return row !== undefined && isGood(row, nowMs)
  }

  all(): ListedKey[] {
    return this.#db.prepare<[], KeyRow>(`SELECT ${columns} FROM api_key ORDER BY n`).all().map(listed)
  }

  #goodOf(name: string, now: string): ListedKey[] {
    return this.#good(now).filter((key) => key.name === name)
  }

  #good(now: string): ListedKey[] {
    const nowMs = Date.parse(now)
    return this.#db
      .prepare<[], KeyRow>(`SELECT ${columns} FROM api_key WHERE revoked_at IS NULL ORDER BY n`)
      .all()
      .filter((row) => isGood(row, nowMs))
      .map(listed)
  }

  #make(name: string, of: readonly Scope[], now: string): { key: string; listed: ListedKey } {
    if (this.#good(now).length >= KEYS_MAX) throw new BondmarkError('service-keys-many', { max: KEYS_MAX })
    const key = PREFIX + toBase64Url(this.#randomBytes(KEY_BYTES))
    const { lastInsertRowid } = this.#db
      .prepare('INSERT INTO api_key (name, scopes, hash, made_at) VALUES (?, ?, ?, ?)')
      .run(name, of.join(','), hashOf(key), now)
    const n = Number(lastInsertRowid)
    return { key, listed: { n, name, scopes: of, madeAt: now, endsAt: null, revokedAt: null, usedAt: null } }
  }
}

const isGood = (row: Pick<KeyRow, 'revokedAt' | 'endsAt'>, nowMs: number): boolean =>
  row.revokedAt === null && (row.endsAt === null || Date.parse(row.endsAt) > nowMs)
