import type { RulesDryRunAnswer } from '../../core/contract/rules.ts'
import type { RuleSet } from '../../core/decision/rule-set.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Station } from '../station/station.ts'
import { dryRunApart } from './dry-run-apart.ts'
import type { RulesDesk } from './rules-desk.ts'

/** Days that a draft is tried on. */
export interface DryRunDays {
  /** `YYYY-MM-DD`; null: no bound. */
  readonly from: string | null
  readonly to: string | null
}

/** How often the screen is told, in milliseconds. */
const TELL_MS = 250

/** Tries drafts on days gone by, one at a time, beside the station's work. */
export class DryRunDesk {
  readonly #station
  readonly #rules
  readonly #catalogue
  #abort: AbortController | null = null
  #running: { readonly done: number; readonly total: number } | null = null
  #ended: Promise<unknown> = Promise.resolve()

  constructor(station: Station, rules: RulesDesk, catalogue: string) {
    this.#station = station
    this.#rules = rules
    this.#catalogue = catalogue
  }

  get running(): { readonly done: number; readonly total: number } | null {
    return this.#running
  }

  /** Throws `rules-dry-run-running`, `rules-dry-run-cancelled`, `rules-days-backwards`, `rules-missing`, `database-…`. */
  async run({ hash, from, to }: DryRunDays & { readonly hash: string }): Promise<RulesDryRunAnswer> {
    // First, as for a draft: of what is wrong with a question, its days are told before its rules are looked for.
    demandForwards({ from, to })
    const { book } = this.#rules
    return this.runOn(book.document(book.set(hash).hash), { from, to })
  }

  /** The same for rules that are in nobody's store yet. */
  async runOn(draft: RuleSet, { from, to }: DryRunDays): Promise<RulesDryRunAnswer> {
    if (this.#abort) throw new BondmarkError('rules-dry-run-running', {})
    demandForwards({ from, to })
    const { book } = this.#rules
    const inForce = book.document(book.inForce().hash)
    const abort = new AbortController()
    this.#abort = abort
    this.#running = { done: 0, total: 0 }
    let toldAtMs = Number.NEGATIVE_INFINITY
    const { file: database } = this.#station.ctx.store
    const work = dryRunApart(
      { database, catalogue: this.#catalogue, draft, inForce, from, to },
      abort.signal,
      (done, total) => {
        this.#running = { done, total }
        if (performance.now() - toldAtMs < TELL_MS) return
        toldAtMs = performance.now()
        this.#station.changed()
      },
    ).finally(() => {
      this.#abort = null
      this.#running = null
    })
    this.#ended = work.catch(() => {})
    return work
  }

  /** Whether there was one to end. */
  cancel(): boolean {
    this.#abort?.abort()
    return this.#abort !== null
  }

  /** Ends what runs, and waits for it. */
  async close(): Promise<void> {
    this.cancel()
    await this.#ended
  }
}

/** Throws `rules-days-backwards`. */
export function demandForwards({ from, to }: DryRunDays): void {
  if (from !== null && to !== null && from > to) throw new BondmarkError('rules-days-backwards', { from, to })
}
