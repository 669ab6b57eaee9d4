import { readFileSync } from 'node:fs'

/** What the sides of one sync and the script that measures them tell each other. */
export type FromSide =
  /** The receiver listens; other processes that count as the receiver. */
  | {
      readonly type: 'ready'
      readonly port?: number
      readonly host?: string
      readonly pids?: readonly number[]
    }
  /** Everything is there, at this time (Unix ms), as durable as it gets by itself. */
  | { readonly type: 'done'; readonly at: number; readonly count: number }
export type ToSide =
  /** The sender connects to this port; or, for a receiver, nothing more comes. */
  { readonly type: 'go'; readonly port: number }

export const tell = (message: FromSide): void => {
  process.send?.(message)
}

/** Waits for the word to begin. */
export const told = (): Promise<ToSide> =>
  new Promise((resolve) => process.once('message', (message) => resolve(message as ToSide)))

/** Ends with whoever measures. */
export const endWithParent = (): void => {
  process.once('disconnect', () => process.exit(0))
}

export interface GivenStatement {
  readonly id: string
  readonly bytes: Uint8Array
}

export const readStatements = (file: string): GivenStatement[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as [string, string][]).map(([id, bytes]) => ({
    id,
    bytes: new Uint8Array(Buffer.from(bytes, 'base64')),
  }))
