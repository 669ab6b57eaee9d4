import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { StationClient } from './station-client.ts'

/** An open way to the station. */
export interface OpenWay {
  readonly client: StationClient
  /** Resolves when the far end is gone. */
  readonly closed: Promise<void>
  close(): void
}

/** Opens a way to the station, or rejects. */
export type OpenTheWay = (signal: AbortSignal) => Promise<OpenWay>

declare global {
  interface Window {
    /** Set by Electron's preload, and only there: the station is then reached over a message port, not a socket. */
    readonly bondmark?: { readonly requestPort?: () => void }
  }
}

/** The message by which the preload hands over a port (with the port in `ports`). */
const PORT_MESSAGE = 'bondmark-port'

/** Over the socket of the host that served this page. */
const overSocket: OpenTheWay = (signal) =>
  new Promise((resolve, reject) => {
    const address = new URL('/rpc', location.href)
    address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:'
    const socket = new WebSocket(address)
    const closed = new Promise<void>((gone) => socket.addEventListener('close', () => gone(), { once: true }))
    signal.addEventListener('abort', () => socket.close(), { once: true })
    socket.addEventListener('open', () => {
      const client: StationClient = createORPCClient(new SocketLink({ websocket: socket }))
      resolve({ client, closed, close: () => socket.close() })
    })
    void closed.then(() => reject(new Error('the station does not answer')))
  })

/**
 * Ports handed over by Electron's preload. Collected from the start, because the first may come before anyone asks; a
 * newer one replaces one that was not taken yet.
 */
function portsFromPreload(): OpenTheWay {
  let waiting: MessagePort | null = null
  let taker: ((port: MessagePort) => void) | null = null
  window.addEventListener('message', (event) => {
    const data: unknown = event.data
    const [port] = event.ports
    const isOurs = event.source === window && typeof data === 'object' && data !== null && 'type' in data
    if (!isOurs || data.type !== PORT_MESSAGE || !port) return
    if (taker) taker(port)
    else waiting = port
  })
  return async (signal) => {
    if (!waiting) window.bondmark?.requestPort?.()
    const port =
      waiting ??
      (await new Promise<MessagePort>((resolve, reject) => {
        taker = resolve
        signal.addEventListener('abort', () => reject(new Error('no longer wanted')), { once: true })
      }))
    waiting = null
    taker = null
    const closed = new Promise<void>((gone) => port.addEventListener('close', () => gone(), { once: true }))
    const client: StationClient = createORPCClient(new PortLink({ port }))
    port.start()
    return { client, closed, close: () => port.close() }
  }
}

/** The way that this window has: a port in Electron, else a socket. */
export const theWay = (): OpenTheWay => ('bondmark' in window ? portsFromPreload() : overSocket)
