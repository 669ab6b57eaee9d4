/** From one question to the next. */
const BEAT_MS = 15_000
const ANSWER_MS_MAX = 5_000
/** Without an answer for so long it is not green any more. */
export const LEDGER_PROOF_MS = 45_000

/** Asks a ledger now and then whether it is there; what it last answered ages. */
export class LedgerPulse {
  readonly #changed: () => void
  #answeredAtMs: number | null = null
  #timer: NodeJS.Timeout | null = null
  #asking: AbortController | null = null

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** By `performance.now()`; null: never. */
  get answeredAtMs(): number | null {
    return this.#answeredAtMs
  }

  isFresh(nowMs = performance.now()): boolean {
    return this.#answeredAtMs !== null && nowMs - this.#answeredAtMs <= LEDGER_PROOF_MS
  }

  /** It has answered something just now. */
  answered(): void {
    this.#answeredAtMs = performance.now()
  }

  /** Begins to ask; asks one address at a time. */
  follow(url: string): void {
    this.end()
    this.#timer = setInterval(() => void this.#beat(url), BEAT_MS).unref()
  }

  end(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    this.#asking?.abort()
    this.#asking = null
  }

  async #beat(url: string): Promise<void> {
    if (this.#asking) return
    const asking = new AbortController()
    this.#asking = asking
    const late = setTimeout(() => asking.abort(), ANSWER_MS_MAX).unref()
    try {
      const { ok } = await fetch(new URL('/health', url), { signal: asking.signal, redirect: 'error' })
      if (ok) {
        const wasFresh = this.isFresh()
        this.answered()
        if (!wasFresh) this.#changed()
      }
    } catch {
      // No answer, for whatever reason: what it answered before ages.
    } finally {
      clearTimeout(late)
      if (this.#asking === asking) this.#asking = null
    }
  }
}
