import pino, { type Logger } from 'pino'

export type { Logger } from 'pino'

export interface LoggerOptions {
  readonly name: string
  readonly level?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** A file to append to; standard error when absent, so that answers on standard output stay clean. */
  readonly destination?: string
}

/** What a log that cannot be written may hold on to; more is dropped. */
const WAITING_BYTES_MAX = 64 * 1024

/** Structured logs, one JSON object a line. Values that could be secrets are cut out wherever they appear. */
export function createLogger(options: LoggerOptions): Logger {
  const destination = pino.destination({
    dest: options.destination ?? 2,
    sync: true,
    mkdir: true,
    maxLength: WAITING_BYTES_MAX,
  })
  // A full disk is told by those who need it; a log that cannot be written must not stop a station.
  destination.on('error', () => {})
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      redact: {
        paths: [
          'pin',
          '*.pin',
          'passcode',
          '*.passcode',
          'seed',
          '*.seed',
          'passphrase',
          '*.passphrase',
          'token',
          '*.token',
        ],
        remove: true,
      },
    },
    destination,
  )
}
