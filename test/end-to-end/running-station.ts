import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test as base, expect } from '@playwright/test'

const home = resolve(import.meta.dirname, '../..')
const PRINTED = /http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]+/
const START_WAIT_MS = 60_000

/** A station started as a person starts it, without a window, on a training workspace of its own. */
export interface RunningStation {
  /** Lets one browser in. */
  readonly address: string
  readonly workspace: string
  /** All that it said so far, on either stream. */
  said(): string
  /** Ctrl-C; resolves to the exit code. */
  end(): Promise<number>
}

function firstAddress(child: ChildProcess, said: () => string): Promise<string> {
  return new Promise((found, failed) => {
    const look = () => {
      const address = said().match(PRINTED)?.[0]
      if (address) found(address)
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.once('exit', (code) => failed(new Error(`the station ended with ${code}:\n${said()}`)))
    setTimeout(
      () => failed(new Error(`no address within ${START_WAIT_MS} ms:\n${said()}`)),
      START_WAIT_MS,
    ).unref()
  })
}

/** Starts `npm start`'s program on `workspace` and waits for its address. */
export async function startStation(workspace: string, more: readonly string[] = []): Promise<RunningStation> {
  const where = ['--workspace', workspace, '--port', '0', '--no-window', ...more]
  const args = [join(home, 'bootstrap.mjs'), 'start', ...where]
  const child = spawn(process.execPath, args, {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, INIT_CWD: home },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part) => (output += part))
  const ended = new Promise<number>((resolved) => child.once('exit', (code) => resolved(code ?? -1)))
  const address = await firstAddress(child, () => output)
  return {
    address,
    workspace,
    said: () => output,
    end() {
      child.kill('SIGINT')
      return ended
    },
  }
}

interface Fixtures {
  /** Whether the station makes its workspace as it starts, as it does for a person who has none. */
  readonly isFirstStart: boolean
  readonly station: RunningStation
  /** What the page complained about: refused by its policy, failed to load, or thrown. Must stay empty. */
  readonly complaints: string[]
}

interface Shared {
  /** A training workspace that nobody has worked in, made once by each of Playwright's processes: to be copied. */
  readonly made: string
}

export const test = base.extend<Fixtures, Shared>({
  made: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'bondmark-e2e-made-'))
      const made = join(folder, 'training')
      const init = ['bondmark', 'init', '--training', '--workspace', made]
      execFileSync(process.execPath, [join(home, 'bootstrap.mjs'), ...init], { stdio: 'pipe' })
      await use(made)
      rmSync(folder, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  isFirstStart: [false, { option: true }],
  station: async ({ isFirstStart, made }, use) => {
    const workspace = mkdtempSync(join(tmpdir(), 'bondmark-e2e-'))
    if (!isFirstStart) cpSync(made, join(workspace, 'training'), { recursive: true })
    const station = await startStation(join(workspace, 'training'))
    await use(station)
    expect(await station.end(), station.said()).toBe(0)
    rmSync(workspace, { recursive: true, force: true })
  },
  complaints: [
    // After the station, so that it is asked before the station ends under the page.
    async ({ page, station: _ }, use) => {
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      page.on('response', (response) => {
        if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
      })
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('requestfailed', (request) =>
        complaints.push(`${request.url()}: ${request.failure()?.errorText}`),
      )
      await use(complaints)
      expect(complaints).toEqual([])
    },
    { auto: true },
  ],
})
export { expect }
