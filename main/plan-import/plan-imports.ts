import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { PlanRefusal, PlanReport } from '../../core/plan/read-plan.ts'
import type { HistoryMark } from '../release/history-mark.ts'
import { prepareApart } from './prepare-apart.ts'
import type { PlanProgress, PlanTask, PreparedPlan, TakenAsn } from './prepare-plan.ts'

export type ImportAnswer =
  | { readonly ok: true; readonly report: PlanReport; readonly asns: readonly TakenAsn[] }
  | PlanRefusal

/** What is told of an import that runs. */
export interface RunningImport extends PlanProgress {
  readonly file: string
}

/** What a plan was decided by. */
export interface DecidedBy {
  readonly rules: RuleSet
  /** How far history had come before any of it was read. */
  readonly mark: HistoryMark
}

/**
 * Takes what was prepared in the file `incoming`, between two inputs and in one transaction. Null when it is to be decided anew
 * first, because other rules are in force by then or more is known: nothing was taken. `isLast`: what is known since does not keep
 * it out, and its lines are looked at again once they are there.
 */
export type StoreIncoming = (
  incoming: string,
  prepared: Extract<PreparedPlan, { ok: true }>,
  by: DecidedBy,
  isLast: boolean,
) => Promise<ImportAnswer | null>

/** How often a plan is decided before it is taken, while more and more becomes known. */
const DECIDED_MAX = 3

/** How often the screen is told, in milliseconds. */
const TELL_MS = 150

/** Takes plan files, one at a time: prepared beside the station, then put in whole between two scans. */
export class PlanImports {
  readonly #database
  readonly #incoming
  readonly #by: () => DecidedBy
  readonly #catalogue
  readonly #changed
  #abort: AbortController | null = null
  #running: RunningImport | null = null
  #ended: Promise<unknown> = Promise.resolve()

  /** `changed` is called when there is something new to tell of an import. */
  constructor(database: string, by: () => DecidedBy, changed: () => void) {
    this.#database = database
    this.#incoming = join(dirname(database), 'plan-import.sqlite')
    this.#catalogue = join(dirname(database), 'catalogue.sqlite')
    this.#by = by
    this.#changed = changed
  }

  get running(): RunningImport | null {
    return this.#running
  }

  /** Ends the import that runs, unless it is being stored already. Whether there was one to end. */
  cancel(): boolean {
    if (!this.#abort || this.#running?.stage === 'store') return false
    this.#abort.abort()
    return true
  }

  /** Throws `plan-import-running`, `plan-import-cancelled`, `plan-import-needs-memory`, and what storing throws. */
  async take(
    bytes: Uint8Array,
    { fileName, at }: Pick<PlanTask, 'fileName' | 'at'>,
    onProgress: (progress: PlanProgress) => void,
    store: StoreIncoming,
  ): Promise<ImportAnswer> {
    if (this.#running) throw new BondmarkError('plan-import-running', { file: this.#running.file })
    const abort = new AbortController()
    this.#abort = abort
    this.#running = { file: fileName, stage: 'read', done: 0, total: 0 }
    const work = this.#take(bytes, { fileName, at }, abort.signal, onProgress, store).finally(() => {
      this.#abort = null
      this.#running = null
      rmSync(this.#incoming, { force: true })
      this.#changed()
    })
    this.#ended = work.catch(() => {})
    return work
  }

  /** Ends what runs, and waits for it. */
  async close(): Promise<void> {
    this.cancel()
    await this.#ended
  }

  async #take(
    bytes: Uint8Array,
    { fileName, at }: Pick<PlanTask, 'fileName' | 'at'>,
    signal: AbortSignal,
    onProgress: (progress: PlanProgress) => void,
    store: StoreIncoming,
  ): Promise<ImportAnswer> {
    let toldAtMs = Number.NEGATIVE_INFINITY
    const tell = (progress: PlanProgress) => {
      this.#running = { file: fileName, ...progress }
      onProgress(progress)
      if (performance.now() - toldAtMs < TELL_MS && progress.stage !== 'store') return
      toldAtMs = performance.now()
      this.#changed()
    }
    for (let round = 1; ; round++) {
      const by = this.#by()
      const task = {
        ...{ fileName, rules: by.rules, at },
        ...{ database: this.#database, catalogue: this.#catalogue, incoming: this.#incoming },
      }
      const prepared = await prepareApart(bytes, task, signal, tell)
      if (!prepared.ok) return prepared
      if (signal.aborted) throw new BondmarkError('plan-import-cancelled', { file: fileName })
      tell({ stage: 'store', done: 0, total: prepared.report.rows })
      const taken = await store(this.#incoming, prepared, by, round >= DECIDED_MAX)
      if (taken) return taken
    }
  }
}
