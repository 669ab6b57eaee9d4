import { connect, isIPv6, type Socket } from 'node:net'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { createPipe, type Pipe } from './pipe.ts'
import type { Transport } from './transport.ts'

export interface TcpAddress {
  readonly host: string
  /** 9100 for most label printers. */
  readonly port: number
  readonly connectTimeoutMs?: number
  /** A write is given up when the printer took nothing for this long. */
  readonly stallMs?: number
}

/** Idle this long, the system asks whether the other side is still there; ten questions a second apart, then it is lost. */
const KEEP_ALIVE_MS = 10_000

/** How long the other side may take to answer our end before the connection is cut. */
const LINGER_MS_MAX = 500

/**
 * Names that are open or being opened, and the addresses behind them. A label printer serves one connection: a second one is
 * accepted by its network card, hangs unread, and its bytes print later than anyone expects.
 */
const held = new Set<string>()

function opened(address: TcpAddress, name: string): Promise<Socket> {
  const { host, port, connectTimeoutMs = 3000 } = address
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS })
  const fail = (reason: string) => {
    clearTimeout(timer)
    socket.destroy()
    reject(new BondmarkError('transport-open-failed', { device: name, reason }))
  }
  const timer = setTimeout(() => fail(`no answer within ${connectTimeoutMs} ms`), connectTimeoutMs)
  // Stays for good: an error after the failure has been told, or between here and the pipe, must not bring us down.
  socket.on('error', (error) => fail(reasonOf(error)))
  socket.once('connect', () => {
    clearTimeout(timer)
    resolve(socket)
  })
  return promise
}

/** A name with several addresses fails with all their errors at once, and then says nothing itself. */
function reasonOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((one: Error) => one.message).join('; ')
  return error.message
}

/** Opens a raw TCP connection to a printer. Throws `transport-open-failed` or `transport-busy`. */
export async function openTcp(address: TcpAddress): Promise<Transport> {
  const { host, port, stallMs = 10_000 } = address
  const name = `${isIPv6(host) ? `[${host}]` : host}:${port}`
  const release = hold(name, name)
  try {
    const socket = await opened(address, name)
    try {
      // The same printer by another name, as by its host name and by its address.
      const releasePlace = hold(`at ${socket.remoteAddress ?? name} ${socket.remotePort}`, name)
      return pipeOver(socket, name, stallMs, () => {
        release()
        releasePlace()
      })
    } catch (error) {
      socket.destroy()
      throw error
    }
  } catch (error) {
    release()
    throw error
  }
}

/** Throws `transport-busy` where it is held already; returns what lets it go. */
function hold(key: string, device: string): () => void {
  if (held.has(key)) throw new BondmarkError('transport-busy', { device })
  held.add(key)
  return () => held.delete(key)
}

function pipeOver(socket: Socket, name: string, stallMs: number, release: () => void): Transport {
  const gone = Promise.withResolvers<void>()
  const pipe: Pipe = createPipe({
    name,
    kind: 'tcp',
    answers: true,
    keepsBytes: false,
    stallMs,
    pieceBytes: 4096,
    put: async (piece, tally, took) => {
      tally.inFlight = piece.length
      await new Promise<void>((resolve, reject) => {
        socket.write(piece, (error) => (error ? reject(error) : resolve()))
      })
      tally.inFlight = 0
      tally.sure += piece.length
      took()
    },
    hangUp: async (wanted) => {
      if (wanted && !socket.destroyed) await ended(socket)
      socket.destroy()
      await gone.promise
    },
  })
  socket.on('error', (error) => pipe.ended(error.message))
  socket.on('data', pipe.heard)
  // A printer that ends its side takes no label either, whatever TCP would allow.
  socket.once('end', () => pipe.ended('the other side ended it'))
  socket.once('close', () => {
    release()
    pipe.ended('the other side ended it')
    gone.resolve()
  })
  return pipe.transport
}

/** Sends what was written and our end, and gives the other side a moment to take it: cutting could lose its last bytes. */
function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LINGER_MS_MAX)
    socket.once('close', () => clearTimeout(timer))
    socket.once('close', () => resolve())
    socket.end()
  })
}
