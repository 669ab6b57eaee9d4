import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

// Electron's binary cannot be had everywhere: this stands in for its module and records what the host asks of it. What
// Electron makes of it is tried by the end-to-end test "Electron binary" wherever there is one.
const electron = vi.hoisted(() => {
  class Emitter {
    listeners = new Map<string, ((...args: unknown[]) => unknown)[]>()
    on(name: string, listener: (...args: unknown[]) => unknown) {
      this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener])
      return this
    }
    once(name: string, listener: (...args: unknown[]) => unknown) {
      return this.on(name, listener)
    }
    emit(name: string, ...args: unknown[]) {
      return (this.listeners.get(name) ?? []).map((listener) => listener(...args))
    }
  }
  class Contents extends Emitter {
    mainFrame = { url: 'bondmark://station/', postMessage: vi.fn() }
    openHandler: ((details: { url: string }) => unknown) | undefined
    setWindowOpenHandler(handler: (details: { url: string }) => unknown) {
      this.openHandler = handler
    }
  }
  class BrowserWindow extends Emitter {
    static made: BrowserWindow[] = []
    webContents = new Contents()
    options: { webPreferences: Record<string, unknown> }
    removeMenu = vi.fn()
    show = vi.fn()
    focus = vi.fn()
    loadURL = vi.fn(async () => {})
    constructor(options: { webPreferences: Record<string, unknown> }) {
      super()
      this.options = options
      BrowserWindow.made.push(this)
    }
  }
  class MessageChannelMain {
    port1 = { name: 'port1' }
    port2 = { name: 'port2' }
  }
  const app = Object.assign(new Emitter(), {
    isPackaged: true,
    enableSandbox: vi.fn(),
    requestSingleInstanceLock: vi.fn(() => true),
    whenReady: vi.fn(async () => {}),
    getPath: vi.fn(() => '/nowhere'),
    getLocale: vi.fn(() => 'zh-CN'),
    quit: vi.fn(),
    exit: vi.fn(),
  })
  const station = Object.assign(new Emitter(), { postMessage: vi.fn(), kill: vi.fn() })
  const defaultSession = {
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
    webRequest: { onBeforeRequest: vi.fn() },
  }
  const safeStorage = {
    getSelectedStorageBackend: vi.fn(() => 'gnome_libsecret'),
    isAsyncEncryptionAvailable: vi.fn(async () => true),
    encryptStringAsync: vi.fn(async (text: string) => Buffer.from(`wrapped:${text}`)),
    decryptStringAsync: vi.fn(async (bytes: Buffer) => ({
      result: bytes.toString().replace('wrapped:', ''),
      shouldReEncrypt: false,
    })),
  }
  return {
    app,
    BrowserWindow,
    Contents,
    dialog: { showErrorBox: vi.fn() },
    ipcMain: new Emitter(),
    MessageChannelMain,
    protocol: { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() },
    session: { defaultSession },
    utilityProcess: { fork: vi.fn(() => station) },
    safeStorage,
    station,
  }
})
vi.mock('electron', () => electron)

const { startElectronHost } = await import('./electron.ts')
const { passphraseFromSystem } = await import('./vault.ts')

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bondmark-electron-'))
  mkdirSync(join(folder, 'renderer'))
  writeFileSync(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Station</title>')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  vi.clearAllMocks()
  for (const emitter of [electron.app, electron.ipcMain, electron.station]) emitter.listeners.clear()
})

async function start() {
  await startElectronHost({
    preload: '/b/preload.cjs',
    stationProgram: '/b/station.mjs',
    rendererDir: join(folder, 'renderer'),
    workspace: join(folder, 'w'),
  })
  const window = electron.BrowserWindow.made.at(-1)
  if (!window) throw new Error('no window was opened')
  return window
}
const prevented = (
  emitter: { emit(name: string, ...args: unknown[]): unknown },
  name: string,
  details: object = {},
) => {
  const event = { ...details, preventDefault: vi.fn() }
  emitter.emit(name, event)
  return event.preventDefault.mock.calls.length > 0
}

