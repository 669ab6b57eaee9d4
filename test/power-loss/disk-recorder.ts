import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { missingPrograms } from '../rigs/programs.ts'

/** What of this machine the recorder lacks. */
export const missingForRecording = (): string[] =>
  process.platform === 'linux' ? missingPrograms(['cc']) : ['LD_PRELOAD']

export interface Recording {
  /** The library of `compileDiskLog`. */
  readonly library: string
  /** Everything below this folder is recorded; an absolute path without links in it. */
  readonly root: string
  readonly log: string
  /** A file outside `root`: what is written to it becomes a mark. */
  readonly marks: string
}

/** Compiles disk-log.c into `folder`. */
export function compileDiskLog(folder: string): string {
  const library = join(folder, 'disk-log.so')
  const source = join(import.meta.dirname, 'disk-log.c')
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl', '-lpthread'])
  return library
}

/** Runs a program of this folder to its end while its disk is recorded. Rejects with what it said when it fails. */
export const recordProgram = (
  { library, root, log, marks }: Recording,
  program: string,
  args: readonly string[],
): Promise<void> =>
  runProgram(program, args, {
    LD_PRELOAD: library,
    DISKLOG_ROOT: root,
    DISKLOG_FILE: log,
    DISKLOG_MARKS: marks,
  })

/** Runs a program of this folder to its end. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program), ...args], {
    stdio: ['ignore', 'inherit', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said = (said + part).slice(-4000)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}: ${said}`)),
    )
  })
}
