import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import { formatCheckpoint } from '../../../core/log/checkpoint.ts'
import { appendSignature, type NoteSigner, signNote } from '../../../core/log/note.ts'
import { backOffMs } from '../../../platform/clock/back-off.ts'
import { systemTimers, type Timers } from '../../../platform/clock/timers.ts'
import { type RandomBytes, systemRandomBytes } from '../../../platform/keys/random-bytes.ts'
import { AskedWitness, type WitnessState } from '../witness/asked-witness.ts'
import type { Post, Witness } from '../witness/witness-client.ts'
import type { LogStore, StoredCheckpoint } from './log-store.ts'

/** Between two attempts that no station asked for. */
const RETRY = { firstMs: 1_000, maxMs: 60_000, fixedShare: 0.5 }

/** Makes the log's checkpoints public. */
export interface Publisher {
  /**
   * Publishes a checkpoint of everything logged so far, unless the newest already is one. Throws `receipts-waiting`
   * `{found, needed}` when fewer than k witnesses have cosigned it; it is then tried again by itself.
   */
  publish(): Promise<StoredCheckpoint | null>
  /** Why the newest attempt, whoever made it, made no checkpoint public; null when it did. */
  lastFailure(): Failure | null
  /** How the witnesses have answered. */
  witnesses(): readonly WitnessState[]
  /** Ends what would be tried again. */
  close(): void
}

export interface PublisherOptions {
  /** How many witnesses must have cosigned; all of them unless told otherwise. */
  readonly k?: number
  readonly timers?: Timers
  readonly randomBytes?: RandomBytes
  /** Settles before anything is signed: a log that was rolled back must not sign. */
  readonly confirm?: () => Promise<void>
  /** Told of each attempt that made no checkpoint public, those that nobody waits for included. */
  readonly onFailed?: (code: string) => void
  /** Told when a checkpoint became public that nobody waited for. */
  readonly onPublishedLate?: () => void
  /** Told of each cosignature that was not given. */
  readonly onWitnessFailed?: (witness: string, failure: Failure) => void
}

/**
 * Signs a checkpoint of the log's present size, asks all witnesses at once, and makes it public with the first k
 * cosignatures: one that is slow or dead stops nobody while k others answer. One checkpoint at a time, since a log must
 * never sign two views of itself. Entries whose checkpoint was not cosigned by k stay logged and wait for the next attempt, which comes with the
 * next batch or by itself.
 */
export function createPublisher(
  store: LogStore,
  signer: NoteSigner,
  witnesses: readonly Witness[],
  post: Post,
  options: PublisherOptions = {},
): Publisher {
  const { timers = systemTimers, randomBytes = systemRandomBytes, k = witnesses.length } = options
  const lastSize = store.latestCheckpoint()?.size ?? 0
  const asked = witnesses.map((witness) => new AskedWitness(witness, lastSize, post, timers))
  let running: Promise<StoredCheckpoint | null> | null = null
  let queued: Promise<StoredCheckpoint | null> | null = null
  let failures = 0
  let lastFailure: Failure | null = null
  let cancelRetry = () => {}
  let closed = false

  const tried = async (): Promise<StoredCheckpoint | null> => {
    cancelRetry()
    try {
      await options.confirm?.()
      const checkpoint = await publishOnce(store, signer, asked, { ...options, k })
      failures = 0
      lastFailure = null
      return checkpoint
    } catch (error) {
      failures += 1
      lastFailure =
        error instanceof BondmarkError
          ? error.toFailure()
          : { code: 'internal', detail: { message: 'publishing failed' } }
      options.onFailed?.(lastFailure.code)
      if (!closed) cancelRetry = timers.after(backOffMs(failures, RETRY, randomBytes), retry)
      throw error
    }
  }
  const start = (): Promise<StoredCheckpoint | null> => {
    const next = tried().finally(() => {
      running = null
    })
    running = next
    return next
  }
  const publish = (): Promise<StoredCheckpoint | null> => {
    // One that is queued begins a moment after the one before has ended; nobody slips in between.
    if (running === null && queued === null) return start()
    // Whoever comes while a checkpoint is on its way waits for one more, all of them for the same.
    queued ??= Promise.resolve(running)
      .catch(() => null)
      .then(() => {
        queued = null
        return start()
      })
    return queued
  }
  // What comes of it is in the witnesses' state; whoever waits for receipts asks again.
  const retry = () =>
    void publish().then(
      () => options.onPublishedLate?.(),
      () => undefined,
    )
  return {
    publish,
    lastFailure: () => lastFailure,
    witnesses: () => asked.map((witness) => witness.state),
    close() {
      closed = true
      cancelRetry()
    },
  }
}

async function publishOnce(
  store: LogStore,
  signer: NoteSigner,
  witnesses: readonly AskedWitness[],
  { k, onWitnessFailed = () => {} }: PublisherOptions & { readonly k: number },
): Promise<StoredCheckpoint | null> {
  const latest = store.latestCheckpoint()
  const size = store.size()
  if (size === (latest?.size ?? 0)) return latest
  const text = formatCheckpoint({ origin: signer.name, size, root: store.root() })
  const signed = signNote(text, [signer])
  const questions = witnesses.map(async (witness) => {
    const line = await witness.ask({ note: signed, text, size, node: store.node })
    if (typeof line !== 'string') onWitnessFailed(witness.name, line)
    return line
  })
  const lines = await firstOf(questions, k)
  if (lines.length < k) throw new BondmarkError('receipts-waiting', { found: lines.length, needed: k })
  const checkpoint = { size, note: lines.reduce(appendSignature, signed) }
  store.addCheckpoint(checkpoint)
  return checkpoint
}

/** The first k cosignatures, in the order of the witnesses; fewer when all have answered and not so many are there. */
function firstOf(questions: readonly Promise<string | Failure>[], k: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const lines: (string | null)[] = questions.map(() => null)
    let open = questions.length
    const settle = () => {
      const found = lines.filter((line) => line !== null)
      if (found.length >= k || open === 0) resolve(found)
    }
    questions.forEach((question, i) => {
      question.then((line) => {
        open -= 1
        if (typeof line === 'string') lines[i] = line
        settle()
      }, reject)
    })
    settle()
  })
}
