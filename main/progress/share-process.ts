import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import { tellProcess } from '../../platform/processes/channel.ts'
import { signForSession } from '../../sync/replication/sign-for-session.ts'
import type { ToldByOthers } from './told-by-others.ts'

/** Connecting, a day's document and its judging take a second or two. */
const WORK_MS_MAX = 60_000

/** What the child is to share, where it reads it, and where it keeps what it has heard. */
export interface ShareTask {
  readonly url: string
  readonly logVkey: string
  readonly issuer: string
  readonly kid: string
  /** Keys of before a restore. */
  readonly former: readonly string[]
  /** GLN. */
  readonly warehouse: string
  readonly database: string
  readonly file: string
}

/** What the parent tells the child. */
export type ToSharing =
  | { readonly type: 'run'; readonly task: ShareTask }
  | { readonly type: 'signature'; readonly signature: Uint8Array }

/** What the others have said, and why the ledger did not take what this station had to say. */
export interface SharedAnswer {
  readonly told: ToldByOthers
  readonly notTaken: Failure | null
}

/** What the child tells its parent. */
export type FromSharing =
  | { readonly type: 'sign'; readonly message: Uint8Array }
  | ({ readonly type: 'shared' } & SharedAnswer)
  | { readonly type: 'failure'; readonly failure: Failure }

/**
 * Shares a station's counts in a process of its own: the store is read there, Automerge and the socket live and end
 * there, and no scan waits for any of it. The key stays here. Throws BondmarkError: `ledger-…`, `session-…`,
 * `document-…`, `workspace-…`, `database-…`, `sync-cancelled`, `sync-process-ended`.
 */
export async function shareInProcess(
  task: ShareTask,
  sign: Sign,
  signal: AbortSignal,
): Promise<SharedAnswer> {
  if (signal.aborted) throw new BondmarkError('sync-cancelled')
  const child = fork(fileURLToPath(new URL('./share-child.ts', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const settled = new AbortController()
  const late = setTimeout(() => settled.abort(), WORK_MS_MAX)
  const send = (message: ToSharing) => tellProcess(child, message)
  try {
    return await new Promise<SharedAnswer>((resolve, reject) => {
      const answer = (message: Uint8Array) => {
        try {
          send({ type: 'signature', signature: signForSession(message, sign) })
        } catch (error) {
          reject(error)
        }
      }
      child.on('message', (message: FromSharing) => {
        if (message.type === 'sign') answer(message.message)
        else if (message.type === 'shared') resolve({ told: message.told, notTaken: message.notTaken })
        else reject(new BondmarkError(message.failure.code, message.failure.detail))
      })
      const ended = (reason: string) => reject(new BondmarkError('sync-process-ended', { reason }))
      child.once('error', (error) => ended(error.message))
      child.once('exit', (code, by) => ended(by ?? `exit ${code}`))
      settled.signal.addEventListener('abort', () => ended('late'), { once: true })
      signal.addEventListener('abort', () => reject(new BondmarkError('sync-cancelled')), {
        once: true,
        signal: settled.signal,
      })
      send({ type: 'run', task })
    })
  } finally {
    clearTimeout(late)
    settled.abort()
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  }
}
