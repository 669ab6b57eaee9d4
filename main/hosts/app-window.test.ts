import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createLogger } from '../../platform/log/logger.ts'
import { sampleStation } from '../../test/contract/sample-router.ts'
import { chromiumArguments, findChromium } from './app-window.ts'
import { startBrowserHost } from './browser.ts'

// As short a page as can call the station: it asks for the view over the socket, with what the browser lets it do.
const page =
  '<!doctype html><meta charset="utf-8"><title>Station</title><script type="module" src="/app.js"></script>'
const script = `const socket = new WebSocket('ws://' + location.host + '/rpc')
socket.onopen = () => socket.send(JSON.stringify({ i: '1', p: { u: '/view' } }))`

const logger = createLogger({ name: 'test', level: 'silent' })
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-window-'))
  mkdirSync(join(folder, 'renderer'))
  writeFileSync(join(folder, 'renderer', 'index.html'), page)
  writeFileSync(join(folder, 'renderer', 'app.js'), script)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** Processes of this machine whose command line names the profile. */
const browsersOf = (profile: string): string[] =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(profile)
    } catch {
      return false
    }
  })

function open(onWindowClosed: () => void) {
  vi.stubEnv('DISPLAY', ':0')
  const station = sampleStation()
  const told: string[] = []
  const host = startBrowserHost({
    router: station.router,
    rendererDir: join(folder, 'renderer'),
    stateDir: folder,
    display: 'window',
    logger,
    training: true,
    tell: (sentence) => told.push(sentence.code),
    onWindowClosed,
    chromiumArguments: ['--headless=new', '--disable-gpu'],
  })
  return { station, told, host }
}

describe.runIf(findChromium(process.env))('the station in a Chromium window', () => {
  test('the private file lets the window in, its page reaches the station, and closing the host ends Chromium', async () => {
    const onWindowClosed = vi.fn()
    const { station, told, host: starting } = open(onWindowClosed)
    const host = await starting
    expect(statSync(join(folder, 'enter.html')).mode & 0o777).toBe(0o600)
    expect(host.sandboxed).toBe(process.getuid?.() !== 0)
    expect(told).toContain('station-window-opened')
    expect(told.includes('station-window-not-sandboxed')).toBe(!host.sandboxed)
    await vi.waitFor(() => expect(station.readers()).toBe(1), { timeout: 60_000, interval: 100 })
    await host.close()
    expect(station.readers()).toBe(0)
    expect(existsSync(join(folder, 'enter.html'))).toBe(false)
    expect(onWindowClosed).not.toHaveBeenCalled()
    await vi.waitFor(() => expect(browsersOf(folder)).toEqual([]), { timeout: 60_000, interval: 100 })
  })

  test('a window that the person closes is told', async () => {
    const onWindowClosed = vi.fn()
    const { station, host: starting } = open(onWindowClosed)
    const host = await starting
    await vi.waitFor(() => expect(station.readers()).toBe(1), { timeout: 60_000, interval: 100 })
    for (const pid of browsersOf(folder)) {
      try {
        process.kill(Number(pid), 'SIGTERM')
      } catch {
        // A child that went with its parent.
      }
    }
    await vi.waitFor(() => expect(onWindowClosed).toHaveBeenCalledOnce(), { timeout: 60_000, interval: 50 })
    await vi.waitFor(() => expect(station.readers()).toBe(0), { timeout: 60_000, interval: 50 })
    await host.close()
  })
})

describe('how Chromium is started', () => {
  const args = (sandboxed: boolean) =>
    chromiumArguments({ profile: '/w/chromium', page: '/w/enter.html', sandboxed })

  test('the command line holds no secret, only the path of the private file', () => {
    expect(args(true)[0]).toBe('--app=file:///w/enter.html')
    expect(args(true).join(' ')).not.toMatch(/token|127\.0\.0\.1/)
  })

  test('its sandbox stays on unless it must be off', () => {
    expect(args(true)).not.toContain('--no-sandbox')
    expect(args(false)).toContain('--no-sandbox')
  })

  test('outside training no window is opened as root; an address is told instead', async () => {
    vi.stubEnv('DISPLAY', ':0')
    vi.spyOn(process as { getuid(): number }, 'getuid').mockReturnValue(0)
    const told: string[] = []
    const host = await startBrowserHost({
      router: sampleStation().router,
      rendererDir: join(folder, 'renderer'),
      stateDir: folder,
      display: 'window',
      logger,
      training: false,
      tell: (sentence) => told.push(sentence.code),
    })
    vi.restoreAllMocks()
    await host.close()
    expect(host.shown).toBe('print')
    expect(told.at(-1)).toBe('station-address')
  })

  test('another Chromium can be named', () => {
    expect(findChromium({ BONDMARK_CHROMIUM: '/opt/chromium' })).toBe('/opt/chromium')
    expect(findChromium({ PATH: '' })).toBeNull()
  })
})
