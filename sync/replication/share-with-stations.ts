import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import type { Shared, ShareTask } from './workspace-station-session.ts'

export type { Shared } from './workspace-station-session.ts'

/** A ledger that says nothing for so long is gone. */
const SILENCE_MS_MAX = 20_000

export interface ShareOptions extends Omit<ShareTask, 'kid' | 'silenceMsMax'> {
  /** The station's statement key; it never leaves this process. */
  readonly identity: { readonly kid: string; readonly sign: Sign }
  readonly signal: AbortSignal
}

/** What the parent tells the child. */
export type ToSharing =
  | { readonly type: 'run'; readonly task: ShareTask }
  | { readonly type: 'signature'; readonly signature: Uint8Array }

/** What the child tells its parent. */
export type FromSharing =
  | { readonly type: 'sign'; readonly message: Uint8Array }
  | { readonly type: 'shared'; readonly shared: Shared }
  | { readonly type: 'failure'; readonly failure: Failure }

/**
 * Shares a station's counts with the others of its warehouse, and brings back what they have said. Automerge and the
 * socket live in a child process that ends with it; the key stays here. Throws BondmarkError: `ledger-…`, `session-…`,
 * `document-…`, `workspace-…`, `sync-cancelled`, `sync-process-ended`.
 */
export async function shareWithStations({ identity, signal, ...task }: ShareOptions): Promise<Shared> {
  if (signal.aborted) throw new BondmarkError('sync-cancelled')
  const child = fork(fileURLToPath(new URL('./workspace-child.ts', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  // A station that ends does not wait for it: the child follows the channel.
  child.unref()
  child.channel?.unref()
  const settled = new AbortController()
  const send = (message: ToSharing) => {
    if (child.connected) child.send(message)
  }
  try {
    return await new Promise<Shared>((resolve, reject) => {
      child.on('message', (message: FromSharing) => {
        if (message.type === 'sign') send({ type: 'signature', signature: identity.sign(message.message) })
        else if (message.type === 'shared') resolve(message.shared)
        else reject(new BondmarkError(message.failure.code, message.failure.detail))
      })
      child.once('error', (error) =>
        reject(new BondmarkError('sync-process-ended', { reason: error.message })),
      )
      child.once('exit', (code, by) =>
        reject(new BondmarkError('sync-process-ended', { reason: by ?? `exit ${code}` })),
      )
      signal.addEventListener('abort', () => reject(new BondmarkError('sync-cancelled')), {
        once: true,
        signal: settled.signal,
      })
      send({ type: 'run', task: { ...task, kid: identity.kid, silenceMsMax: SILENCE_MS_MAX } })
    })
  } finally {
    settled.abort()
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  }
}
