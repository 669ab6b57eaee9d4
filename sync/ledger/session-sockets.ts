import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { FRAME_BYTES_MAX } from '../replication/session-frames.ts'
import { webSocketSession } from '../replication/session-socket.ts'
import { isHostAllowed } from './http-service.ts'
import type { LedgerContext } from './ledger-context.ts'
import { serveSession } from './ledger-session.ts'
import { boundUntilProved } from './unproved-socket.ts'

/**
 * Session sockets at once, those that are still closing included; a station has one. Each may hold a batch in memory
 * once its station has proved its key.
 */
const SOCKETS_MAX = 8

export interface SessionSockets {
  /** Ends every session. */
  close(): Promise<void>
}

/** Lets stations in on `/session` of a server, within bounds. */
export function takeSessions(server: Server, ledger: LedgerContext): SessionSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  })
  const running = new Set<Promise<void>>()
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // From here on the server no longer listens for this socket's errors, and one without a listener ends the process.
    socket.on('error', () => socket.destroy())
    const refusal = refuseUpgrade(request, sockets.clients.size)
    if (refusal !== null) return socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`)
    sockets.handleUpgrade(request, socket, head, (websocket) => {
      const proved = boundUntilProved(socket)
      const session = serveSession(webSocketSession(websocket), ledger, proved).finally(() =>
        running.delete(session),
      )
      running.add(session)
    })
  })
  return {
    async close() {
      for (const socket of sockets.clients) socket.terminate()
      await Promise.all(running)
    },
  }
}

/** The HTTP status line with which an upgrade is refused, or null. Browsers send an Origin; stations are none. */
function refuseUpgrade(request: IncomingMessage, open: number): string | null {
  if (!isHostAllowed(request)) return '421 Misdirected Request'
  if (request.headers.origin !== undefined) return '403 Forbidden'
  if (request.url !== '/session') return '404 Not Found'
  return open < SOCKETS_MAX ? null : '503 Service Unavailable'
}
