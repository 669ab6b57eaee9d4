import { wallClock } from '../../platform/clock/clock.ts'
import { systemTimers } from '../../platform/clock/timers.ts'
import { answerBy, boundedHttpServer, listen, renewTls, stop } from '../../platform/http/http-service.ts'
import type { Logger } from '../../platform/log/logger.ts'
import type { StreamPace } from '../../platform/service/asked.ts'
import type { RateOptions } from '../../platform/service/rate-limits.ts'
import { serveService } from '../../platform/service/serve-service.ts'
import { openServiceStore } from '../../platform/service/service-store.ts'
import { readTlsFiles, type TlsFiles } from '../../platform/tls/read-pem.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import { openStationSource } from './station-source.ts'

export interface StationServiceOptions {
  readonly folder: string
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  readonly logger: Logger
  readonly tls?: TlsFiles
  readonly rates?: RateOptions
  readonly pace?: StreamPace
}

export interface RunningService {
  readonly url: string
  /** Reads the certificate anew, for new connections. */
  reloadTls(): void
  /** Ends streams and deliveries in order. */
  stop(): Promise<void>
}

/**
 * Serves the decisions of a workspace to other systems, as a process of its own beside the station or without one. It
 * only reads the workspace, and keeps keys and answers in a file of its own. Throws `workspace-…`, `database-…`, `tls-…`,
 * `port-in-use`, `address-unavailable`.
 */
export async function runStationService(options: StationServiceOptions): Promise<RunningService> {
  const { folder, host, port, logger, rates, pace } = options
  const tls = options.tls && readTlsFiles(options.tls)
  const undo: (() => unknown)[] = []
  const close = async () => {
    for (const each of undo.splice(0).reverse()) await each()
  }
  try {
    const source = openStationSource(folder)
    undo.push(() => source.close())
    const store = openServiceStore(workspaceFiles(folder).service)
    undo.push(() => store.close())
    const now = () => wallClock.now()
    const service = serveService({
      source,
      store,
      prefix: '',
      logger,
      timers: systemTimers,
      now,
      ...(rates && { rates }),
      ...(pace && { pace }),
    })
    const server = boundedHttpServer(answerBy([service.route]), logger, tls)
    undo.push(() => stop(server))
    // Before the sockets are cut: streams end with a whole event, and what was counted is written.
    undo.push(() => service.close())
    const url = await listen(server, host, port)
    logger.info({ url }, 'decision service ready')
    return {
      url,
      reloadTls() {
        if (options.tls) renewTls(server, readTlsFiles(options.tls))
      },
      stop: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
