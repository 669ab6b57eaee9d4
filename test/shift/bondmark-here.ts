import { main } from '../../main/cli.ts'

/** What a run of `bondmark` came to. */
export interface Ended {
  /** null when a signal ended it */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

let before: Promise<unknown> = Promise.resolve()

/**
 * Runs the `main` of `bondmark` in this process, with what it writes. Standard output is the process's, so one runs after
 * the other, however many are asked for. An error that the program would die of is told as Node tells it, with its stack.
 */
export function bondmarkHere(args: readonly string[]): Promise<Ended> {
  const run = before.then(() => runAlone(args))
  before = run
  return run
}

async function runAlone(args: readonly string[]): Promise<Ended> {
  const said = { stdout: '', stderr: '' }
  const undo = [listenTo('stdout', said), listenTo('stderr', said)]
  try {
    return { code: await main(args), ...said }
  } catch (error) {
    return { code: 1, stdout: said.stdout, stderr: `${said.stderr}${(error as Error).stack}\n` }
  } finally {
    for (const each of undo) each()
  }
}

/** Takes what is written to a stream, and afterwards leaves it as it was: each run listens for readers that go away. */
function listenTo(name: 'stdout' | 'stderr', said: Record<typeof name, string>): () => void {
  const stream = process[name]
  const { write } = stream
  const listeners = stream.listeners('error')
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) => {
    said[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
    const done = rest.at(-1)
    if (typeof done === 'function') queueMicrotask(() => done())
    return true
  }) as typeof write
  return () => {
    stream.write = write
    for (const listener of stream.listeners('error'))
      if (!listeners.includes(listener)) stream.off('error', listener as () => void)
  }
}
