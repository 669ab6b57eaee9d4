import type { OtherTaskView } from '../../core/contract/shared-inspections.ts'
import type { OtherCountsView, SharedView } from '../../core/contract/shared-progress.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import type { Logger } from '../../platform/log/logger.ts'
import type { StationStore } from '../store/station-store.ts'
import { type KnownOfOthers, type OwnLine, othersOf, sharedViewOf } from './others-look.ts'
import { type SharedAnswer, type ShareTask, shareInProcess } from './share-process.ts'
import { readTold, type ToldByOthers } from './told-by-others.ts'
import { inspectedElsewhere, otherTasks } from './told-tasks.ts'

/** How often it is looked whether there is anything to do; what a count waits for at most, while the ledger answers. */
const LOOK_MS = 10_000
/** Asked at least so often, when there is nothing to say. */
const QUIET_MS = 60_000
/** What was written by hand waits for what is written next. */
const SOON_MS = 5_000
/** Who has never heard of anybody asks less and less often; whoever comes hears of this station at once. */
const ALONE_MS_MAX = 10 * 60_000
/** After a failure: so long at first, twice as long after each further one. */
const BACK_OFF_MS = 15_000
const BACK_OFF_MS_MAX = 10 * 60_000

/** What the desk needs of its station. */
export interface SharingParts {
  readonly store: StationStore
  readonly identity: { readonly kid: string; readonly sign: Sign }
  readonly task: Omit<ShareTask, 'url'>
  readonly address: () => Promise<string>
  readonly logger: Logger
  readonly changed: () => void
  /** Takes what came of inspections; called after each answer. */
  readonly heard?: (told: ToldByOthers) => void
  /** Between 0 and 1: stations must not all come at once. */
  readonly chance: () => number
}

/**
 * Shares what this station has counted with the others of its warehouse, and knows what they have said. Everything is
 * done in a child process, one at a time; nothing here is evidence, and nothing of it stops anybody.
 */
export class SharingDesk {
  readonly #parts: SharingParts
  #told: ToldByOthers | null
  #isAsked = false
  #failure: Failure | null = null
  #failures = 0
  #alone = 0
  #askedMs = 0
  #running: Promise<SharedAnswer> | null = null
  #abort = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #nextMs = 0
  #wordsShown: string | undefined

  constructor(parts: SharingParts) {
    this.#parts = parts
    this.#told = readTold(parts.task.file)
  }

  /** Begins to share by itself, now and then. */
  follow(): void {
    if (this.#timer) return
    // Who knows of no others has less to ask for.
    this.#nextMs = performance.now() + (this.#told ? 1_000 : 2 * LOOK_MS)
    this.#timer = setInterval(() => this.#look(), LOOK_MS / 5).unref()
  }

  /** Shares now. Throws what sharing throws; what was known before stays known. */
  async share(): Promise<SharedAnswer> {
    this.#running ??= this.#shareOnce().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /**
   * Shares at a sync, where there is anybody to share with; what comes of it is on the screen and in the log. Who knows of
   * nobody asks again soon after it, beside it.
   */
  async shareIfOthers(): Promise<void> {
    if (this.#hasOthers) await this.#shareInBackground()
    else if (this.#failures === 0) this.#nextMs = Math.min(this.#nextMs, this.#askedMs + QUIET_MS)
  }

  /** Something was written that is no statement: others hear of it soon, not with the next quiet look. */
  soon(): void {
    if (this.#hasOthers && this.#failures === 0)
      this.#nextMs = Math.min(this.#nextMs, performance.now() + SOON_MS)
  }

  /** What the others say of a line; null when nothing. */
  othersOf(line: OwnLine): OtherCountsView | null {
    return othersOf(line, this.#known())
  }

  view(): SharedView | null {
    return sharedViewOf(this.#known())
  }

  /** What the others say of their inspections. `at`: RFC 3339. */
  tasks(at: string): OtherTaskView[] {
    return otherTasks(this.#told, this.#parts.task.former, at)
  }

  /** Whether another station has a demand inspected now. */
  isInspectedElsewhere(demand: string, at: string): boolean {
    return inspectedElsewhere(this.tasks(at), at).has(demand)
  }

  /** Whether any other station was ever heard of here. */
  get #hasOthers(): boolean {
    return (this.#told?.stations.length ?? 0) > 0
  }

  close(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    this.#abort.abort()
  }

  #known(): KnownOfOthers {
    return { told: this.#told, isAsked: this.#isAsked, failure: this.#failure, nowMs: Date.now() }
  }

  /** Words grow old without anybody saying so: the screen is told when one has. */
  #tellAge(): void {
    const words = JSON.stringify(this.view()?.stations.map(({ word }) => word))
    if (words === this.#wordsShown) return
    this.#wordsShown = words
    this.#parts.changed()
  }

  #look(): void {
    this.#tellAge()
    const nowMs = performance.now()
    const { store, identity } = this.#parts
    const isNews = this.#hasOthers && (store.statements.head(identity.kid)?.seq ?? 0) !== this.#told?.seq
    const due = isNews && this.#failures === 0 ? this.#nextMs - QUIET_MS + LOOK_MS : this.#nextMs
    if (this.#running || nowMs < due) return
    void this.#shareInBackground()
  }

  /** It is told on the screen and in the log; nobody waits for it, and a bug ends the process as any other would. */
  async #shareInBackground(): Promise<void> {
    try {
      await this.share()
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
    }
  }

  async #shareOnce(): Promise<SharedAnswer> {
    const { identity, task, address, logger, changed, chance } = this.#parts
    const before = JSON.stringify(this.view())
    try {
      const url = await address()
      const answer = await shareInProcess({ ...task, url }, identity.sign, this.#abort.signal)
      this.#told = answer.told
      this.#isAsked = true
      this.#failure = answer.notTaken
      this.#failures = 0
      this.#alone = this.#hasOthers ? 0 : this.#alone + 1
      this.#askedMs = performance.now()
      this.#nextMs = this.#askedMs + untilNextMs(this.#alone) * (0.9 + 0.2 * chance())
      if (answer.notTaken) logger.warn(answer.notTaken, "the ledger did not take this station's counts")
      this.#parts.heard?.(answer.told)
      changed()
      return answer
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      this.#failures += 1
      this.#failure = error.toFailure()
      const wait = Math.min(BACK_OFF_MS_MAX, BACK_OFF_MS * 2 ** Math.min(this.#failures - 1, 8))
      this.#nextMs = performance.now() + wait * (0.75 + 0.5 * chance())
      logger.info(this.#failure, 'counts were not shared')
      if (JSON.stringify(this.view()) !== before) changed()
      throw error
    }
  }
}

/** How long after an answer it is asked again, when there is nothing to say; `alone`: answers in a row that named nobody. */
export const untilNextMs = (alone: number): number =>
  Math.min(ALONE_MS_MAX, QUIET_MS * 2 ** Math.min(Math.max(0, alone - 1), 8))
