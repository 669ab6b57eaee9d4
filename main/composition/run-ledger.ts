import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { writeSampleProducts } from '../training/sample-products.ts'
import type { WorkspaceFiles } from '../workspace/workspace.ts'

/** From fork to the first line of the ledger. One that cannot start ends and says why; only one that hangs is waited for so long. */
const START_MS_MAX = 120_000

export interface RunningLedger {
  readonly url: string
  close(): Promise<void>
}

interface Said {
  readonly ready: boolean
  readonly url?: string
  readonly failure?: Failure
}

/**
 * The training workspace's own ledger node, as a process of its own on loopback. It ends when this process does,
 * however that ends, because it follows the channel between them. Throws `ledger-…`.
 */
export async function runTrainingLedger(files: WorkspaceFiles, onEnd: () => void): Promise<RunningLedger> {
  const program = fileURLToPath(new URL('../../sync/ledger/main.ts', import.meta.url))
  // A detached group: Ctrl-C in the terminal is for the station, which then ends its ledger in order.
  const products = writeSampleProducts(files.products)
  const named = products === null ? [] : ['--products', products]
  const child = fork(
    program,
    ['--data', files.ledger, '--membership', files.membership, '--rules', files.rules, ...named],
    {
      execArgv: [],
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  )
  const url = await said(child)
  child.on('exit', onEnd)
  child.unref()
  child.channel?.unref()
  return {
    url,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.ref()
      child.kill('SIGTERM')
      await ended
    },
  }
}

function said(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(
        new BondmarkError('ledger-unreachable', {
          url: 'training ledger',
          reason: `no answer within ${START_MS_MAX} ms`,
        }),
      )
    }, START_MS_MAX)
    const settle = (work: () => void) => {
      clearTimeout(late)
      work()
    }
    child.once('message', (message: Said) =>
      settle(() => {
        if (message.ready && message.url) resolve(message.url)
        else
          reject(
            new BondmarkError(
              message.failure?.code ?? 'internal',
              message.failure?.detail ?? { message: 'the ledger did not start' },
            ),
          )
      }),
    )
    child.once('error', (error) =>
      settle(() =>
        reject(
          new BondmarkError(
            'ledger-unreachable',
            { url: 'training ledger', reason: error.message },
            { cause: error },
          ),
        ),
      ),
    )
    child.once('exit', (code, signal) =>
      settle(() =>
        reject(
          new BondmarkError('ledger-unreachable', {
            url: 'training ledger',
            reason: signal ?? `exit ${code}`,
          }),
        ),
      ),
    )
  })
}
