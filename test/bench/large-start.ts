import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryFile } from '../../main/workspace/repository-file.ts'
import { quantile, type Row } from './row.ts'

const START_MS_MAX = 3_000
const IDLE_MB_MAX = 200
const ROUNDS = 3
/** What is freed after the start has had its time. */
const IDLE_MS = 6_000
const WAIT_MS_MAX = 120_000

/** From the command to READY, and what the station's process holds when nothing happens, on a store of this size. */
export async function benchLargeStart(workspace: string, statements: number): Promise<Row> {
  const starts: { readyMs: number; idleMb: number }[] = []
  for (let round = 0; round < ROUNDS; round++) starts.push(await start(workspace))
  const readyMs = quantile(
    starts.map((each) => each.readyMs),
    0.5,
  )
  const idleMb = quantile(
    starts.map((each) => each.idleMb),
    0.5,
  )
  return {
    work: `cold start to READY, ${statements.toLocaleString('en')} statements`,
    budget: `< ${START_MS_MAX / 1000} s; idle < ${IDLE_MB_MAX} MB`,
    figure: `median ${(readyMs / 1000).toFixed(2)} s; ${Math.round(idleMb)} MB`,
    met: readyMs < START_MS_MAX && idleMb < IDLE_MB_MAX,
    peers: ['from source, TypeScript and all; memory as the system counts it (VmRSS)'],
    numbers: { readyMs, idleMb, rounds: ROUNDS },
  }
}

function start(workspace: string): Promise<{ readyMs: number; idleMb: number }> {
  const program = repositoryFile('bootstrap.mjs')
  const args = [program, 'start', '--workspace', workspace, '--port', '0', '--no-window']
  const begun = performance.now()
  const child = spawn(repositoryFile('node_modules', '.bin', 'node'), args, {
    cwd: repositoryFile(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  })
  return new Promise((resolve, reject) => {
    let said = ''
    let answer: { readyMs: number; idleMb: number } | null = null
    const tooLate = setTimeout(() => child.kill('SIGKILL'), WAIT_MS_MAX)
    child.stdout.resume()
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const before = said.includes('The station is open')
      said += text
      if (before || !said.includes('The station is open')) return
      const readyMs = performance.now() - begun
      setTimeout(() => {
        answer = { readyMs, idleMb: residentMb(stationOf(child.pid ?? 0)) }
        child.kill('SIGINT')
      }, IDLE_MS)
    })
    child.once('exit', (code) => {
      clearTimeout(tooLate)
      if (answer) resolve(answer)
      else reject(new Error(`the station ended with ${code} before it was ready:\n${said}`))
    })
  })
}

/** The station's own process: the child of the one that set it up; that one itself where the system has no /proc. */
function stationOf(pid: number): number {
  const file = join('/proc', `${pid}`, 'task', `${pid}`, 'children')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').trim().split(' ')[0]) || pid : pid
}

/** Resident memory of a process; NaN where the system has no /proc. */
function residentMb(pid: number): number {
  const file = join('/proc', `${pid}`, 'status')
  if (!existsSync(file)) return Number.NaN
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(file, 'utf8'))?.[1]) / 1024
}
