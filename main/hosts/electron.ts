import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  protocol,
  session,
  type UtilityProcess,
  utilityProcess,
  type WebContents,
} from 'electron'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { wordsFor } from '../../core/errors/words.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { isWorkspace, readProfile, workspaceFiles } from '../workspace/workspace.ts'
import { answerPage, isOwnPage, PAGE_ADDRESS, PAGE_SCHEME } from './electron-page.ts'
import { pageFiles } from './page-files.ts'
import type { FromStation, ToStation } from './station-process.ts'
import { passphraseFromSystem } from './vault.ts'

/** How long an orderly end may take before the station process is ended. */
const CLOSE_WAIT_MS = 10_000

/** Where the bundles lie, and which workspace is opened (a training one is made where none is). */
export interface ElectronHostOptions {
  readonly preload: string
  readonly stationProgram: string
  readonly rendererDir: string
  /** Absent: `training` in the user's data folder. */
  readonly workspace?: string | undefined
}

/** No navigation, no second window, no web view: whatever the page is talked into, it stays the station's page. */
function confine(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** No permission of any kind, and no request that is not for the page itself. */
function confineSession(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isOwnPage(details.url) && !/^(blob:bondmark:|data:|devtools:)/.test(details.url) })
  })
}

function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    show: false,
    backgroundColor: '#10161c',
    title: 'Bondmark',
    webPreferences: {
      preload,
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
      devTools: !app.isPackaged,
    },
  })
  window.removeMenu()
  window.once('ready-to-show', () => window.show())
  return window
}

/** The passphrase is unwrapped here and handed over once; training's is published, so there is nothing to unwrap. */
async function passphraseFor(folder: string): Promise<string | null> {
  if (!isWorkspace(folder) || readProfile(folder).training) return null
  return passphraseFromSystem(
    { wrapped: join(folder, 'vault.os'), vault: workspaceFiles(folder).vault },
    random,
  )
}

function fail(failure: Failure): void {
  dialog.showErrorBox('Bondmark', wordsFor(failure, app.getLocale().startsWith('zh') ? 'zh-CN' : 'en'))
  app.exit(1)
}

/** A page may ask for a port: only the top frame of our window, and only while it shows our page. */
function handOutPorts(window: BrowserWindow, station: UtilityProcess): void {
  ipcMain.on('bondmark-port-wanted', (event) => {
    const frame = event.senderFrame
    if (
      !frame ||
      event.sender !== window.webContents ||
      frame !== window.webContents.mainFrame ||
      !isOwnPage(frame.url)
    )
      return
    const { port1, port2 } = new MessageChannelMain()
    station.postMessage({ type: 'page' } satisfies ToStation, [port1])
    frame.postMessage('bondmark-port', null, [port2])
  })
}

/** Quitting waits for the station to put everything away; a station that ends by itself takes the window with it. */
function endTogether(station: UtilityProcess): void {
  let ending = false
  let ended = false
  station.on('exit', (code) => {
    ended = true
    if (ending) app.quit()
    else fail({ code: 'internal', detail: { message: `the station process ended (${code})` } })
  })
  app.on('before-quit', (event) => {
    if (ended) return
    event.preventDefault()
    if (ending) return
    ending = true
    station.postMessage({ type: 'close' } satisfies ToStation)
    setTimeout(() => station.kill(), CLOSE_WAIT_MS)
  })
  app.on('window-all-closed', () => app.quit())
}

async function openStation(stationProgram: string, folder: string): Promise<UtilityProcess> {
  const passphrase = await passphraseFor(folder)
  const station = utilityProcess.fork(stationProgram, [], {
    serviceName: 'Bondmark station',
    stdio: 'inherit',
  })
  station.on('message', (message: FromStation) => {
    if (message.type === 'failed') fail(message.failure)
  })
  station.postMessage({ type: 'open', folder, passphrase } satisfies ToStation)
  return station
}

/** The Electron host: one station process, one window, one port between them (DESIGN §10). */
export async function startElectronHost(options: ElectronHostOptions): Promise<void> {
  app.enableSandbox()
  if (!app.requestSingleInstanceLock()) return app.quit()
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true } },
  ])
  app.on('web-contents-created', (_event, contents) => confine(contents))
  await app.whenReady()
  confineSession()
  const files = pageFiles(options.rendererDir)
  protocol.handle(PAGE_SCHEME, (request) => answerPage(files, request))
  try {
    const station = await openStation(
      options.stationProgram,
      options.workspace ?? join(app.getPath('userData'), 'training'),
    )
    const window = openWindow(options.preload)
    app.on('second-instance', () => window.focus())
    endTogether(station)
    handOutPorts(window, station)
    await window.loadURL(PAGE_ADDRESS)
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    fail(error.toFailure())
  }
}
