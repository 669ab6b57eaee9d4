import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface LedgerProcess {
  readonly url: string
  readonly origin: string
  readonly logVkey: string
  readonly witnessVkey: string
  readonly child: ChildProcess
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Ends it as Ctrl-C would; answers its exit code. */
  end(): Promise<number | null>
}

const main = fileURLToPath(new URL('../../sync/ledger/main.ts', import.meta.url))

/** Forks the ledger's program and waits until it says it is ready. Rejects with what it says instead. */
export async function startLedgerProcess(
  options: { data: string; membershipFile: string },
  more: readonly string[] = [],
): Promise<LedgerProcess> {
  const args = [
    '--data',
    options.data,
    '--membership',
    options.membershipFile,
    '--log-level',
    'silent',
    ...more,
  ]
  const child = fork(main, args, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const said = await new Promise<{ ready: boolean } & Omit<LedgerProcess, 'child' | 'kill' | 'end'>>(
    (resolve, reject) => {
      child.once('message', (message) => resolve(message as never))
      child.once('exit', (code) => reject(new Error(`the ledger ended with ${code}`)))
    },
  )
  if (!said.ready) {
    await exited
    throw said
  }
  return {
    ...said,
    child,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async end() {
      child.kill('SIGTERM')
      return exited
    },
  }
}
