import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A print spooler with one queue, and the printer behind it. The process's environment points at it until it is disposed of. */
export interface SpoolerStandIn {
  readonly queue: string
  /** What each job brought to the printer, in order. */
  printed(): Buffer[]
  /** From now on the printer fails, and the spooler keeps its jobs to try again. */
  failPrinter(): void
  /** Jobs that the spooler still means to print. */
  waiting(): string[]
  rejectJobs(): void
  dispose(): Promise<void>
}

const QUEUE = 'ZD421'

function program(file: string, lines: readonly string[]): void {
  writeFileSync(file, ['#!/bin/sh', 'set -eu', ...lines, ''].join('\n'))
  chmodSync(file, 0o700)
}

const files = (folder: string) =>
  readdirSync(folder)
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => readFileSync(join(folder, name)))

/** Programs called `lp`, `lpstat` and `cancel` that speak as CUPS 2.4 does (recorded from it): they stand in where it is missing. */
export async function scriptedSpooler(): Promise<SpoolerStandIn> {
  const root = mkdtempSync(join(tmpdir(), 'lp-'))
  const at = (name: string) => join(root, name)
  for (const folder of ['bin', 'printed', 'waiting']) mkdirSync(at(folder))
  writeFileSync(at('count'), '0')
  const isOurs = (option: string) =>
    `[ "$2" = ${QUEUE} ] || { echo "${option}: Invalid destination name in list \\"$2\\"." >&2; exit 1; }`
  program(at('bin/lp'), [
    `[ "$*" = "-d ${QUEUE} -o raw -t label" ] || { echo "lp: Error - unknown option" >&2; exit 1; }`,
    `[ ! -e ${at('rejecting')} ] || { echo 'lp: Destination "${QUEUE}" is not accepting jobs.' >&2; exit 1; }`,
    `number=$(( $(cat ${at('count')}) + 1 )); echo $number > ${at('count')}`,
    `[ -e ${at('failing')} ] && folder=${at('waiting')} || folder=${at('printed')}`,
    'cat > "$folder/$number"',
    `echo "request id is ${QUEUE}-$number (0 file(s))"`,
  ])
  program(at('bin/lpstat'), [
    isOurs('lpstat'),
    `if [ "$1" = -o ]; then for job in $(ls ${at('waiting')}); do echo "${QUEUE}-$job root 1024 Wed Nov 25 16:15:18 2026"; done; exit 0; fi`,
    `[ ! -e ${at('rejecting')} ] || { printf '${QUEUE} not accepting requests since now -\\n\\tRejecting Jobs\\n'; exit 0; }`,
    `echo "${QUEUE} accepting requests since Wed Nov 25 16:15:18 2026"`,
  ])
  program(at('bin/cancel'), [`rm ${at('waiting')}/"\${1#${QUEUE}-}"`])
  const before = process.env.PATH
  process.env.PATH = `${at('bin')}${delimiter}${before}`
  return {
    queue: QUEUE,
    printed: () => files(at('printed')),
    failPrinter: () => writeFileSync(at('failing'), ''),
    waiting: () => readdirSync(at('waiting')),
    rejectJobs: () => writeFileSync(at('rejecting'), ''),
    dispose: async () => {
      process.env.PATH = before
      rmSync(root, { recursive: true, force: true })
    },
  }
}

const policy = ['Order allow,deny', 'Allow all']

/** A CUPS scheduler of its own, with its own files, socket and queue; its printer is a program that keeps what it gets. */
export async function realCups(): Promise<SpoolerStandIn> {
  const root = mkdtempSync(join(tmpdir(), 'cups-'))
  const at = (name: string) => join(root, name)
  for (const name of ['spool', 'cache', 'state', 'tmp', 'log', 'bin', 'bin/backend', 'bin/filter', 'printed'])
    mkdirSync(at(name))
  symlinkSync('/usr/lib/cups/daemon', at('bin/daemon'))
  // A raw job with one file gets it as the sixth argument.
  program(at('bin/backend/keep'), [
    `[ $# -gt 0 ] || { echo 'direct keep "Unknown" "Rig"'; exit 0; }`,
    `[ ! -e ${at('failing')} ] || exit 1`,
    `cat "\${6:-/dev/stdin}" > ${at('printed')}/"$1"`,
  ])
  const locations = ['/', '/admin'].flatMap((path) => [`<Location ${path}>`, ...policy, '</Location>'])
  writeFileSync(
    at('cupsd.conf'),
    [
      `Listen ${at('cups.sock')}`,
      'Browsing Off',
      'WebInterface No',
      'DefaultAuthType None',
      'LogLevel warn',
      ...locations,
      '<Policy default>',
      '<Limit All>',
      ...policy,
      '</Limit>',
      '</Policy>',
      '',
    ].join('\n'),
  )
  writeFileSync(
    at('cups-files.conf'),
    [
      `ServerRoot ${root}`,
      `ServerBin ${at('bin')}`,
      `RequestRoot ${at('spool')}`,
      `CacheDir ${at('cache')}`,
      `StateDir ${at('state')}`,
      `TempDir ${at('tmp')}`,
      ...['Access', 'Error', 'Page'].map((log) => `${log}Log ${at(`log/${log}`)}`),
      '',
    ].join('\n'),
  )
  const scheduler = spawn('cupsd', ['-f', '-c', at('cupsd.conf'), '-s', at('cups-files.conf')], {
    stdio: 'ignore',
  })
  const before = process.env.CUPS_SERVER
  process.env.CUPS_SERVER = at('cups.sock')
  const run = (name: string, ...args: string[]) =>
    execFileSync(name, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  // Its socket is there a moment before it answers.
  const isUp = () => {
    try {
      run('lpadmin', '-p', QUEUE, '-E', '-v', 'keep:', '-m', 'raw')
      return true
    } catch {
      return false
    }
  }
  for (let turn = 0; !isUp(); turn++) {
    if (turn === 300) throw new Error('CUPS does not start')
    await sleep(20)
  }
  return {
    queue: QUEUE,
    printed: () => files(at('printed')),
    failPrinter: () => writeFileSync(at('failing'), ''),
    waiting: () =>
      run('lpstat', '-o', QUEUE)
        .split('\n')
        .filter((line) => line !== ''),
    rejectJobs: () => void run('cupsreject', QUEUE),
    dispose: async () => {
      if (before === undefined) delete process.env.CUPS_SERVER
      else process.env.CUPS_SERVER = before
      const ended = once(scheduler, 'exit')
      scheduler.kill('SIGTERM')
      await ended
      rmSync(root, { recursive: true, force: true })
    },
  }
}
