import type { Command } from 'commander'
import { createLogger } from '../../platform/log/logger.ts'
import { type RunningService, runStationService } from '../service/run-station-service.ts'
import { readListenAddress } from './listen-address.ts'
import { readPort } from './port.ts'
import { answer, asFailure, personPath, tell } from './terminal.ts'
import { tlsFilesOf } from './tls-files-option.ts'

interface ServeOptions {
  readonly workspace: string
  readonly port?: string
  readonly listen?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly json?: boolean
}

/** `service serve`: the decisions of a workspace for other systems, in this process, in the foreground. */
export function addServiceServe(service: Command): void {
  const serve = service
    .command('serve')
    .description('answer other systems beside a station, or without one, until interrupted')
    .requiredOption('--workspace <dir>', 'folder of the workspace; it is only read')
    .option('--port <n>', 'port on loopback; 0 for a free one')
    .option('--listen <host:port>', 'address and port, instead of a port on loopback')
    .option('--tls-cert <file>', 'certificate chain in PEM: speak HTTPS; read anew on SIGHUP')
    .option('--tls-key <file>', 'its private key in PEM')
    .option('--json', 'say where it listens as JSON')
    .action(async (options: ServeOptions) => {
      if (options.port === undefined && options.listen === undefined)
        return serve.error("error: required option '--port <n>' not specified")
      const where =
        options.listen === undefined
          ? { host: '127.0.0.1', port: readPort(options.port ?? '') }
          : readListenAddress(options.listen)
      const tls = tlsFilesOf(options)
      const running = await runStationService({
        folder: personPath(options.workspace),
        ...where,
        logger: createLogger({ name: 'service', level: 'info' }),
        ...(tls && { tls }),
      })
      // Before it is said: whoever hears it may end the service at once.
      const ended = endOnSignal(running, tls !== null)
      if (options.json) answer({ format: 'bondmark/service/1', ready: true, url: running.url })
      else tell({ code: 'service-serving', detail: { url: running.url } })
      await ended
      tell({ code: 'service-stopped', detail: {} })
    })
}

/** Resolves when the service has ended: in order at the first SIGTERM or Ctrl-C, at once at the second. */
function endOnSignal(running: RunningService, hasTls: boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let isEnding = false
  const told = () => {
    if (isEnding) process.exit(130)
    isEnding = true
    running.stop().then(resolve, reject)
  }
  process.on('SIGTERM', told)
  process.on('SIGINT', told)
  process.on('SIGHUP', hasTls ? () => renew(running) : told)
  return promise
}

function renew(running: RunningService): void {
  try {
    running.reloadTls()
  } catch (error) {
    const failure = asFailure(error)
    if (failure === null) throw error
    tell(failure)
  }
}
