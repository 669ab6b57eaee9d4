import { Worker } from 'node:worker_threads'
import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import type { CutDocument } from '../../documents/document-frames.ts'
import type { Unlawful } from '../../documents/gate.ts'
import type { Receipt } from '../../documents/receipts-document.ts'

/** A full batch takes under a second; a thread that is silent for so long is unpacking something else. */
const WORK_MS_MAX = 30_000
/** JavaScript heap of the thread; Automerge's own memory is bounded in `bound-automerge.ts`. */
const HEAP_MIB_MAX = 256

/** A batch document to take: its name, its author's key and number, and its frames from the first on. */
export interface TakeTask {
  readonly document: string
  readonly kid: string
  readonly n: number
  readonly frames: readonly Uint8Array[]
}

/** A receipts document to write by the log's key, for a reader with the heads `have`. */
export interface OfferTask {
  readonly kid: string
  readonly batch: string
  readonly receipts: readonly Receipt[]
  readonly have: readonly string[]
}

/** What was in a batch document that the gate let in, perhaps only its beginning. */
export interface TakenBatch {
  readonly heads: readonly string[]
  readonly statements: readonly Uint8Array[]
  readonly manifest: Uint8Array | null
}

/** What became of a batch document at the gate. */
export type AtTheGate =
  | { readonly batch: TakenBatch; readonly unlawful: null }
  | { readonly batch: null; readonly unlawful: Unlawful; readonly evidence: Uint8Array }

/** What the session tells its thread. */
export type ToDocuments =
  | { readonly type: 'take'; readonly task: TakeTask }
  | { readonly type: 'offer'; readonly task: OfferTask }

/** What the thread tells its session. */
export type FromDocuments =
  | { readonly type: 'taken'; readonly taken: AtTheGate }
  | { readonly type: 'offered'; readonly cut: CutDocument }
  | { readonly type: 'failure'; readonly failure: Failure }

/** The documents of one session, in a thread whose memory and time are bounded. */
export interface SessionDocuments {
  /** Throws `document-too-costly`. */
  take(task: TakeTask): Promise<AtTheGate>
  /** Writes the document and cuts it for its reader. */
  offer(task: OfferTask): Promise<CutDocument>
  end(): Promise<unknown>
}

/** Threads for sessions, one each. */
export interface DocumentThreads {
  /** A thread for one session, which must end it. */
  take(): SessionDocuments
  /** Ends the one that waits. */
  close(): Promise<void>
}

/** Keeps one thread waiting, since starting one takes as long as a small sync; no thread serves two sessions. */
export function keepDocumentThreads(): DocumentThreads {
  let spare: SessionDocuments | null = startSessionDocuments()
  let isClosed = false
  return {
    take() {
      const taken = spare ?? startSessionDocuments()
      spare = null
      return {
        ...taken,
        async end() {
          await taken.end()
          if (!isClosed) spare ??= startSessionDocuments()
        },
      }
    },
    async close() {
      isClosed = true
      await spare?.end()
    },
  }
}

/** Starts the thread. It is ended by `end`, which must be called. */
function startSessionDocuments(): SessionDocuments {
  const worker = new Worker(new URL('./session-documents.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB_MAX },
    execArgv: [],
  })
  const next = readWorker(worker)

  async function ask<T extends FromDocuments['type']>(message: ToDocuments, document: string, answer: T) {
    worker.postMessage(message)
    const said = await next(document)
    if (said.type === 'failure') throw new BondmarkError(said.failure.code, said.failure.detail)
    if (said.type !== answer)
      throw new TypeError(`asked to ${message.type}, the thread answered ${said.type}`)
    return said as Extract<FromDocuments, { type: T }>
  }

  return {
    take: async (task) => (await ask({ type: 'take', task }, task.document, 'taken')).taken,
    offer: async (task) => (await ask({ type: 'offer', task }, task.batch, 'offered')).cut,
    end: () => worker.terminate(),
  }
}

/** The thread's messages, one by one. Its end is an error for whoever waits. */
function readWorker(worker: Worker): (document: string) => Promise<FromDocuments> {
  const waiting: FromDocuments[] = []
  let ended: Error | null = null
  let wake = () => {}
  worker.on('message', (message: FromDocuments) => {
    waiting.push(message)
    wake()
  })
  const end = (error: Error) => {
    ended ??= error
    wake()
  }
  worker.on('error', end)
  worker.on('exit', (code) => end(new Error(`the documents' thread ended with ${code}`)))

  return async (document) => {
    if (waiting.length === 0 && ended === null) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          end(new BondmarkError('document-too-costly', { document }))
        }, WORK_MS_MAX)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    const message = waiting.shift()
    if (message !== undefined) return message
    if ((ended as NodeJS.ErrnoException | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY')
      throw new BondmarkError('document-too-costly', { document }, { cause: ended })
    throw ended ?? new Error("the documents' thread said nothing")
  }
}