describe('the window of the Electron host', () => {
  test('is isolated, sandboxed and has no Node in it', async () => {
    const window = await start()
    expect(electron.app.enableSandbox).toHaveBeenCalledBefore(electron.app.whenReady)
    expect(window.options.webPreferences).toEqual({
      preload: '/b/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    })
    expect(window.loadURL).toHaveBeenCalledWith('bondmark://station/')
  })

  test('goes nowhere else: no navigation, redirect, web view or second window', async () => {
    await start()
    const contents = new electron.Contents()
    electron.app.emit('web-contents-created', {}, contents)
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'bondmark://other/',
      'bondmark://user@station/',
      'javascript:1',
    ]) {
      expect(prevented(contents, 'will-navigate', { url }), url).toBe(true)
      expect(prevented(contents, 'will-frame-navigate', { url }), url).toBe(true)
    }
    expect(prevented(contents, 'will-navigate', { url: 'bondmark://station/' })).toBe(false)
    expect(prevented(contents, 'will-redirect')).toBe(true)
    expect(prevented(contents, 'will-attach-webview')).toBe(true)
    expect(contents.openHandler?.({ url: 'bondmark://station/' })).toEqual({ action: 'deny' })
  })

  test('is given no permission, no device and no request to anywhere', async () => {
    await start()
    const { defaultSession } = electron.session
    const answer = vi.fn()
    defaultSession.setPermissionRequestHandler.mock.calls[0]?.[0]({}, 'media', answer)
    expect(answer).toHaveBeenCalledExactlyOnceWith(false)
    expect(defaultSession.setPermissionCheckHandler.mock.calls[0]?.[0]()).toBe(false)
    expect(defaultSession.setDevicePermissionHandler.mock.calls[0]?.[0]()).toBe(false)
    const decide = (url: string) => {
      const decided = vi.fn()
      defaultSession.webRequest.onBeforeRequest.mock.calls[0]?.[0]({ url }, decided)
      return decided.mock.calls[0]?.[0].cancel
    }
    expect(decide('https://evil.example/')).toBe(true)
    expect(decide('file:///etc/passwd')).toBe(true)
    expect(decide('bondmark://station/index.html')).toBe(false)
  })

  test('gets its page from a closed list, under a policy without anything inline', async () => {
    await start()
    const [scheme, handle] = electron.protocol.handle.mock.calls[0] ?? []
    expect(scheme).toBe('bondmark')
    const page: Response = await handle({ url: 'bondmark://station/', method: 'GET' })
    expect(await page.text()).toContain('Station')
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe-')
    for (const url of ['bondmark://station/../secret', 'bondmark://other/index.html']) {
      expect((await handle({ url, method: 'GET' })).status, url).toBe(404)
    }
  })

  test('a second start of the program opens nothing', async () => {
    electron.app.requestSingleInstanceLock.mockReturnValueOnce(false)
    const before = electron.BrowserWindow.made.length
    await startElectronHost({ preload: '', stationProgram: '', rendererDir: folder })
    expect(electron.app.quit).toHaveBeenCalledOnce()
    expect(electron.BrowserWindow.made).toHaveLength(before)
  })
})

