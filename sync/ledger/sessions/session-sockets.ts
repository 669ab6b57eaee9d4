import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { type WebSocket, WebSocketServer } from 'ws'
import { addressGroup } from '../../../platform/http/address-group.ts'
import { isHostAllowed } from '../../../platform/http/http-service.ts'
import { channelOf } from '../../../platform/tls/channel-binding.ts'
import { FRAME_BYTES_MAX } from '../../replication/session-frames.ts'
import { webSocketSession } from '../../replication/session-socket.ts'
import type { FrontDoor } from '../http/front-door.ts'
import type { LedgerContext } from '../ledger-context.ts'
import { serveSession } from './ledger-session.ts'
import { SessionConduct } from './session-conduct.ts'
import { keepSessionSeats } from './session-seats.ts'
import { boundUntilProved } from './unproved-socket.ts'

/**
 * Sessions at once of stations that have proved their keys, by what they have come for: each may hold a batch or some
 * small documents in memory. Others wait in turn.
 */
const SEATS_MAX = { batch: 8, workspace: 32 }

export interface SessionSockets {
  /** Sessions of stations that have proved their keys, of those that wait to be served, and of strangers. */
  states(): { readonly proved: number; readonly waiting: number; readonly unproved: number }
  /** Lets no more sessions in, and waits at most `msMax` for those of proved stations to end. */
  drain(msMax: number): Promise<void>
  /** Ends every session. */
  close(): Promise<void>
}

/** Lets stations in on `/session` of a server, within bounds. */
export function takeSessions(server: Server, door: FrontDoor, ledger: LedgerContext): SessionSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  })
  const seats = { batch: keepSessionSeats(SEATS_MAX.batch), workspace: keepSessionSeats(SEATS_MAX.workspace) }
  const running = new Set<Promise<void>>()
  const proved = new Set<Promise<void>>()
  const conduct = new SessionConduct(ledger.timers)
  let isClosing = false

  const serve = (websocket: WebSocket, socket: Duplex, request: IncomingMessage) => {
    const lift = boundUntilProved(socket)
    const guest = door.guestOf(request.socket)
    const logger = ledger.logger.child({ session: randomBytes(6).toString('hex') })
    let provedKid: string | null = null
    const session = serveSession(
      webSocketSession(websocket, channelOf(socket)),
      { ...ledger, logger },
      async ({ kid, wants }) => {
        lift()
        guest?.proved()
        provedKid = kid
        conduct.admit(kid)
        proved.add(session)
        const seat = seats[wants].take(kid, () => websocket.terminate())
        const closed = whenClosed(websocket).then(seat.giveUp)
        // Until both have ended: a station that keeps its socket goes on holding what it holds, and one that drops it
        // in the middle leaves a thread at work on what it brought.
        void Promise.all([closed, session]).then(seat.gone)
        await seat.seated
      },
      (code) => conduct.ended(code, addressOf(request), provedKid),
    ).finally(() => {
      running.delete(session)
      proved.delete(session)
    })
    running.add(session)
  }
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // From here on the server no longer listens for this socket's errors, and one without a listener ends the process.
    socket.on('error', () => socket.destroy())
    const refusal = isClosing ? '503 Service Unavailable' : refuseUpgrade(request)
    if (refusal !== null) return socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`)
    const welcome = () => {
      if (socket.destroyed) return
      // Whoever was slowed down may come to a ledger that has closed meanwhile.
      if (isClosing) return void socket.destroy()
      sockets.handleUpgrade(request, socket, head, (websocket) => serve(websocket, socket, request))
    }
    const delayMs = conduct.delayMs(addressOf(request))
    if (delayMs === 0) welcome()
    else ledger.timers.after(delayMs, welcome)
  })
  return {
    states: () => ({
      proved: seats.batch.taken() + seats.workspace.taken(),
      waiting: seats.batch.waiting() + seats.workspace.waiting(),
      unproved: running.size - proved.size,
    }),
    async drain(msMax) {
      isClosing = true
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, msMax)
      })
      await Promise.race([Promise.all(proved), late])
      clearTimeout(timer)
    },
    async close() {
      isClosing = true
      for (const socket of sockets.clients) socket.terminate()
      await Promise.all(running)
    },
  }
}

function whenClosed(websocket: WebSocket): Promise<void> {
  if (websocket.readyState === websocket.CLOSED) return Promise.resolve()
  return new Promise((resolve) => websocket.once('close', () => resolve()))
}

const addressOf = ({ socket }: IncomingMessage): string => addressGroup(socket.remoteAddress ?? '')

/** The HTTP status line with which an upgrade is refused, or null. Browsers send an Origin; stations are none. */
function refuseUpgrade(request: IncomingMessage): string | null {
  if (!isHostAllowed(request)) return '421 Misdirected Request'
  // Pages are read by whatever there is. A session is signed with its channel, and older TLS has none to sign: whoever
  // stands between with a certificate of its own must not get round that by speaking it.
  if (request.socket instanceof TLSSocket && channelOf(request.socket) === null)
    return '426 Upgrade Required\r\nUpgrade: TLS/1.3'
  if (request.headers.origin !== undefined) return '403 Forbidden'
  return request.url === '/session' ? null : '404 Not Found'
}
