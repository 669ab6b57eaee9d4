import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { PrintAnswer, Printer } from '../../drivers/printers/printer.ts'
import type { Timer } from '../../platform/clock/timer.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { LabelJob } from '../store/labels.ts'
import type { AttemptAnswer, AttemptEnd, NewAttempt } from '../store/print-attempts.ts'
import type { StationContext } from './context.ts'
import { doubtOf } from './doubt.ts'
import { labelBytes } from './label-bytes.ts'
import { moveLabel } from './label-moves.ts'
import { operatorOf } from './operator.ts'
import type { PendingPins } from './reserve-label.ts'
import { giveUp } from './void-label.ts'

/** How long to wait before a printer that is not ready is asked again; twice as long after each label that it did not take. */
const ASK_AGAIN_MS = 500
const ASK_AGAIN_MS_MAX = 8000
/** How long a station that is closed waits for the answer to a label that is going out. */
const CLOSE_WAIT_MS = 3000

export interface LaneParts {
  readonly ctx: StationContext
  readonly pins: PendingPins
  readonly timer: Timer
  readonly changed: () => void
}

/** An answer that is not on disk yet. */
interface Answered {
  readonly attempt: number
  readonly job: number
  readonly answer: AttemptAnswer
  readonly said: AttemptEnd['said']
  readonly doubt: Failure | null
}

/**
 * The line before one printer: its labels go out one after the other. `sent` and the attempt are on disk before the first
 * byte goes out, and what the printer then says, or does not say, is written down too. A label is sent once. After the
 * first doubt the line stands still until somebody has settled that label, and what the printer may still hold is thrown
 * away before the next one is sent.
 */
export class PrintLane {
  readonly printer: Printer
  readonly #parts
  readonly #next: () => LabelJob | null
  #running: Promise<void> | null = null
  #wanted = false
  #isSending = false
  #closed = false
  readonly #ending = new AbortController()
  #cancelAsking: (() => void) | null = null
  #askAgainMs = ASK_AGAIN_MS
  #failure: BondmarkError | null = null
  #unwritten: Answered | null = null
  #asking: Promise<boolean> | null = null

  /** `next`: the label that this printer is to print, asked before each. */
  constructor(parts: LaneParts, printer: Printer, next: () => LabelJob | null) {
    this.#parts = parts
    this.printer = printer
    this.#next = next
  }

  /** A label is out, or going out, whose answer is not on record. */
  get isSending(): boolean {
    return this.#isSending
  }

  get isBusy(): boolean {
    return this.#running !== null || this.#unwritten !== null
  }

  /** Something may be waiting. */
  kick(): void {
    this.#wanted = true
    if (this.#running || this.#closed) return
    this.#running = this.#run()
      .catch((error: unknown) => this.#broken(error))
      .finally(() => {
        this.#running = null
        if (this.#wanted) this.kick()
      })
  }

  /** Resolves when nothing more can be printed now; answers what kept a label from being recorded. */
  async idle(): Promise<BondmarkError | null> {
    await this.#running
    await this.#running
    const failure = this.#failure
    this.#failure = null
    return failure
  }

  /** Ends the waiting for an answer after a while: that label is then in doubt, on record. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancelAsking?.()
    const cancel = this.#parts.timer.after(CLOSE_WAIT_MS, () => this.#ending.abort())
    while (this.#running) await this.#running
    cancel()
  }

  /** Whether the printer may be handed a label, asked now; who asks meanwhile gets the same answer. */
  ready(): Promise<boolean> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null
    })
    return this.#asking
  }

