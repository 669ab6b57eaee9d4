import type { StationView } from '../../core/contract/station-view.ts'
import { backOffMs } from './back-off.ts'
import type { StationClient } from './station-client.ts'
import type { OpenTheWay, OpenWay } from './transport.ts'

/** What this page knows of the station right now. Only `live` carries a view: a view that may be old is never shown. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'lost'; readonly attempts: number }
  | { readonly kind: 'live'; readonly client: StationClient; readonly view: StationView }

/** A socket stays open over a station that hangs: it is asked now and then, and believed only when it answers. */
const ASK_EVERY_MS = 5_000
const ANSWER_WITHIN_MS = 10_000

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end, { once: true })
    if (signal.aborted) end()
  })

/** Keeps one connection to the station, opens it again when it breaks, and tells its listeners. */
export class StationConnection {
  readonly #open: OpenTheWay
  readonly #listeners = new Set<() => void>()
  readonly #stop = new AbortController()
  #now: Connection = { kind: 'connecting' }

  constructor(open: OpenTheWay) {
    this.#open = open
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly current = (): Connection => this.#now

  stop(): void {
    this.#stop.abort()
  }

  /** Runs until `stop`. Never rejects: what fails is tried again. */
  async run(): Promise<void> {
    const { signal } = this.#stop
    let attempts = 0
    while (!signal.aborted) {
      try {
        const way = await this.#open(signal)
        try {
          await this.#follow(way, () => {
            attempts = 0
          })
        } finally {
          way.close()
        }
      } catch {
        // Said on the screen as `lost`; the reason is of no use to the person in front of it.
      }
      if (signal.aborted) return
      this.#tell({ kind: 'lost', attempts: attempts + 1 })
      await pause(backOffMs(attempts), signal)
      attempts += 1
    }
  }

  /** Takes views until the way ends, or the station stops answering; closing the way ends what is still asked of it. */
  async #follow(way: OpenWay, gotOne: () => void): Promise<void> {
    const over = new AbortController()
    const { client } = way
    const views = async () => {
      for await (const view of await client.view()) {
        if (over.signal.aborted) return
        gotOne()
        this.#tell({ kind: 'live', client, view })
      }
    }
    const silence = async () => {
      while (!over.signal.aborted) {
        await pause(ASK_EVERY_MS, over.signal)
        const answered = client.labels({ limit: 1 }).then(
          () => true,
          () => true,
        )
        if (!(await Promise.race([answered, pause(ANSWER_WITHIN_MS, over.signal)]))) return
      }
    }
    try {
      await Promise.race([views(), silence(), way.closed])
    } finally {
      over.abort()
    }
  }

  #tell(next: Connection): void {
    this.#now = next
    for (const listener of this.#listeners) listener()
  }
}
