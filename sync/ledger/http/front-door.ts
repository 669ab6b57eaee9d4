import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Guest, openWaitingRoom, type WaitingRoom } from './waiting-room.ts'

/**
 * Connections of strangers in all, and of one address: enough for a warehouse behind one, and for whoever reads tiles.
 * Each is a file descriptor and a few KiB.
 */
const GUESTS_MAX = 256
const GUESTS_OF_ADDRESS_MAX = 64
/** Beyond the guests: sessions of stations, and connections on their way out. */
const CONNECTIONS_MAX = 512

export interface FrontDoor {
  readonly room: WaitingRoom
  /** Whose connection a request came by. */
  guestOf(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): Guest | null
}

/**
 * Watches every connection of a server from its first packet, TLS handshake and all, until it has proved a key or is
 * closed; who says nothing has a place only while nobody else needs it.
 */
export function watchDoor(server: Server): FrontDoor {
  const room = openWaitingRoom({ max: GUESTS_MAX, maxOfAddress: GUESTS_OF_ADDRESS_MAX })
  // By its other end: with TLS, a request's socket is not the one that was accepted.
  const guests = new Map<string, Guest>()
  server.maxConnections = CONNECTIONS_MAX
  server.on('connection', (socket: Socket) => {
    const { remoteAddress, remotePort } = socket
    // Gone before it was looked at.
    if (remoteAddress === undefined) return socket.destroy()
    const end = `${remoteAddress} ${remotePort}`
    const guest = room.enter(remoteAddress, () => socket.destroy())
    guests.set(end, guest)
    socket.once('close', () => {
      guest.left()
      if (guests.get(end) === guest) guests.delete(end)
    })
  })
  const guestOf: FrontDoor['guestOf'] = ({ remoteAddress, remotePort }) =>
    guests.get(`${remoteAddress} ${remotePort}`) ?? null
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const guest = guestOf(request.socket)
    guest?.busy(true)
    response.once('close', () => guest?.busy(false))
  })
  return { room, guestOf }
}
