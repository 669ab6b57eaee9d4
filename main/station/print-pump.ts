import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Printer } from '../../drivers/printers/printer.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StationContext } from './context.ts'
import { labelBytes } from './label-bytes.ts'
import { moveLabel } from './label-moves.ts'
import type { PendingPins } from './reserve-label.ts'
import { giveUp } from './void-label.ts'

/** How long to wait before asking a printer that is not ready again. */
const ASK_AGAIN_MS = 500

/**
 * Takes reserved labels to the printer, one after the other: `sent` is on disk before the first byte goes out, and what
 * the printer then says, or does not say, is written down too. A job is sent once; a printer that is not ready keeps
 * its labels reserved and is asked again.
 */
export class PrintPump {
  readonly #ctx
  readonly #printer
  readonly #pins
  readonly #changed: () => void
  #running: Promise<void> | null = null
  #started = false
  #wanted = false
  #closed = false
  #timer: NodeJS.Timeout | null = null
  #failure: BondmarkError | null = null

  constructor(ctx: StationContext, printer: Printer, pins: PendingPins, changed: () => void) {
    this.#ctx = ctx
    this.#printer = printer
    this.#pins = pins
    this.#changed = changed
  }

  /** Asks the printer how it is, so that the screen knows before the first label, then prints what waits. */
  start(): void {
    this.#started = true
    void this.#ready().then(() => this.kick())
  }

  /** Something may be waiting. Nothing is printed before `start`: what a crash left must be settled first. */
  kick(): void {
    if (!this.#started) return
    this.#wanted = true
    if (this.#running || this.#closed) return
    this.#running = this.#run()
      .catch((error: unknown) => this.#broken(error))
      .finally(() => {
        this.#running = null
        if (this.#wanted) this.kick()
      })
  }

  /**
   * Resolves when nothing more can be printed now: after this round and the one that was asked for meanwhile. Throws what
   * kept a label from being recorded: `disk-full`, `database-…`.
   */
  async idle(): Promise<void> {
    await this.#running
    await this.#running
    const failure = this.#failure
    this.#failure = null
    if (failure) throw failure
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
    while (this.#running) await this.#running
  }

  /** What cannot be recorded is not sent: the labels wait, and are tried again. */
  #broken(thrown: unknown): void {
    const error = this.#ctx.store.failureOf(thrown)
    if (!(error instanceof BondmarkError)) throw error
    this.#ctx.logger.error({ code: error.code, detail: error.detail }, 'labels cannot be recorded')
    this.#failure = error
    this.#askLater()
  }

  async #run(): Promise<void> {
    while (this.#wanted && !this.#closed) {
      this.#wanted = false
      for (let job = this.#next(); job && !this.#closed; job = this.#next()) {
        // What a wrong date keeps from being recorded is not printed either.
        if (this.#ctx.clock.refusal || !(await this.#ready())) return this.#askLater()
        // Somebody may have voided it while the printer was asked.
        if (this.#ctx.store.labels.get(job.job)?.state === 'reserved') await this.#print(job)
      }
    }
  }

  #next(): LabelJob | undefined {
    return this.#ctx.store.labels.inState('reserved')[0]
  }

  async #ready(): Promise<boolean> {
    const before = this.#printer.state
    try {
      return (await this.#printer.refresh()) === 'ready'
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      return false
    } finally {
      if (this.#printer.state !== before) this.#changed()
    }
  }

  #askLater(): void {
    if (this.#timer || this.#closed) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      this.kick()
    }, ASK_AGAIN_MS)
    this.#timer.unref()
  }

  /** Its bytes; a label that cannot be drawn after all is given up, on record, and its unit counted as damaged. */
  #draw(job: LabelJob): Uint8Array | null {
    try {
      return labelBytes(this.#ctx, job, this.#pins.of(job.job), this.#printer.model)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      this.#ctx.logger.error(
        { job: job.job, code: error.code, detail: error.detail },
        'a label cannot be drawn',
      )
      this.#ctx.store.transaction(() => giveUp(this.#ctx, job, error.code))
      this.#changed()
      return null
    }
  }

  async #print(job: LabelJob): Promise<void> {
    const { store, clock, logger } = this.#ctx
    const bytes = this.#draw(job)
    if (!bytes) return
    store.transaction(() => moveLabel(this.#ctx, job, 'send', clock.now()))
    this.#pins.forget(job.job)
    this.#changed()
    let end: 'printed' | 'uncertain'
    try {
      end = (await this.#printer.print({ id: job.serial, bytes })).end
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      // Whether bytes went out or not, this serial is spent: it is on record as sent.
      logger.warn({ job: job.job, code: error.code }, 'the printer did not take a label')
      end = 'uncertain'
    } finally {
      bytes.fill(0)
    }
    store.transaction(() => {
      const now = store.labels.get(job.job)
      // A quick hand may have scanned the label before the printer said that it is out.
      if (now?.state === 'sent')
        moveLabel(this.#ctx, now, end === 'printed' ? 'print-confirmed' : 'doubt', clock.now())
    })
    this.#changed()
  }
}
