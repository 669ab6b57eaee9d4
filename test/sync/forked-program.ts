import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A program of ours as a process, which said `{ready: true, …}` over its channel. */
export interface ForkedProgram {
  readonly child: ChildProcess
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Ends it as Ctrl-C would; answers its exit code. */
  end(): Promise<number | null>
}

/**
 * Forks a program and waits until it says that it is ready: answers what it said with it. Rejects with what it says
 * instead.
 */
export async function forkProgram<Said extends object>(
  program: URL,
  args: readonly string[],
): Promise<Said & ForkedProgram> {
  const child = fork(fileURLToPath(program), args, {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const said = await new Promise<{ ready: boolean } & Said>((resolve, reject) => {
    child.once('message', (message) => resolve(message as never))
    child.once('exit', (code) => reject(new Error(`${program.pathname} ended with ${code}`)))
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
