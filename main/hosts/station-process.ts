import type { AnyRouter } from '@orpc/server'
import type { MessagePortMain, ParentPort } from 'electron'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Logger } from '../../platform/log/logger.ts'
import { type PortEnd, portPipe } from './port-pipe.ts'
import { stationRpc } from './station-rpc.ts'

/** What Electron's main says to the station process. `open` comes first and once: it carries the unwrapped passphrase. */
export type ToStation =
  | { readonly type: 'open'; readonly folder: string; readonly passphrase: string | null }
  | { readonly type: 'page' }
  | { readonly type: 'close' }

/** What the station process answers. */
export type FromStation = { readonly type: 'opened' } | { readonly type: 'failed'; readonly failure: Failure }

export interface OpenedStation {
  readonly router: AnyRouter
  close(): Promise<void>
}

/** Opens the workspace in `folder`; `passphrase` is null for a training workspace, whose passphrase is published. */
export type OpenStation = (options: {
  folder: string
  passphrase: string | null
  logger: Logger
}) => Promise<OpenedStation>

const asPortEnd = (port: MessagePortMain): PortEnd => ({
  post: (message) => port.postMessage(message),
  onMessage: (listener) => port.on('message', (event) => listener(event.data)),
  onClose: (listener) => port.on('close', listener),
  close: () => port.close(),
})

const asFailure = (error: unknown): Failure =>
  error instanceof BondmarkError
    ? error.toFailure()
    : { code: 'internal', detail: { message: error instanceof Error ? error.message : String(error) } }

/**
 * The station in Electron's utility process: opened once, then served to each page that main hands a port of. Ends the
 * process (`exit`) when it is told to close, or could not open.
 */
export function serveStation(
  parent: Pick<ParentPort, 'on' | 'postMessage'>,
  open: OpenStation,
  logger: Logger,
  exit: (code: number) => void,
): void {
  let opening: Promise<OpenedStation> | undefined
  const tell = (message: FromStation) => parent.postMessage(message)

  const start = async (folder: string, passphrase: string | null) => {
    if (opening) return
    opening = open({ folder, passphrase, logger })
    await opening
    tell({ type: 'opened' })
  }
  const servePage = async (port: MessagePortMain | undefined) => {
    if (!port || !opening) return
    const { router } = await opening
    stationRpc(router, logger)(portPipe(asPortEnd(port)))
    port.start()
  }
  const close = async () => {
    if (opening) await (await opening).close()
    exit(0)
  }
  parent.on('message', ({ data, ports }) => {
    const message = data as ToStation
    const work =
      message.type === 'open'
        ? start(message.folder, message.passphrase)
        : message.type === 'page'
          ? servePage(ports[0])
          : close()
    work.catch((error: unknown) => {
      logger.error({ err: error }, 'the station process ends')
      tell({ type: 'failed', failure: asFailure(error) })
      exit(1)
    })
  })
}
