import type { StationNotice } from '../../core/contract/station-notice.ts'
import type { StationView } from '../../core/contract/station-view.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { systemRandomBytes } from '../../platform/keys/random-bytes.ts'
import { DocumentFrozenError } from '../../sync/documents/document-refusal.ts'
import type { Receipt } from '../../sync/documents/receipts-document.ts'
import { askChainHead } from '../../sync/replication/chain-head.ts'
import { type ClockSkew, SKEW_TOLD_MS } from '../../sync/replication/clock-skew.ts'
import { type SyncResult, syncBatch } from '../../sync/replication/sync-batch.ts'
import type { StationMembers } from '../members/station-members.ts'
import type { Batch } from '../store/batches.ts'
import { documentOf, frozenDocuments, goOn, keepFrozen, nextOfFrozen, whyFrozen } from './batch-documents.ts'
import { exportBatch, readAnswerFile } from './batch-files.ts'
import { keepLedgerAnswer, type LedgerAnswer, waitingSentence } from './keep-answer.ts'
import { keepNotices, keptNotices, noticeTold } from './ledger-notices.ts'
import type { Station } from './station.ts'
import { isPassing, type Retry, SyncRetry } from './sync-retry.ts'

type Running = NonNullable<StationView['sync']['running']>
type Last = NonNullable<StationView['sync']['last']>

/** Where the ledger is, asked anew for each sync: a training ledger is started on demand. */
export type LedgerAddress = () => Promise<string>

/** The answer of `sync --json` (FORMATS). */
export interface SyncAnswer {
  readonly ok: boolean
  readonly batches: readonly {
    batch: number
    state: string
    statements: number
    receipts: number
    refused: readonly { id: string; code: string }[]
    /** Documents of it that are followed no further; it goes on in another one. */
    frozen?: readonly { document: string; by: 'ledger' | 'station'; change: string | null; reason: string }[]
  }[]
  readonly bytesSent: number
  readonly bytesReceived: number
  /** A newer list of members that was taken. */
  readonly members?: { readonly head: string; readonly changes: readonly Failure[] }
  /** The ledger's clock against this machine's, in ms; positive when it is ahead. */
  readonly clock?: ClockSkew
  /** What others have stated that contradicts this station's statements, each as the log has signed it. */
  readonly notices?: readonly (StationNotice & { readonly code: string })[]
  /** After a restore: statements of the key before that the ledger holds and this workspace does not. */
  readonly beyond?: readonly Beyond[]
}

/** `lastSeq` is the newest statement of a former key that is known here, `loggedSeq` the newest that is logged. */
export interface Beyond {
  readonly kid: string
  readonly lastSeq: number
  readonly loggedSeq: number
}

