import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bondmarkHere, type Ended } from './bondmark-here.ts'

export type { Ended } from './bondmark-here.ts'

const home = fileURLToPath(new URL('../..', import.meta.url))

/** The program that `npm run -s bondmark` runs, on the Node that it runs on. */
const program = [
  fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url)),
  'bootstrap.mjs',
  'bondmark',
]

/** Kept between runs: compiling the program anew would be half of the time of most of them. */
const compiled = join(tmpdir(), 'bondmark-compiled')

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** `kill -9` of this process alone. */
  killAlone(): void
  /** `kill -9` of its whole process group. */
  killGroup(): void
}

export interface HowToRun {
  readonly command?: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

/** Starts `bondmark` as a process, and a process group, of its own. */
export function startBondmark(args: readonly string[], how: HowToRun = {}): Running {
  const [file = '', ...leading] = how.command ?? program
  const child = spawn(file, [...leading, ...args], {
    cwd: how.cwd ?? home,
    detached: true,
    stdio: [how.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', NODE_COMPILE_CACHE: compiled, ...how.env },
  })
  const text = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk
  })
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk
  })
  child.stdin?.end(how.input)
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...text }))
  })
  const group = () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL')
  }
  return { child, ended, killAlone: () => void child.kill('SIGKILL'), killGroup: group }
}

/** Runs `bondmark` to its end as a process of its own: for what a process shows, such as two of them at once. */
export function bondmarkProcess(args: readonly string[], how: HowToRun = {}): Promise<Ended> {
  return startBondmark(args, how).ended
}

/**
 * Runs `bondmark` to its end: its `main` in this process, unless `how` says how a process is to be run. A process costs
 * half a second of a processor before it has read its arguments, and says no more than its `main` does.
 */
export function bondmark(args: readonly string[], how?: HowToRun): Promise<Ended> {
  return how ? bondmarkProcess(args, how) : bondmarkHere(args)
}

/** Runs it with `--json` and reads its answer, which must be one line and all there is. */
export async function answerOf<T>(args: readonly string[], how?: HowToRun): Promise<Ended & { json: T }> {
  const ended = await bondmark([...args, '--json'], how)
  if (!/^[^\n]+\n$/.test(ended.stdout))
    throw new Error(`${args.join(' ')} ended with ${ended.code}, said ${JSON.stringify(ended)}`)
  return { ...ended, json: JSON.parse(ended.stdout) as T }
}
