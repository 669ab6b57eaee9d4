import pino, { type Logger } from 'pino'

export type { Logger } from 'pino'

export interface LoggerOptions {
  readonly name: string
  readonly level?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** A file to append to; standard error when absent, so that answers on standard output stay clean. */
  readonly destination?: string
}

/** Structured logs, one JSON object a line. Values that could be secrets are cut out wherever they appear. */
export function createLogger(options: LoggerOptions): Logger {
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
    pino.destination({ dest: options.destination ?? 2, sync: true, mkdir: true }),
  )
}