/** Takes sealed batches to the ledger and brings their receipts home. One at a time; what is done stays done. */
export class SyncDesk {
  readonly #station
  readonly #trust
  readonly #address
  readonly #formerSigners
  readonly #members
  readonly #retry
  #abort: AbortController | null = null
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
    this.#abort?.abort()
    if (waited) this.#station.changed()
    return waited || this.#abort !== null
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
    if (answer.ok || code === undefined || !isPassing(code)) this.#retry.stop()
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
    this.#requireWhole()
    const abort = new AbortController()
    this.#abort = abort
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
      if (asked) ({ failure, hasNewer } = await this.#catchUp(url))
      for (const batch of waiting) {
        const answer = await this.#one(url, batch, abort.signal, onProgress)
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
      if (asked) beyond = await this.#askBeyond(url)
    } catch (thrown) {
      const error = this.#station.ctx.store.failureOf(thrown)
      if (!(error instanceof BondmarkError)) throw error
      failure = error.toFailure()
    } finally {
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
    const taken = this.#members?.taken
    const { store, identity } = this.#station.ctx
    const notices = keptNotices(store, identity.kid).map((notice) => ({
      ...notice,
      code: noticeTold(notice).sentence.code,
    }))
    const touched = this.#batches().filter((batch) => batch.statements > 0)
    const batches = touched.map(({ n, state, statements, receipts }) => ({
      batch: n,
      state,
      statements,
      receipts,
      refused: refused.get(n) ?? [],
      ...this.#frozenOf(n),
    }))
    return {
      ok: failure === null,
      batches,
      bytesSent: totals.sent,
      bytesReceived: totals.received,
      ...(this.#clock && { clock: this.#clock }),
      ...(beyond.length > 0 && { beyond }),
      ...(notices.length > 0 && { notices }),
      ...(hasNewer && taken && { members: { head: taken.head, changes: taken.changes } }),
    }
  }

  /**
   * Takes a newer list of members first: whom a batch is refused for may be in it. A ledger that has none to give keeps nobody
   * from bringing a batch; one whose list cannot be believed is told, after everything that could be done was done.
   */
  async #catchUp(url: string): Promise<{ failure: Failure | null; hasNewer: boolean }> {
    if (!this.#members) return { failure: null, hasNewer: false }
    const { rights, clock, logger } = this.#station.ctx
    try {
      const hasNewer = await this.#members.catchUp(url, clock.now())
      if (hasNewer) {
        const { own, trust, taken } = this.#members
        rights.follow(own, trust)
        logger.info({ head: own.head, changes: taken?.changes.length }, 'a newer list of members was taken')
        this.#station.changed()
      }
      return { failure: null, hasNewer }
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      logger.warn(error.toFailure(), 'no newer list of members was taken')
      return { failure: error.code.startsWith('membership-') ? error.toFailure() : null, hasNewer: false }
    }
  }

  /** Documents that were frozen since this desk was opened: why, and what to do. */
  frozenWords(): { readonly why: Failure; readonly next: Failure }[] {
    const { store } = this.#station.ctx
    return frozenDocuments(store)
      .filter(({ refusal }) => this.#frozenNow.has(refusal))
      .map((frozen) => ({ why: whyFrozen(frozen), next: nextOfFrozen(store, frozen) }))
  }

  #frozenOf(batch: number): Pick<SyncAnswer['batches'][number], 'frozen'> {
    const frozen = frozenDocuments(this.#station.ctx.store)
      .filter((each) => each.batch === batch)
      .map(({ document, by, changeHash, reason }) => ({
        document,
        by,
        change: changeHash,
        reason: reason.code,
      }))
    return frozen.length > 0 ? { frozen } : {}
  }

  /** What the ledger has of keys of before a restore; said to people, so an answer that does not come is no failure. */
  async #askBeyond(url: string): Promise<Beyond[]> {
    const { profile, logger } = this.#station.ctx
    const found: Beyond[] = []
    for (const { kid, lastSeq } of profile.formerKeys ?? []) {
      try {
        const loggedSeq = (await askChainHead(url, kid))?.seq ?? 0
        if (loggedSeq > lastSeq) found.push({ kid, lastSeq, loggedSeq })
      } catch (error) {
        if (!(error instanceof BondmarkError)) throw error
        logger.warn(error.toFailure(), 'the ledger does not say how far a former key is logged')
      }
    }
    return found
  }

  /** Nothing is written to a damaged store, receipts neither: the ledger gives them again. */
  #requireWhole(): void {
    if (this.#station.broken) throw new BondmarkError('station-readonly', {})
  }

  #batches(): Batch[] {
    return this.#station.ctx.store.batches.all()
  }

  /** A sealed batch as it leaves the station, the key whose chain it is, and the log it is for. */
  #sealed({ n, manifest: place }: Batch) {
    const { store, identity } = this.#station.ctx
    const statements = store.statementsOf(n)
    const manifest = statements.find((each) => each.n === place)
    const logVkey = this.#trust.logs[0]
    if (!manifest || !logVkey) throw new BondmarkError('batch-not-sealed', { batch: n })
    const kid = statements.find((each) => each.n !== place)?.kid ?? identity.kid
    const sign = kid === identity.kid ? identity.sign : this.#formerSigners.get(kid)
    if (!sign) throw new BondmarkError('key-unlisted', { kid })
    const batch = { n, statements: statements.filter((each) => each.n !== place), manifest }
    return { batch, identity: { kid, sign }, logVkey }
  }

