import { RETRY_MS } from './used-device.ts'

/** Does `work` again and again, one at a time: soon after it was asked for, and later and later while it fails. */
export class LookAgain {
  readonly #work
  #timer: NodeJS.Timeout | null = null
  #running: Promise<void> | null = null
  #waitMs: number = RETRY_MS.first
  #closed = false

  /** `work` answers after how many milliseconds to be called again; null: it failed, a little later than last time. */
  constructor(work: () => Promise<number | null>) {
    this.#work = work
  }

  soon(): void {
    this.#in(0)
  }

  #in(ms: number): void {
    if (this.#closed || this.#running) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.#running = this.#once()
    }, ms)
    this.#timer.unref()
  }

  async #once(): Promise<void> {
    const again = await this.#work()
    this.#running = null
    if (again === null) {
      this.#in(this.#waitMs)
      this.#waitMs = Math.min(RETRY_MS.last, this.#waitMs * 2)
    } else {
      this.#waitMs = RETRY_MS.first
      this.#in(again)
    }
  }

  /** Resolves when the work in hand has ended. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    await this.#running
  }
}
