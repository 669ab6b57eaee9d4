import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** The far end of a pseudo-terminal: what is written to `stdin` arrives at its path, and what is written there at `stdout`. */
export type LaidPty = ChildProcess & { readonly stdin: Writable; readonly stdout: Readable }

/** What socat logs (-d -d) when the terminal has its settings and bytes are passed on. */
const READY = 'starting data transfer loop'

/**
 * Lays a pseudo-terminal with socat and links it at `path`. Resolves when it carries bytes as they are: socat makes the link
 * first and then the line raw, and who opens the path in between has a CR put before each LF, or its own settings undone.
 * Throws when socat ends before that.
 */
export async function layPty(path: string): Promise<LaidPty> {
  const laid = spawn('socat', ['-d', '-d', `pty,raw,echo=0,link=${path}`, '-'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  laid.stdin.on('error', () => undefined)
  await new Promise<void>((resolve, reject) => {
    let log = ''
    // Read on to the end, so that socat never waits for its log.
    laid.stderr.on('data', (bytes: Buffer) => {
      if (log.includes(READY)) return
      log += bytes
      if (log.includes(READY)) resolve()
    })
    laid.once('error', reject)
    laid.once('exit', (code, by) => reject(new Error(`socat ended with ${by ?? code}: ${log}`)))
  })
  return laid
}
