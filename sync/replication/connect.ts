import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { channelOf } from '../../platform/tls/channel-binding.ts'
import { tlsFailureOf } from '../../platform/tls/tls-failure.ts'
import { FRAME_BYTES_MAX } from './session-frames.ts'
import { type SessionSocket, webSocketSession } from './session-socket.ts'

const HANDSHAKE_MS_MAX = 10_000
const CLOSE_MS_MAX = 2_000

export interface LedgerConnection {
  readonly socket: SessionSocket
  /** Bytes that passed the socket so far, in both directions. */
  bytes(): { bytesSent: number; bytesReceived: number }
  /** Resolves when the socket is closed, at the latest after two seconds. */
  close(): Promise<void>
}

/** Opens the session socket of a ledger's address, or throws what `connectToLedger` throws. */
export type Connect = (url: string) => Promise<LedgerConnection>

/**
 * Opens the session socket of the ledger at `url` (http(s):// or ws(s)://). Throws `ledger-unreachable` when nobody
 * answers there, `tls-…` when it does not prove to be that host, `ledger-refused` when something else than a ledger does.
 */
export async function connectToLedger(url: string): Promise<LedgerConnection> {
  const socket = new WebSocket(sessionUrl(url), {
    perMessageDeflate: false,
    maxPayload: FRAME_BYTES_MAX,
    handshakeTimeout: HANDSHAKE_MS_MAX,
    followRedirects: false,
    minVersion: 'TLSv1.2',
  })
  let wire: Socket | null = null
  let channel: string | null = null
  socket.on('upgrade', (response) => {
    wire = response.socket
    channel = channelOf(response.socket)
  })
  await opened(socket, url)
  return {
    socket: webSocketSession(socket, channel),
    bytes: () => ({ bytesSent: wire?.bytesWritten ?? 0, bytesReceived: wire?.bytesRead ?? 0 }),
    close: () => closed(socket),
  }
}

function sessionUrl(url: string): URL {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch (error) {
    throw new BondmarkError('ledger-unreachable', { url, reason: 'not an address' }, { cause: error })
  }
  const secure = parsed.protocol === 'https:' || parsed.protocol === 'wss:'
  if (!secure && parsed.protocol !== 'http:' && parsed.protocol !== 'ws:') {
    throw new BondmarkError('ledger-unreachable', { url, reason: 'not an http address' })
  }
  return new URL(`${secure ? 'wss' : 'ws'}://${parsed.host}${parsed.pathname.replace(/\/?$/, '/session')}`)
}

function opened(socket: WebSocket, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.off('error', failed)
      resolve()
    })
    const failed = (error: Error & { code?: string }) => {
      const reason = error.code ?? error.message
      reject(
        tlsFailureOf(error, url) ??
          new BondmarkError('ledger-unreachable', { url, reason }, { cause: error }),
      )
    }
    socket.on('error', failed)
    socket.once('unexpected-response', (request, response) => {
      request.destroy()
      reject(new BondmarkError('ledger-refused', { reason: `HTTP ${response.statusCode ?? 0}` }))
    })
  })
}

function closed(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), CLOSE_MS_MAX)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    if (socket.readyState === socket.OPEN) socket.close(1000)
  })
}
