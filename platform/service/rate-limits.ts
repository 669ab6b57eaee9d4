import { type Allowance, type Bucket, draw, fullBucket } from '../../core/service/token-bucket.ts'

/** What callers may ask: of one, and of all together. A question costs one, and one more for each fifty lines. */
export interface RateOptions {
  readonly ofOne: Allowance
  readonly ofAll: Allowance
}

export const defaultRates: RateOptions = {
  ofOne: { burst: 120, perSecond: 20 },
  ofAll: { burst: 600, perSecond: 100 },
}

/** Lines that cost as much as one question. */
export const LINES_OF_ONE_COST = 50

/** What came of a question, and what is said of it in headers. */
export interface Ration {
  readonly isAllowed: boolean
  /** Seconds after which it would be; 0 when it is. */
  readonly waitS: number
  /** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10). */
  readonly headers: Readonly<Record<string, string>>
}

/** Token buckets by key, as many as there are keys, and one for all. A restart fills them. */
export class RateLimits {
  readonly #rates
  readonly #nowMs
  readonly #ofOne = new Map<number, Bucket>()
  #ofAll: Bucket

  /** @param nowMs a clock that does not jump */
  constructor(rates: RateOptions, nowMs: () => number) {
    this.#rates = rates
    this.#nowMs = nowMs
    this.#ofAll = fullBucket(rates.ofAll, nowMs())
  }

  /** Takes what a question costs out of a key's bucket and the common one, or out of neither. */
  draw(key: number, cost: number): Ration {
    const { ofOne, ofAll } = this.#rates
    const now = this.#nowMs()
    const one = draw(this.#ofOne.get(key) ?? fullBucket(ofOne, now), ofOne, cost, now)
    const all = draw(this.#ofAll, ofAll, cost, now)
    const isAllowed = one.isAllowed && all.isAllowed
    if (isAllowed) {
      this.#ofOne.set(key, one.bucket)
      this.#ofAll = all.bucket
    }
    const windowS = Math.ceil(ofOne.burst / ofOne.perSecond)
    return {
      isAllowed,
      waitS: isAllowed ? 0 : Math.max(1, one.waitS, all.waitS),
      headers: {
        'RateLimit-Policy': `"caller";q=${ofOne.burst};w=${windowS}`,
        RateLimit: `"caller";r=${one.left};t=${one.fullInS}`,
      },
    }
  }

  /** Keys that are good no more need no bucket. */
  forgetAllBut(keys: ReadonlySet<number>): void {
    for (const key of this.#ofOne.keys()) if (!keys.has(key)) this.#ofOne.delete(key)
  }
}
