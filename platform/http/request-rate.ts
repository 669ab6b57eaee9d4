const MINUTE_MS = 60_000
/** Addresses that are remembered. */
const ADDRESSES_MAX = 1_024

export interface RequestRateOptions {
  readonly perMinuteOfOne: number
  readonly perMinute: number
  /** Unix ms */
  readonly now: () => number
}

/** Counts requests by address and altogether, in windows of a minute, in bounded memory. */
export class RequestRate {
  readonly #options
  #counts = new Map<string, number>()
  #all = 0
  #since: number

  constructor(options: RequestRateOptions) {
    this.#options = options
    this.#since = options.now()
  }

  /** Counts one request; false when it is one too many. */
  allows(address: string): boolean {
    const { now, perMinute, perMinuteOfOne } = this.#options
    const passed = now() - this.#since
    if (passed >= MINUTE_MS || passed < 0) {
      this.#since = now()
      this.#counts = new Map()
      this.#all = 0
    }
    const count = (this.#counts.get(address) ?? 0) + 1
    if (!this.#counts.has(address) && this.#counts.size >= ADDRESSES_MAX) return false
    this.#counts.set(address, count)
    if (count > perMinuteOfOne || this.#all >= perMinute) return false
    this.#all++
    return true
  }
}
