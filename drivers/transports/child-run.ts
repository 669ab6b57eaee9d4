import { spawn } from 'node:child_process'

export interface ChildEnd {
  /** Null when it was killed. */
  readonly status: number | null
  readonly output: string
  readonly errors: string
}

export interface ChildRun {
  readonly end: Promise<ChildEnd>
  kill(): void
}

const OUTPUT_CHARACTERS_MAX = 64 * 1024

/**
 * Runs a program of the system's and hands it bytes on its standard input, never on its command line, which others can read. It
 * speaks English, whatever the language here. `end` throws the system's own error when the program cannot be started.
 */
export function runChild(program: string, args: readonly string[], input?: Uint8Array): ChildRun {
  const child = spawn(program, args, {
    env: { ...process.env, LC_ALL: 'C', LANGUAGE: '' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said = { output: '', errors: '' }
  child.stdout.on('data', (part) => {
    said.output = (said.output + part).slice(0, OUTPUT_CHARACTERS_MAX)
  })
  child.stderr.on('data', (part) => {
    said.errors = (said.errors + part).slice(0, OUTPUT_CHARACTERS_MAX)
  })
  // It may end before it has read everything: its status tells.
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const end = new Promise<ChildEnd>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, ...said }))
  })
  return { end, kill: () => child.kill('SIGKILL') }
}
