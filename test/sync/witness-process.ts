import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface WitnessProcess {
  readonly url: string
  readonly vkey: string
  readonly child: ChildProcess
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Ends it as Ctrl-C would; answers its exit code. */
  end(): Promise<number | null>
}

const program = fileURLToPath(new URL('../../sync/ledger/witness/witness-main.ts', import.meta.url))

/** Forks the witness's program and waits until it says it is ready. Rejects with what it says instead. */
export async function startWitnessProcess(
  options: { data: string; logsFile: string },
  more: readonly string[] = [],
): Promise<WitnessProcess> {
  const args = ['--data', options.data, '--logs', options.logsFile, ...more]
  const child = fork(program, args, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const said = await new Promise<{ ready: boolean; url: string; vkey: string }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as never))
    child.once('exit', (code) => reject(new Error(`the witness ended with ${code}`)))
  })
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
