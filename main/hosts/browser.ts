import type { AnyRouter } from '@orpc/server'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { type AppWindow, findChromium, hasDisplay, openAppWindow } from './app-window.ts'
import { startBrowserServer } from './browser-server.ts'
import { Entry, FILE_TOKEN_LIFE_MS, PRINTED_TOKEN_LIFE_MS } from './entry.ts'
import { entryFile } from './entry-pages.ts'
import { loopback } from './loopback-guard.ts'
import { pageFiles } from './page-files.ts'
import { stationRpc } from './station-rpc.ts'

export interface BrowserHostOptions {
  /** An implementation of `stationContract`. */
  readonly router: AnyRouter
  /** The built page. */
  readonly rendererDir: string
  /** Chromium's profile and the entry file live here: a folder of the workspace, private to its owner. */
  readonly stateDir: string
  /** 0 or absent: any free one. */
  readonly port?: number
  /** `window` falls back to `print` where there is no display, no Chromium, or no sandbox outside training. */
  readonly display: 'window' | 'print' | 'none'
  readonly logger: Logger
  /** Only training may run Chromium as root, which means without its sandbox. */
  readonly training: boolean
  /** Sentences for the person at the terminal: where the station is open, and what was not possible. */
  readonly tell: (sentence: Failure) => void
  readonly onWindowClosed?: () => void
  /** More switches for Chromium, for tests. */
  readonly chromiumArguments?: readonly string[]
}

export interface BrowserHost {
  /** `http://127.0.0.1:PORT/`; entering takes a token. */
  readonly url: string
  readonly port: number
  readonly shown: 'window' | 'print' | 'none'
  /** Whether Chromium's own sandbox is on; null when no window was opened by us. */
  readonly sandboxed: boolean | null
  /** A fresh address that lets one browser in, once, within 10 minutes. */
  printAddress(): string
  /** Serves another station from now on; open pages come to it by themselves. */
  serve(router: AnyRouter, logger: Logger): void
  close(): Promise<void>
}

/** Each key (line) from the terminal prints another address, until stopped. */
function printOnKey(print: () => void): () => void {
  if (!process.stdin.isTTY) return () => {}
  process.stdin.on('data', print)
  process.stdin.resume()
  process.stdin.unref()
  return () => {
    process.stdin.off('data', print)
    process.stdin.pause()
  }
}

/** Why no window can be opened here, or null. */
function windowRefusal(asRoot: boolean, training: boolean): Failure | null {
  if (findChromium(process.env) === null) return { code: 'station-window-no-chromium', detail: {} }
  if (asRoot && !training) return { code: 'station-window-refused-root', detail: {} }
  return null
}

/**
 * The station's screen from a plain Node process: a server on loopback that lets in who holds a one-use token, and a
 * Chromium app window that gets one through a private local file (DESIGN §10). Throws `port-in-use`, `address-unavailable`.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const files = pageFiles(options.rendererDir)
  let serveRpc = stationRpc(options.router, options.logger)
  const server = await startBrowserServer(options.port ?? 0, options.logger)
  const entry = new Entry(server.port, () => performance.now())
  server.serve({ own: loopback(server.port), entry, files, serveRpc: (pipe) => serveRpc(pipe) })
  const { origin } = loopback(server.port)
  const printAddress = () => `${origin}/enter?token=${entry.newToken(PRINTED_TOKEN_LIFE_MS)}`
  const print = () =>
    options.tell({
      code: 'station-address',
      detail: { address: printAddress(), minutes: PRINTED_TOKEN_LIFE_MS / 60_000 },
    })

  const asRoot = process.getuid?.() === 0
  let shown = options.display
  let window: AppWindow | null = null
  if (shown === 'window' && !hasDisplay(process.env)) shown = 'print'
  if (shown === 'window') {
    const refusal = windowRefusal(asRoot, options.training)
    if (refusal) {
      options.tell(refusal)
      shown = 'print'
    }
  }
  if (shown === 'window') {
    window = openAppWindow({
      chromium: findChromium(process.env) ?? 'chromium',
      stateDir: options.stateDir,
      content: entryFile(origin, entry.newToken(FILE_TOKEN_LIFE_MS)),
      contentLifeMs: FILE_TOKEN_LIFE_MS,
      sandboxed: !asRoot,
      onClosed: () => options.onWindowClosed?.(),
      more: options.chromiumArguments ?? [],
    })
    options.tell({ code: 'station-window-opened', detail: {} })
    if (asRoot) options.tell({ code: 'station-window-not-sandboxed', detail: {} })
  }
  if (shown === 'print') print()
  const stopPrinting = shown === 'print' ? printOnKey(print) : () => {}
  options.logger.info({ port: server.port, shown }, 'browser host started')

  return {
    url: `${origin}/`,
    port: server.port,
    shown,
    sandboxed: window ? !asRoot : null,
    printAddress,
    serve(router, logger) {
      serveRpc = stationRpc(router, logger)
      server.dropSockets()
    },
    async close() {
      stopPrinting()
      await Promise.all([window?.close(), server.close()])
    },
  }
}
