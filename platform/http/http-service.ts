import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Logger } from '../log/logger.ts'
import type { TlsMaterial } from '../tls/read-pem.ts'

/** Answers one request; what it throws is logged and answered with 500. */
type Handle = (request: IncomingMessage, url: URL, response: ServerResponse) => Promise<void>

/** A page or several: answers the request and says true, or says false when it is about something else. */
export type Route = (
  request: IncomingMessage,
  url: URL,
  response: ServerResponse,
) => Promise<boolean> | boolean

/** Asks each route in turn; what none of them answers is 404. */
export function answerBy(routes: readonly Route[]): Handle {
  return async (request, url, response) => {
    for (const route of routes) if (await route(request, url, response)) return
    answer(response, 404, 'no such page\n')
  }
}

/** True when the request only reads; otherwise it is answered with 405. For pages that nobody may write to. */
export function isRead({ method }: Pick<IncomingMessage, 'method'>, response: ServerResponse): boolean {
  if (method === 'GET' || method === 'HEAD') return true
  answer(response, 405, 'GET only\n', { Allow: 'GET, HEAD' })
  return false
}

const bounds = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
}

const secureContext = ({ cert, key }: TlsMaterial) => ({ cert, key, minVersion: 'TLSv1.2' as const })

/** From now on, new connections of a server that speaks TLS are shown this certificate. */
export function renewTls(server: Server, tls: TlsMaterial): void {
  if (server instanceof TlsServer) server.setSecureContext(secureContext(tls))
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1', '[::1]'])

/**
 * An HTTP server with bounds on everything a client decides: header size and time, whole request time, connections.
 * On a loopback address only loopback names are answered, so that a web page elsewhere can't reach it by a name of its
 * own (DNS rebinding). With `tls` it speaks HTTPS alone.
 */
export function boundedHttpServer(handle: Handle, logger: Logger, tls?: TlsMaterial): Server {
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('X-Content-Type-Options', 'nosniff')
    // A connection that was being answered when the server began to end would be served for as long as it asked.
    if (!server.listening) response.setHeader('Connection', 'close')
    if (!isHostAllowed(request)) return answer(response, 421, 'not this host\n')
    // `//` and the like are paths to HTTP and no addresses: the client's mistake, and nothing of ours failed.
    const url = URL.parse(request.url ?? '/', 'http://ledger')
    if (url === null) return answer(response, 400, 'no such address\n')
    try {
      await handle(request, url, response)
    } catch (error) {
      // Who went away in the middle of a request did that, not we: a log that strangers can fill at will tells nothing.
      if (request.destroyed && !request.complete) return logger.debug({ err: error }, 'request broken off')
      logger.error({ err: error, path: request.url }, 'request failed')
      if (response.headersSent) response.destroy()
      else answer(response, 500, 'internal\n')
    }
  }
  const server =
    tls === undefined
      ? createServer(bounds, receive)
      : createTlsServer({ ...bounds, ...secureContext(tls), handshakeTimeout: 5_000 }, receive)
  server.maxConnections = 256
  // Whoever takes nothing of an answer for so long does not want it; a batch that was posted may take as long to be answered.
  server.setTimeout(150_000)
  return server
}

/** Whether the request names this server as its host: on loopback only by a loopback name and the port it came to. */
export function isHostAllowed(request: IncomingMessage): boolean {
  const { localAddress = '', localPort } = request.socket
  if (!LOOPBACK.has(localAddress.replace(/^::ffff:/, ''))) return true
  const host = request.headers.host ?? ''
  const name = host.replace(/:\d+$/, '')
  return LOOPBACK.has(name) && host === `${name}:${localPort}`
}

/** Listens, and answers the base URL. Throws `port-in-use`, `address-unavailable`. */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'EADDRINUSE' ? 'port-in-use' : 'address-unavailable'
      reject(new BondmarkError(code, { host, port, reason: error.code ?? error.message }, { cause: error }))
    })
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const scheme = server instanceof TlsServer ? 'https' : 'http'
  return `${scheme}://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}

/** Stops listening and drops what is still connected. */
export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** The body as text, at most `limit` bytes of UTF-8; null when it is longer or no UTF-8. */
export async function readBody(request: IncomingMessage, limit: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > limit) return null
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
  } catch {
    return null
  }
}

/** Sends a whole answer. No cache keeps it unasked unless `headers` allow that: what is not there now may be soon. */
export function answer(
  response: ServerResponse,
  status: number,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): void {
  // Said of a HEAD's answer too, whose body stays here.
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': length,
    'Cache-Control': 'no-cache',
    ...headers,
  })
  response.end(body)
}
