import type { Logger } from '../../platform/log/logger.ts'

/**
 * A bug ends the process at once, in the log and on standard error, whichever host runs it: Electron would only mutter
 * about a promise that nobody waits for. What was acknowledged is on disk. Returns the function that ends this.
 */
export function crashLoudly(logger: Logger): () => void {
  const crash = (error: unknown) => {
    logger.fatal({ err: error }, 'a bug ended the process')
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  }
  process.on('uncaughtException', crash)
  process.on('unhandledRejection', crash)
  return () => {
    process.off('uncaughtException', crash)
    process.off('unhandledRejection', crash)
  }
}