  #batch(n: number): Batch {
    const batch = this.#batches().find((each) => each.n === n)
    if (!batch) throw new BondmarkError('batch-missing-here', { batch: n })
    return batch
  }

  /** A sealed batch as a file, to be carried to the ledger. Throws `batch-missing-here`, `batch-not-sealed`, `key-unlisted`. */
  exportFile(n: number): { readonly bytes: Uint8Array; readonly statements: number } {
    const { batch, identity, logVkey } = this.#sealed(this.#batch(n))
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
    this.#requireWhole()
    const { answer, n } = readAnswerFile(bytes, this.#trust, (each) => this.#sealed(this.#batch(each)))
    keepLedgerAnswer(this.#station.ctx.store, n, answer)
    const batch = this.#batch(n)
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

  async #one(url: string, batch: Batch, signal: AbortSignal, onProgress: (running: Running) => void) {
    const { store, identity, logger } = this.#station.ctx
    const sealed = this.#sealed(batch)
    const keep = (receipts: readonly Receipt[]) => {
      this.#requireWhole()
      store.transaction(() => {
        for (const { id, proof } of receipts) store.batches.receipt(id, proof)
      })
    }
    const bring = (document: number) =>
      syncBatch({
        url,
        station: identity.issuer,
        batch: sealed.batch,
        document,
        known: batch.receipts > 0 ? this.#receiptsOf(batch.n) : [],
        identity: sealed.identity,
        logVkey: sealed.logVkey,
        witnessVkeys: this.#trust.witnesses,
        k: this.#trust.k,
        signal,
        onReceipts: keep,
        onProgress: ({ stage, done, total }) => {
          this.#running = { batch: batch.n, stage, done, total }
          onProgress(this.#running)
          this.#station.changed()
        },
      })
    const answer = await this.#throughDocuments(batch.n, sealed.identity.kid, bring)
    this.#clock = answer.clock
    if (Math.abs(answer.clock.skewMs) >= SKEW_TOLD_MS)
      logger.warn(answer.clock, "the ledger's clock differs from this machine's")
    this.#requireWhole()
    keepLedgerAnswer(store, batch.n, answer)
    if (answer.notices) keepNotices(store, sealed.identity.kid, answer.notices)
    return answer
  }

  /** Brings a batch; when its document is frozen, that is put on record, and the batch goes on in the next one. */
  async #throughDocuments(batch: number, kid: string, bring: (document: number) => Promise<SyncResult>) {
    const { store, logger } = this.#station.ctx
    for (let tries = 1; ; tries += 1) {
      try {
        return await bring(documentOf(store, batch))
      } catch (error) {
        if (!(error instanceof DocumentFrozenError)) throw error
        this.#requireWhole()
        const frozen = store.transaction(() => keepFrozen(store, batch, kid, error.signed))
        this.#frozenNow.add(frozen.refusal)
        const { document, by, changeHash, reason } = frozen
        logger.warn({ document, by, change: changeHash, ...reason }, 'document frozen')
        store.transaction(() => goOn(store, batch))
        this.#station.changed()
        // What the ledger wrote is not put right by asking it again at once.
        if (by === 'station') throw new BondmarkError('receipts-frozen', { batch, reason: reason.code })
        if (tries === DOCUMENTS_AT_ONCE_MAX) throw error
      }
    }
  }

  #receiptsOf(batch: number): Receipt[] {
    const { batches } = this.#station.ctx.store
    return this.#station.ctx.store.statementsOf(batch).flatMap(({ n, id }) => {
      const proof = batches.proofOf(n)
      return proof === null ? [] : [{ id, proof }]
    })
  }
}

/** Documents of one batch that are tried in one sync. */
const DOCUMENTS_AT_ONCE_MAX = 3

function beyondSentence(beyond: readonly Beyond[], receipts: number): Failure | null {
  const [first] = beyond
  if (!first) return null
  const count = beyond.reduce((sum, { lastSeq, loggedSeq }) => sum + loggedSeq - lastSeq, 0)
  return { code: 'synced-beyond', detail: { receipts, count, seq: first.lastSeq } }
}

const asSentence = (failure: Failure): Last['sentence'] => ({
  code: failure.code,
  detail: { ...failure.detail },
})
