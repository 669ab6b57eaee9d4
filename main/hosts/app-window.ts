import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser']
const END_WAIT_MS = 3_000

/** The Chromium of this machine, or null. `BONDMARK_CHROMIUM` names another one. */
export function findChromium(env: NodeJS.ProcessEnv): string | null {
  if (env.BONDMARK_CHROMIUM) return env.BONDMARK_CHROMIUM
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return (
    names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path)) ??
    null
  )
}

export const hasDisplay = (env: NodeJS.ProcessEnv): boolean =>
  process.platform !== 'linux' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY)

/** Chromium's switches: a profile of our own, no first-run questions, and nothing that calls home. */
export function chromiumArguments(options: { profile: string; page: string; sandboxed: boolean }): string[] {
  return [
    `--app=${pathToFileURL(options.page).href}`,
    `--user-data-dir=${options.profile}`,
    '--window-size=1280,800',
    '--no-first-run',
    '--no-default-browser-check',
    '--no-pings',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-extensions',
    '--disable-sync',
    '--disable-quic',
    '--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication',
    '--password-store=basic',
    '--autoplay-policy=no-user-gesture-required',
    ...(options.sandboxed ? [] : ['--no-sandbox']),
  ]
}

/** A window that an earlier station left behind would swallow the new one: it holds the profile's lock `HOST-PID`. */
function endLeftBehind(profile: string): void {
  try {
    const pid = Number(readlinkSync(join(profile, 'SingletonLock')).split('-').at(-1))
    if (
      Number.isSafeInteger(pid) &&
      pid > 1 &&
      readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(profile)
    )
      process.kill(pid, 'SIGTERM')
  } catch {
    // None there, or not ours to end.
  }
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie'])
    rmSync(join(profile, name), { force: true })
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(process.platform === 'win32' ? child.pid : -child.pid, name)
  } catch {
    // It has ended already.
  }
}

export interface AppWindow {
  close(): Promise<void>
}

/**
 * Opens `content` (the entry file) in a Chromium app window. The file is readable by its owner only and removed when
 * its token has run out. `stateDir` keeps the profile from one start to the next.
 */
export function openAppWindow(options: {
  chromium: string
  stateDir: string
  content: string
  contentLifeMs: number
  sandboxed: boolean
  onClosed: () => void
  /** More switches, for tests (`--headless=new`). */
  more?: readonly string[]
}): AppWindow {
  const profile = join(options.stateDir, 'chromium')
  const page = join(options.stateDir, 'enter.html')
  mkdirSync(profile, { recursive: true, mode: 0o700 })
  endLeftBehind(profile)
  rmSync(page, { force: true })
  writeFileSync(page, options.content, { mode: 0o600, flag: 'wx' })
  const forget = () => rmSync(page, { force: true })
  const forgetting = setTimeout(forget, options.contentLifeMs)
  forgetting.unref()

  // A group of its own, so that Ctrl-C in the terminal reaches the station first and its Chromium by our hand.
  const args = [
    ...chromiumArguments({ profile, page, sandboxed: options.sandboxed }),
    ...(options.more ?? []),
  ]
  const child = spawn(options.chromium, args, { detached: true, stdio: 'ignore' })
  let closing = false
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(forgetting)
      forget()
      resolve()
      if (!closing) options.onClosed()
    }
    child.once('exit', end)
    child.once('error', end)
  })
  return {
    async close() {
      closing = true
      signal(child, 'SIGTERM')
      const insist = setTimeout(() => signal(child, 'SIGKILL'), END_WAIT_MS)
      await ended
      clearTimeout(insist)
    },
  }
}