  async #ask(): Promise<boolean> {
    const before = this.printer.state
    try {
      const state = await this.printer.refresh()
      // A rest of a job that was cut off keeps it busy until the driver clears that away, before it sends.
      return state === 'ready' || state === 'busy' || !this.printer.answers
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      return false
    } finally {
      if (this.printer.state !== before) this.#parts.changed()
    }
  }

  /** Whether the printer took the word to throw away what it holds of labels of before. */
  async discard(): Promise<boolean> {
    const { store, clock, logger } = this.#parts.ctx
    if (!store.attempts.mayHold(this.printer.id)) return true
    if (!this.printer.answers) return false
    try {
      await this.printer.discard()
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      logger.warn({ printer: this.printer.id, code: error.code }, 'a printer could not be emptied')
      return false
    }
    store.transaction(() => store.attempts.discarded(this.printer.id, clock.now()))
    return true
  }

  /** What a spooler or a folder was given is out of reach. */
  async #isEmptied(): Promise<boolean> {
    return !this.printer.answers || (await this.discard())
  }

  /** What cannot be recorded is not sent: the labels wait, and are tried again. */
  #broken(thrown: unknown): void {
    const { store, logger } = this.#parts.ctx
    const error = store.failureOf(thrown)
    if (!(error instanceof BondmarkError)) throw error
    logger.error({ code: error.code, detail: error.detail }, 'labels cannot be recorded')
    this.#failure = error
    this.#askLater()
  }

  async #run(): Promise<void> {
    const { ctx } = this.#parts
    this.#record()
    while (this.#wanted && !this.#closed) {
      this.#wanted = false
      for (let job = this.#next(); job && !this.#closed; job = this.#next()) {
        // A person ends the doubt, and that asks again.
        if (ctx.store.attempts.inDoubt(this.printer.id) !== null) return
        // Sent over the connection that a change of settings has closed: whether it is in doubt is on record in a moment.
        if (ctx.store.attempts.isOpen(this.printer.id)) return this.#askLater()
        // What a wrong date keeps from being recorded is not printed either.
        if (ctx.clock.refusal || !(await this.#isEmptied()) || !(await this.ready())) return this.#askLater()
        // While the printer was asked, somebody may have voided it, put in other stock, or closed the station.
        if (this.#closed || this.#next()?.job !== job.job) continue
        if ((await this.#print(job)) === 'not-sent') {
          this.#askLater()
          this.#askAgainMs = Math.min(this.#askAgainMs * 2, ASK_AGAIN_MS_MAX)
          return
        }
        this.#askAgainMs = ASK_AGAIN_MS
      }
    }
  }

  #askLater(): void {
    if (this.#cancelAsking || this.#closed) return
    this.#cancelAsking = this.#parts.timer.after(this.#askAgainMs, () => {
      this.#cancelAsking = null
      this.kick()
    })
  }

  /** Its bytes; a label that cannot be drawn after all is given up, on record, and its unit counted as damaged. */
  #draw(job: LabelJob): { bytes: Uint8Array; shown: Pick<NewAttempt, 'bytes' | 'sha256'> } | null {
    const { ctx, pins, changed } = this.#parts
    const { model } = this.printer
    const pin = pins.of(job.job)
    // A label that is reserved has its code in memory, or was settled at the start: one without would show an empty panel.
    if (job.kind === 'unit' && pin === null) throw new Error(`label ${job.job} has no scratch code`)
    try {
      const bytes = labelBytes(ctx, job, pin, model)
      const shown = job.kind === 'unit' ? labelBytes(ctx, job, null, model) : bytes
      return { bytes, shown: { bytes: shown.length, sha256: sha256Native(shown) } }
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      ctx.logger.error({ job: job.job, code: error.code, detail: error.detail }, 'a label cannot be drawn')
      ctx.store.transaction(() => giveUp(ctx, job, error.code))
      changed()
      return null
    }
  }

  /** One label: on record as sent, sent, and its answer on record. */
  async #print(job: LabelJob): Promise<AttemptAnswer | null> {
    const { ctx, pins, changed } = this.#parts
    const { store, clock } = ctx
    const drawn = this.#draw(job)
    if (!drawn) return null
    const { bytes, shown } = drawn
    const { id, name, model } = this.printer
    const attempt = store.transaction(() => {
      const at = clock.now()
      moveLabel(ctx, job, 'send', at)
      return store.attempts.begin({
        job: job.job,
        at,
        printer: id,
        name,
        model: model.id,
        operator: operatorOf(ctx, at),
        ...shown,
      })
    })
    changed()
    this.#isSending = true
    const answered = await this.#send(job, bytes)
    this.#isSending = false
    bytes.fill(0)
    if (answered.answer !== 'not-sent') pins.forget(job.job)
    this.#unwritten = { attempt, job: job.job, ...answered }
    this.#record()
    return answered.answer
  }

  async #send(job: LabelJob, bytes: Uint8Array): Promise<Pick<Answered, 'answer' | 'said' | 'doubt'>> {
    let told: PrintAnswer
    try {
      told = await this.printer.print({ id: job.serial, bytes }, this.#ending.signal)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      // A driver throws only before the first byte (see `Printer`): the serial is on no paper and in no wire.
      this.#parts.ctx.logger.warn({ job: job.job, code: error.code }, 'the printer did not take a label')
      return { answer: 'not-sent', said: error.toFailure(), doubt: null }
    }
    if (told.end === 'printed') return { answer: 'printed', said: { proof: told.proof }, doubt: null }
    const doubt: Failure = this.#ending.signal.aborted
      ? { code: 'label-doubt-closing', detail: { printer: this.printer.name } }
      : doubtOf(told.why, this.printer.name)
    return { answer: 'uncertain', said: told.why, doubt }
  }

  /** Writes down the newest answer; while that cannot be done nothing more is sent, and it is tried again. */
  #record(): void {
    const { ctx, changed } = this.#parts
    const { store, clock } = ctx
    const answered = this.#unwritten
    if (!answered) return
    const { attempt, job, answer, said, doubt } = answered
    store.transaction(() => {
      const at = clock.now()
      store.attempts.end(attempt, { at, answer, said, buffered: answer === 'uncertain' })
      const label = store.labels.get(job)
      // A quick hand may have scanned the label before the printer said that it is out.
      if (label?.state !== 'sent') return
      if (doubt) moveLabel(ctx, label, 'doubt', at, { doubt })
      else moveLabel(ctx, label, answer === 'printed' ? 'print-confirmed' : 'not-sent', at)
    })
    this.#unwritten = null
    changed()
  }
}
