import type { StationView } from '../../core/contract/station-view.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import type { ClockSkew } from '../../sync/replication/clock-skew.ts'
import type { StationMembers } from '../members/station-members.ts'
import type { Batch } from '../store/batches.ts'
import { askBeyond, type Beyond, beyondSentence } from './ask-beyond.ts'
import { frozenDocuments, nextOfFrozen, whyFrozen } from './batch-documents.ts'
import { exportBatch, readAnswerFile } from './batch-files.ts'
import { bringBatch, requireWhole } from './bring-batch.ts'
import { keepLedgerAnswer, type LedgerAnswer, waitingSentence } from './keep-answer.ts'
import { takeNewerMembers } from './newer-members.ts'
import { batchNumbered, sealedBatch } from './sealed-batch.ts'
import type { Station } from './station.ts'
import { type SyncAnswer, syncAnswerOf } from './sync-answer.ts'
import { isPassing, type Retry, SyncRetry } from './sync-retry.ts'

type Running = NonNullable<StationView['sync']['running']>
type Last = NonNullable<StationView['sync']['last']>

/** Where the ledger is, asked anew for each sync: a training ledger is started on demand. */
export type LedgerAddress = () => Promise<string>

/** Takes sealed batches to the ledger and brings their receipts home. One at a time; what is done stays done. */
export class SyncDesk {
  readonly #station
  readonly #trust
  readonly #address
  readonly #formerSigners
  readonly #members
  readonly #retry
  #abort: AbortController | null = null
  #isCancelled = false
  /** Resolves when the sync that runs, or ran last, touches the store no more. */
  #over: Promise<void> = Promise.resolve()
  #running: Running | null = null
  #last: Last | null = null
  #clock: ClockSkew | null = null
  readonly #frozenNow = new Set<string>()

  /** `formerSigners`, by kid: keys of before a restore, for sessions that bring what they had stated. */
  constructor(
    station: Station,
    trust: TrustFile,
    address: LedgerAddress,
    formerSigners: ReadonlyMap<string, Sign> = new Map(),
    members: StationMembers | null = null,
    outside = { timers: systemTimers, randomBytes: systemRandomBytes },
  ) {
    this.#retry = new SyncRetry(outside.timers, outside.randomBytes)
    this.#station = station
    this.#trust = trust
    this.#address = address
    this.#formerSigners = formerSigners
    this.#members = members
  }

  get running(): Running | null {
    return this.#running
  }

  get last(): Last | null {
    return this.#last
  }

  /** A sync that failed on the way and will be tried again by itself. */
  get retry(): Retry | null {
    return this.#retry.waiting
  }

  /** The ledger's clock against this machine's, as the newest session found it. */
  get clock(): ClockSkew | null {
    return this.#clock
  }

  /** Ends a sync that runs, and one that waits to be tried again. */
  cancel(): boolean {
    const waited = this.#retry.stop()
    this.#isCancelled = true
    this.#abort?.abort()
    if (waited) this.#station.changed()
    return waited || this.#abort !== null
  }

  /** The same, and resolves when the store may be closed. */
  async close(): Promise<void> {
    this.cancel()
    await this.#over
  }

  /**
   * As `run`, and tries again by itself, longer and longer apart, while what fails is the way to the ledger. It is not
   * done before it is done: until then the last sync is one that failed.
   */
  async runUntilThere(): Promise<SyncAnswer> {
    this.#retry.stop()
    return this.#tryOnce()
  }

  async #tryOnce(): Promise<SyncAnswer> {
    const answer = await this.run()
    const code = this.#last?.sentence.code
    // What fails while it is cancelled may look as if the way had failed.
    if (answer.ok || this.#isCancelled || code === undefined || !isPassing(code)) this.#retry.stop()
    else if (this.#retry.later(() => void this.#tryOnce().catch((error) => this.#logFailed(error))))
      this.#station.changed()
    return answer
  }

  #logFailed(error: unknown): void {
    // What `run` throws: a sync that somebody has started meanwhile, or a store that takes nothing any more.
    if (!(error instanceof BondmarkError)) throw error
    this.#station.ctx.logger.warn(error.toFailure(), 'a sync was not tried again')
  }