describe('the station process of the Electron host', () => {
  test('is told its workspace first; training has no passphrase to unwrap', async () => {
    await start()
    expect(electron.utilityProcess.fork).toHaveBeenCalledWith(
      '/b/station.mjs',
      [],
      expect.objectContaining({ serviceName: 'Bondmark station' }),
    )
    expect(electron.station.postMessage.mock.calls[0]).toEqual([
      { type: 'open', folder: join(folder, 'w'), passphrase: null },
    ])
    expect(electron.safeStorage.decryptStringAsync).not.toHaveBeenCalled()
  })

  test("hands a port to the window's own top frame showing our page, and to nobody else", async () => {
    const window = await start()
    const { webContents } = window
    const ask = (event: object) => electron.ipcMain.emit('bondmark-port-wanted', event)
    electron.station.postMessage.mockClear()
    ask({ sender: webContents, senderFrame: { url: 'bondmark://station/', postMessage: vi.fn() } })
    ask({ sender: new electron.Contents(), senderFrame: webContents.mainFrame })
    ask({ sender: webContents, senderFrame: null })
    webContents.mainFrame.url = 'https://evil.example/'
    ask({ sender: webContents, senderFrame: webContents.mainFrame })
    expect(electron.station.postMessage).not.toHaveBeenCalled()
    webContents.mainFrame.url = 'bondmark://station/'
    ask({ sender: webContents, senderFrame: webContents.mainFrame })
    expect(electron.station.postMessage).toHaveBeenCalledExactlyOnceWith({ type: 'page' }, [
      { name: 'port1' },
    ])
    expect(webContents.mainFrame.postMessage).toHaveBeenCalledExactlyOnceWith('bondmark-port', null, [
      { name: 'port2' },
    ])
  })

  test('is asked to close before the program quits, and quits with it', async () => {
    await start()
    expect(prevented(electron.app, 'before-quit')).toBe(true)
    expect(electron.station.postMessage).toHaveBeenLastCalledWith({ type: 'close' })
    electron.station.emit('exit', 0)
    expect(electron.app.quit).toHaveBeenCalledOnce()
    expect(prevented(electron.app, 'before-quit')).toBe(false)
    expect(electron.dialog.showErrorBox).not.toHaveBeenCalled()
  })

  test('a station that cannot open says why, in words, and ends the program', async () => {
    await start()
    electron.station.emit('message', {
      type: 'failed',
      failure: { code: 'vault-unprotected', detail: { backend: 'basic_text' } },
    })
    expect(electron.dialog.showErrorBox).toHaveBeenCalledExactlyOnceWith(
      'Bondmark',
      expect.stringContaining('basic_text'),
    )
    expect(electron.app.exit).toHaveBeenCalledExactlyOnceWith(1)
  })
})

describe('the vault of the operating system', () => {
  const vault = () => join(folder, 'vault.json')
  const passphrase = (wrapped: string, from = random) =>
    passphraseFromSystem({ wrapped, vault: vault() }, from)
  const random = (bytes: number) => new Uint8Array(bytes).fill(7)

  test('makes a passphrase once, keeps it wrapped, and gives the same again', async () => {
    const file = join(folder, 'vault.os')
    const first = await passphrase(file)
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(readFileSync(file, 'utf8')).toBe(`wrapped:${first}`)
    expect(await passphrase(file, () => new Uint8Array(32))).toBe(first)
  })

  test('wraps it anew when the key store asks for it', async () => {
    const file = join(folder, 'vault.os')
    writeFileSync(file, 'wrapped:old')
    electron.safeStorage.decryptStringAsync.mockResolvedValueOnce({ result: 'old', shouldReEncrypt: true })
    electron.safeStorage.encryptStringAsync.mockResolvedValueOnce(Buffer.from('rewrapped'))
    expect(await passphrase(file)).toBe('old')
    expect(readFileSync(file, 'utf8')).toBe('rewrapped')
  })

  test('refuses a desktop that protects nothing, and leaves no file', async () => {
    const file = join(folder, 'vault.os')
    if (process.platform === 'linux') {
      for (const backend of ['basic_text', 'unknown']) {
        electron.safeStorage.getSelectedStorageBackend.mockReturnValueOnce(backend)
        await expect(passphrase(file)).rejects.toMatchObject({
          code: 'vault-unprotected',
          detail: { backend },
        })
      }
    }
    electron.safeStorage.isAsyncEncryptionAvailable.mockResolvedValueOnce(false)
    await expect(passphrase(file)).rejects.toMatchObject({ code: 'vault-unprotected' })
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })

  test('a vault whose passphrase is lost stays locked: a new one would not open it', async () => {
    const file = join(folder, 'vault.os')
    writeFileSync(vault(), '{}')
    await expect(passphrase(file)).rejects.toMatchObject({ code: 'vault-locked', detail: { context: file } })
    expect(() => readFileSync(file)).toThrow('ENOENT')
    writeFileSync(file, 'wrapped:old')
    expect(await passphrase(file)).toBe('old')
  })

  test('what was wrapped for another person of this machine stays locked', async () => {
    const file = join(folder, 'vault.os')
    writeFileSync(file, 'foreign')
    electron.safeStorage.decryptStringAsync.mockRejectedValueOnce(
      new Error('Error while decrypting the ciphertext'),
    )
    await expect(passphrase(file)).rejects.toMatchObject({ code: 'vault-locked' })
  })
})
