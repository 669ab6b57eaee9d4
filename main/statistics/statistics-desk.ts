import type { StatisticsAsked, StatisticsTold } from '../../core/contract/statistics.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { dayOf } from '../../core/statistics/counted.ts'
import type { StatisticsReport } from '../../core/statistics/report.ts'
import type { Station } from '../station/station.ts'
import { countApart } from './count-apart.ts'
import type { StatisticsProgress } from './count-statistics.ts'

/** Countings that run at once: a second window may ask, and no more than that of a station's two cores. */
const COUNTINGS_MAX = 2

/** Figures of a station, counted beside it. */
export class StatisticsDesk {
  readonly #station
  readonly #running = new Set<AbortController>()

  constructor(station: Station) {
    this.#station = station
  }

  /** The day that it is at the station, as its statements would write it. */
  today(): string {
    return dayOf(this.#station.ctx.clock.now())
  }

  /** Tells how far it is, then the reports. Whoever stops reading ends it. Fails as `countApart`. */
  async *count(
    asked: StatisticsAsked,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<StatisticsTold, void, void> {
    const abort = new AbortController()
    const onAbort = () => abort.abort()
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) onAbort()
    // Who asks again has no use for what they asked first.
    if (this.#running.size >= COUNTINGS_MAX) this.#running.values().next().value?.abort()
    this.#running.add(abort)
    try {
      yield* this.#told(asked, abort.signal)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      yield { kind: 'failed', failure: error.toFailure() }
    } finally {
      abort.abort()
      this.#running.delete(abort)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  async *#told(asked: StatisticsAsked, signal: AbortSignal): AsyncGenerator<StatisticsTold, void, void> {
    const { store, identity, clock } = this.#station.ctx
    const task = { ...asked, by: [...new Set(asked.by)], database: store.file, madeAt: clock.now() }
    let progress: StatisticsProgress | null = { done: 0, total: 0 }
    let reports: readonly StatisticsReport[] | null = null
    let wake = () => {}
    // A slow reader gets the newest word, not those that it missed.
    const counting = countApart(task, identity.issuer, signal, (now) => {
      progress = now
      wake()
    }).then((made) => {
      reports = made
    })
    const ended = counting.then(
      () => wake(),
      () => wake(),
    )
    while (reports === null) {
      if (progress) {
        const { done, total } = progress
        progress = null
        yield { kind: 'progress', done, total }
        continue
      }
      const told = new Promise<void>((resolve) => {
        wake = resolve
      })
      await Promise.race([told, ended])
      if (!progress) await counting
    }
    yield { kind: 'reports', reports: [...(reports as readonly StatisticsReport[])] }
  }

  /** Ends what runs. */
  close(): void {
    for (const abort of this.#running) abort.abort()
  }
}