  /** Throws `sync-running`, `station-readonly`; every other failure is in the answer and on the screen, and what was reached is kept. */
  async run(onProgress: (running: Running) => void = () => {}): Promise<SyncAnswer> {
    if (this.#abort) throw new BondmarkError('sync-running', {})
    requireWhole(this.#station)
    const abort = new AbortController()
    const over = Promise.withResolvers<void>()
    this.#abort = abort
    this.#isCancelled = false
    this.#over = over.promise
    const totals = { sent: 0, received: 0 }
    const refused = new Map<number, { id: string; code: string }[]>()
    let failure: Failure | null = null
    let asked = false
    let beyond: readonly Beyond[] = []
    let hasNewer = false
    try {
      const waiting = this.#batches().filter((batch) => batch.state !== 'open' && batch.state !== 'receipted')
      asked = waiting.length > 0
      const url = asked ? await this.#address() : ''
      if (asked) ({ failure, hasNewer } = await takeNewerMembers(url, this.#members, this.#station))
      for (const batch of waiting) {
        const answer = await this.#bring(url, batch, abort.signal, onProgress)
        totals.sent += answer.bytesSent
        totals.received += answer.bytesReceived
        refused.set(
          batch.n,
          answer.refused.map(({ id, code }) => ({ id, code })),
        )
        if (answer.refused.length > 0)
          failure = { code: 'sync-refused', detail: { count: answer.refused.length } }
        else if (answer.waiting) failure = waitingSentence(batch.n, answer.waiting)
      }
      if (asked) beyond = await askBeyond(url, this.#station.ctx)
    } catch (thrown) {
      const error = this.#station.ctx.store.failureOf(thrown)
      if (!(error instanceof BondmarkError)) throw error
      failure = error.toFailure()
    } finally {
      over.resolve()
      this.#abort = null
      this.#running = null
      const at = this.#station.ctx.clock.now()
      const receipts = this.#batches().reduce((sum, batch) => sum + batch.receipts, 0)
      this.#last = {
        at,
        ok: failure === null,
        // Without a batch to bring, nobody was asked, and nothing may be said of the ledger.
        sentence: asSentence(
          failure ??
            beyondSentence(beyond, receipts) ?? {
              code: asked ? 'synced' : 'sync-nothing',
              detail: { receipts },
            },
        ),
      }
      this.#station.changed()
    }
    return syncAnswerOf(
      {
        ok: failure === null,
        bytesSent: totals.sent,
        bytesReceived: totals.received,
        refused,
        beyond,
        clock: this.#clock,
        taken: hasNewer ? (this.#members?.taken ?? null) : null,
      },
      this.#station.ctx,
    )
  }

  /** Documents that were frozen since this desk was opened: why, and what to do. */
  frozenWords(): { readonly why: Failure; readonly next: Failure }[] {
    const { store } = this.#station.ctx
    return frozenDocuments(store)
      .filter(({ refusal }) => this.#frozenNow.has(refusal))
      .map((frozen) => ({ why: whyFrozen(frozen), next: nextOfFrozen(store, frozen) }))
  }

  #batches(): Batch[] {
    return this.#station.ctx.store.batches.all()
  }

  /** Throws `batch-missing-here`, `batch-not-sealed`, `key-unlisted`. */
  #sealed(n: number) {
    const { ctx } = this.#station
    return sealedBatch(batchNumbered(n, ctx), {
      ctx,
      trust: this.#trust,
      formerSigners: this.#formerSigners,
    })
  }

  /** A sealed batch as a file, to be carried to the ledger. Throws `batch-missing-here`, `batch-not-sealed`, `key-unlisted`. */
  exportFile(n: number): { readonly bytes: Uint8Array; readonly statements: number } {
    const { batch, identity, logVkey } = this.#sealed(n)
    return {
      bytes: exportBatch(batch, { ...identity, station: this.#station.ctx.identity.issuer, logVkey }),
      statements: batch.statements.length + 1,
    }
  }

  /**
   * Takes what a ledger answered to an exported batch, whole or not at all; the same file again changes nothing. Throws
   * `sync-running`, `station-readonly`, what `readAnswerFile` throws, `batch-missing-here`, `batch-not-sealed`.
   */
  importReceipts(bytes: Uint8Array): { readonly batch: Batch; readonly answer: LedgerAnswer } {
    if (this.#abort) throw new BondmarkError('sync-running', {})
    requireWhole(this.#station)
    const { answer, n } = readAnswerFile(bytes, this.#trust, (each) => this.#sealed(each))
    keepLedgerAnswer(this.#station.ctx.store, n, answer)
    const batch = batchNumbered(n, this.#station.ctx)
    this.#sayImported(batch, answer)
    this.#station.changed()
    return { batch, answer }
  }

  /** It is what is known of the ledger last, whatever a sync before it met; and nothing is tried again that is done. */
  #sayImported({ n, receipts, statements }: Batch, { refused, waiting }: LedgerAnswer): void {
    const failure: Failure | null =
      refused.length > 0
        ? { code: 'sync-refused', detail: { count: refused.length } }
        : waiting
          ? waitingSentence(n, waiting)
          : null
    const done: Failure = { code: 'batch-imported', detail: { batch: n, receipts, statements } }
    const at = this.#station.ctx.clock.now()
    this.#last = { at, ok: failure === null, sentence: asSentence(failure ?? done) }
    if (this.#batches().every(({ state }) => state === 'open' || state === 'receipted')) this.#retry.stop()
  }

  #bring(url: string, batch: Batch, signal: AbortSignal, onProgress: (running: Running) => void) {
    return bringBatch(batch, {
      url,
      station: this.#station,
      trust: this.#trust,
      formerSigners: this.#formerSigners,
      signal,
      onProgress: ({ stage, done, total }) => {
        this.#running = { batch: batch.n, stage, done, total }
        onProgress(this.#running)
        this.#station.changed()
      },
      onClock: (skew) => {
        this.#clock = skew
      },
      onFrozen: ({ refusal }) => this.#frozenNow.add(refusal),
    })
  }
}

const asSentence = (failure: Failure): Last['sentence'] => ({
  code: failure.code,
  detail: { ...failure.detail },
})
