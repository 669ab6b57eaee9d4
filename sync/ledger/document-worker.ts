import { Worker } from 'node:worker_threads'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Receipt } from '../documents/receipts-document.ts'
import type { DocumentChannel } from '../replication/document-transfer.ts'

/** A full batch takes under a second; a thread that is silent for so long is unpacking something else. */
const WORK_MS_MAX = 30_000
/** JavaScript heap of the thread; Automerge's own memory is bounded in `bound-automerge.ts`. */
const HEAP_MIB_MAX = 256

/** A batch document to take: its name, its author's key and number, and the heads it was announced with. */
export interface TakeTask {
  readonly document: string
  readonly kid: string
  readonly n: number
  readonly heads: readonly string[]
}

/** A receipts document to write and offer, by the log's key. */
export interface OfferTask {
  readonly kid: string
  readonly batch: string
  readonly receipts: readonly Receipt[]
}

/** What was in a batch document that the gate let in. */
export interface TakenBatch {
  readonly statements: readonly Uint8Array[]
  readonly manifest: Uint8Array | null
}

/** What the session tells its thread. */
export type ToDocuments =
  | { readonly type: 'take'; readonly task: TakeTask }
  | { readonly type: 'offer'; readonly task: OfferTask }
  | { readonly type: 'received'; readonly syncMessage: Uint8Array | null }

/** What the thread tells its session. */
export type FromDocuments =
  | { readonly type: 'send'; readonly syncMessage: Uint8Array }
  | { readonly type: 'receive' }
  | { readonly type: 'heads'; readonly heads: readonly string[] }
  | { readonly type: 'taken'; readonly batch: TakenBatch }
  | { readonly type: 'offered' }
  | { readonly type: 'failure'; readonly failure: Failure }

/** The documents of one session, in a thread whose memory and time are bounded. */
export interface SessionDocuments {
  /** Throws the gate's refusal, `document-too-costly`, and what the channel throws. */
  take(task: TakeTask, channel: DocumentChannel): Promise<TakenBatch>
  /** Writes the document, has its heads announced, and offers it. */
  offer(
    task: OfferTask,
    channel: DocumentChannel,
    announce: (heads: readonly string[]) => void,
  ): Promise<void>
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
  const tell = (message: ToDocuments) => worker.postMessage(message)

  /** Serves the thread's wishes until it says something that is none. */
  async function serve(document: string, channel: DocumentChannel): Promise<FromDocuments> {
    for (;;) {
      const said = await next(document)
      if (said.type === 'send') channel.send(said.syncMessage)
      else if (said.type === 'receive') tell({ type: 'received', syncMessage: await channel.receive() })
      else if (said.type === 'failure') throw new BondmarkError(said.failure.code, said.failure.detail)
      else return said
    }
  }

  return {
    async take(task, channel) {
      tell({ type: 'take', task })
      const said = await serve(task.document, channel)
      if (said.type !== 'taken') throw new TypeError(`taking a document ended with ${said.type}`)
      return said.batch
    },
    async offer(task, channel, announce) {
      tell({ type: 'offer', task })
      const said = await serve(task.batch, channel)
      if (said.type !== 'heads') throw new TypeError(`offering a document began with ${said.type}`)
      announce(said.heads)
      await serve(task.batch, channel)
    },
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
