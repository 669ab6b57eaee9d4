import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import { tellProcess } from '../../platform/processes/channel.ts'
import type { SealedBatch } from '../documents/batch-document.ts'
import { DocumentFrozenError, type SignedDocumentRefusal } from '../documents/document-refusal.ts'
import type { Receipt } from '../documents/receipts-document.ts'
import { signForSession } from './sign-for-session.ts'
import type { SessionTask, SyncProgress, SyncResult } from './station-session.ts'

export type { SyncProgress, SyncResult } from './station-session.ts'

/** A ledger that says nothing for so long is gone. */
const SILENCE_MS_MAX = 60_000

export interface SyncBatchOptions extends Omit<SessionTask, 'kid' | 'known' | 'silenceMsMax'> {
  /** The station's statement key; it never leaves this process. */
  readonly identity: { readonly kid: string; readonly sign: Sign }
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SyncProgress) => void
  /** Receipts of this batch that came before, checked. */
  readonly known?: readonly Receipt[]
  /** Gets receipts that came, each checked, when the rest is long in coming: they need not come again. */
  readonly onReceipts?: (receipts: readonly Receipt[]) => void
  readonly silenceMsMax?: number
}

/** What the parent tells the child. */
export type ToChild =
  | { readonly type: 'run'; readonly task: SessionTask }
  | { readonly type: 'signature'; readonly signature: Uint8Array }

/** What the child tells its parent. */
export type FromChild =
  | { readonly type: 'progress'; readonly progress: SyncProgress }
  | { readonly type: 'sign'; readonly message: Uint8Array }
  | { readonly type: 'result'; readonly result: SyncResult }
  | { readonly type: 'receipts'; readonly receipts: readonly Receipt[] }
  | { readonly type: 'failure'; readonly failure: Failure; readonly frozen?: SignedDocumentRefusal }

/**
 * Takes one sealed batch to the ledger and brings back the receipts, each verified offline before it is returned.
 * Statements that the ledger refused are in `refused`. The same batch again gives the same receipts and writes nothing
 * twice. Automerge and the socket live in a child process that ends with the sync; the key stays here. Throws
 * BondmarkError: `ledger-unreachable`, `ledger-not-trusted`, `ledger-refused`, `session-…`, `receipt-…`, `change-…`,
 * DocumentFrozenError, `sync-cancelled`, `sync-process-ended`, and what the ledger ended the session with.
 */
export async function syncBatch(options: SyncBatchOptions): Promise<SyncResult> {
  const { identity, signal, onProgress, onReceipts } = options
  if (signal?.aborted) throw new BondmarkError('sync-cancelled')
  // No execArgv: debuggers and test runners would be inherited.
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const settled = new AbortController()
  const send = (message: ToChild) => tellProcess(child, message)
  try {
    return await new Promise<SyncResult>((resolve, reject) => {
      child.on('message', (message: FromChild) => {
        if (message.type === 'progress') onProgress?.(message.progress)
        else if (message.type === 'sign')
          attempt(
            () => send({ type: 'signature', signature: signForSession(message.message, identity.sign) }),
            reject,
          )
        else if (message.type === 'receipts') attempt(() => onReceipts?.(message.receipts), reject)
        else if (message.type === 'result') resolve(message.result)
        else if (message.frozen) reject(new DocumentFrozenError(message.frozen))
        else reject(new BondmarkError(message.failure.code, message.failure.detail))
      })
      child.once('error', (error) =>
        reject(new BondmarkError('sync-process-ended', { reason: error.message })),
      )
      child.once('exit', (code, by) => {
        reject(new BondmarkError('sync-process-ended', { reason: by ?? `exit ${code}` }))
      })
      signal?.addEventListener('abort', () => reject(new BondmarkError('sync-cancelled')), {
        once: true,
        signal: settled.signal,
      })
      send({ type: 'run', task: taskOf(options) })
    })
  } finally {
    settled.abort()
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  }
}

/** What throws here ends the sync, not the process. */
function attempt(work: () => void, failed: (error: unknown) => void): void {
  try {
    work()
  } catch (error) {
    failed(error)
  }
}

/** Only what the session needs crosses to the child. */
function taskOf({
  url,
  station,
  batch,
  document,
  known,
  identity,
  logVkey,
  witnessVkeys,
  k,
  silenceMsMax,
}: SyncBatchOptions): SessionTask {
  return {
    url,
    station,
    kid: identity.kid,
    batch: plainBatch(batch),
    ...(document !== undefined && { document }),
    known: [...(known ?? [])],
    logVkey,
    witnessVkeys: [...witnessVkeys],
    k,
    silenceMsMax: silenceMsMax ?? SILENCE_MS_MAX,
  }
}

function plainBatch({ n, statements, manifest }: SealedBatch): SealedBatch {
  const plain = ({ id, bytes }: SealedBatch['manifest']) => ({ id, bytes: new Uint8Array(bytes) })
  return { n, statements: statements.map(plain), manifest: plain(manifest) }
}
