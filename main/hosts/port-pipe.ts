import type { RpcPipe } from './rpc-pipe.ts'

/** One end of a message port, whoever makes it: Electron's main, its renderer, or Node's worker threads. */
export interface PortEnd {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

/** Messages on their way to the page before the station waits for it. */
const UNTAKEN_MAX = 4

/**
 * The station's end of a port as a pipe. A port has no back-pressure of its own and would queue without bound for a
 * page that hangs, so the relay in the preload says how many messages were taken (a bare number on the same port).
 */
export function portPipe(port: PortEnd): RpcPipe {
  let untaken = 0
  let closed = false
  const waiting: (() => void)[] = []
  const wake = () => {
    while (waiting.length > 0 && (closed || untaken < UNTAKEN_MAX)) waiting.shift()?.()
  }
  port.onClose(() => {
    closed = true
    wake()
  })
  return {
    send(message) {
      if (closed) return Promise.resolve()
      untaken += 1
      port.post(message)
      return untaken < UNTAKEN_MAX ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))
    },
    onMessage: (listener) =>
      port.onMessage((message) => {
        if (typeof message !== 'number') return listener(message)
        untaken = Math.max(0, untaken - message)
        wake()
      }),
    onClose: (listener) => port.onClose(listener),
    refuse: () => port.close(),
  }
}

/**
 * Joins the station's port to the page's, in the page's own thread: a message counts as taken when that thread got
 * round to it.
 */
export function relayPort(station: PortEnd, page: PortEnd): void {
  station.onMessage((message) => {
    page.post(message)
    station.post(1)
  })
  page.onMessage((message) => {
    // Only texts are calls; a number from the page would be credit it does not have.
    if (typeof message === 'string') station.post(message)
    else station.close()
  })
  station.onClose(() => page.close())
  page.onClose(() => station.close())
}
