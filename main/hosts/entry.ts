import { createHash, randomBytes } from 'node:crypto'

/** Bounds: more than a person can open, few enough to hold. */
const TOKENS_MAX = 32
const SESSIONS_MAX = 16

/** How long each way in stays open, in milliseconds. */
export const FILE_TOKEN_LIFE_MS = 30_000
export const PRINTED_TOKEN_LIFE_MS = 600_000

/** Secrets are held as hashes: looking one up tells nothing about its neighbours, and a memory dump opens nothing. */
const nameOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')
const newSecret = (): string => randomBytes(32).toString('base64url')

function forgetOldest(map: Map<string, unknown>, max: number): void {
  while (map.size >= max) map.delete(map.keys().next().value as string)
}

/** One-use tokens let a browser in; sessions keep it in, until the host ends. `now` in milliseconds, monotonic. */
export class Entry {
  readonly cookieName: string
  readonly #now: () => number
  readonly #tokens = new Map<string, number>()
  readonly #sessions = new Map<string, true>()

  constructor(port: number, now: () => number) {
    this.cookieName = `bondmark_${port}`
    this.#now = now
  }

  /** A token that lets one browser in, once, within `lifeMs`. 43 characters of base64url. */
  newToken(lifeMs: number): string {
    const token = newSecret()
    forgetOldest(this.#tokens, TOKENS_MAX)
    this.#tokens.set(nameOf(token), this.#now() + lifeMs)
    return token
  }

  /** Spends a token. The answer is the Set-Cookie value of a new session, or null when the token is no good (any more). */
  enter(token: string): string | null {
    const name = nameOf(token)
    const until = this.#tokens.get(name)
    this.#tokens.delete(name)
    if (until === undefined || this.#now() > until) return null
    const session = newSecret()
    forgetOldest(this.#sessions, SESSIONS_MAX)
    this.#sessions.set(nameOf(session), true)
    return `${this.cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`
  }

  /** Whether a Cookie header holds a session of this host. Two cookies of our name are refused: one was planted. */
  isInside(cookieHeader: string | undefined): boolean {
    const ours = (cookieHeader ?? '').split(';').flatMap((pair) => {
      const [name, value] = pair.trim().split('=', 2)
      return name === this.cookieName && value ? [value] : []
    })
    const [session, ...more] = ours
    return session !== undefined && more.length === 0 && this.#sessions.has(nameOf(session))
  }
}
