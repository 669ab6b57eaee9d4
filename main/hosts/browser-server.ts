import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Logger } from '../../platform/log/logger.ts'
import type { Entry } from './entry.ts'
import { keptOutPage, letInPage } from './entry-pages.ts'
import { isOwnHost, type Loopback, mayEnter, mayRead, mayUpgrade, securityHeaders } from './loopback-guard.ts'
import type { PageFile } from './page-files.ts'
import type { RpcPipe } from './rpc-pipe.ts'
import { socketPipe } from './socket-pipe.ts'

/** A plan file of 24 MiB of base64url and its wrapping is the largest thing that a page sends. */
const MESSAGE_BYTES_MAX = 25 * 1024 * 1024
const ENTRY_BYTES_MAX = 1024
const URL_CHARS_MAX = 1024
const SOCKETS_MAX = 8
const HOST = '127.0.0.1'
/** WebSocket close code (IANA registry): come again. */
const SERVICE_RESTART = 1012

/** What is served. Host and cookie are named by the port, so it is known only after listening. */
export interface Served {
  readonly own: Loopback
  readonly entry: Entry
  readonly files: ReadonlyMap<string, PageFile>
  readonly serveRpc: (pipe: RpcPipe) => void
}

const html = 'text/html; charset=utf-8'

function answer(
  response: ServerResponse,
  own: Loopback,
  status: number,
  type: string,
  body: string | Buffer,
  more: Record<string, string> = {},
): void {
  response.writeHead(status, {
    ...securityHeaders(own),
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    ...more,
  })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/** Says no and hangs up, so that an unread body is not taken for the next request. */
function refuse(
  response: ServerResponse,
  own: Loopback,
  status: number,
  text: string,
  more: Record<string, string> = {},
): void {
  answer(response, own, status, 'text/plain; charset=utf-8', `${text}\n`, { connection: 'close', ...more })
}

async function readSmall(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > ENTRY_BYTES_MAX) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function letIn(response: ServerResponse, { own, entry }: Served, token: string | null): void {
  const cookie = token === null ? null : entry.enter(token)
  if (cookie === null) answer(response, own, 403, html, keptOutPage, { connection: 'close' })
  else answer(response, own, 200, html, letInPage, { 'set-cookie': cookie })
}

async function enterByPost(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
): Promise<void> {
  if (!mayEnter(request.headers, served.own)) return refuse(response, served.own, 403, 'Foreign origin.')
  if (request.headers['content-type'] !== 'application/x-www-form-urlencoded')
    return refuse(response, served.own, 415, 'Not a form.')
  const body = await readSmall(request)
  if (body === null) return refuse(response, served.own, 413, 'Too large.')
  letIn(response, served, new URLSearchParams(body).get('token'))
}

async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  { own, entry, files }: Served,
  path: string,
): Promise<void> {
  if (!mayRead(request.headers, own)) return refuse(response, own, 403, 'Foreign origin.')
  if (!entry.isInside(request.headers.cookie)) return answer(response, own, 403, html, keptOutPage)
  const file = files.get(path)
  if (!file) return refuse(response, own, 404, 'Not found.')
  answer(response, own, 200, file.type, await file.read())
}

async function handle(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { own } = served
  if (!isOwnHost(request.headers, own)) return refuse(response, own, 421, 'Not this host.')
  const url = request.url ?? ''
  if (url.length > URL_CHARS_MAX || !url.startsWith('/'))
    return refuse(response, own, 414, 'Not an address of the station.')
  const [path = '', query = ''] = url.split('?', 2)
  if (path === '/enter' && request.method === 'POST') return enterByPost(request, response, served)
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, own, 405, 'Not allowed.', { allow: 'GET, HEAD' })
  // A printed address is opened from a terminal: no Origin, and only a GET spends its token.
  if (path === '/enter' && request.method === 'GET') {
    if (request.headers.origin !== undefined) return refuse(response, own, 403, 'Foreign origin.')
    return letIn(response, served, new URLSearchParams(query).get('token'))
  }
  return serveFile(request, response, served, path)
}

/** Without the query, which may hold a token. */
const pathOf = (request: IncomingMessage): string =>
  (request.url ?? '').split('?', 1).join('').slice(0, URL_CHARS_MAX)

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function upgradeRefusal(request: IncomingMessage, { own, entry }: Served, open: number): string | null {
  if (!isOwnHost(request.headers, own)) return '421 Misdirected Request'
  if (request.url !== '/rpc') return '404 Not Found'
  if (!mayUpgrade(request.headers, own) || !entry.isInside(request.headers.cookie)) return '403 Forbidden'
  if (open >= SOCKETS_MAX) return '503 Service Unavailable'
  return null
}

export interface BrowserServer {
  readonly port: number
  /** Nothing is answered before this. */
  serve(served: Served): void
  /** Ends every open socket; a page opens another by itself. */
  dropSockets(): void
  close(): Promise<void>
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const detail = { host: HOST, port, reason: error.code ?? error.message }
      const code = error.code === 'EADDRINUSE' ? 'port-in-use' : 'address-unavailable'
      reject(new BondmarkError(code, detail, { cause: error }))
    })
    server.listen({ host: HOST, port }, () => {
      const address = server.address()
      if (address === null || typeof address === 'string')
        throw new TypeError('a TCP server has a TCP address')
      resolve(address.port)
    })
  })
}

/**
 * HTTP and WebSocket on 127.0.0.1: the page's files, the way in, and `/rpc`. Port 0 takes any free one. Everything is
 * bounded: header and body sizes, times, connections, sockets, messages. Throws `port-in-use`, `address-unavailable`.
 */
export async function startBrowserServer(port: number, logger: Logger): Promise<BrowserServer> {
  let served: Served | undefined
  const server = createServer({
    maxHeaderSize: 8192,
    headersTimeout: 10_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 5_000,
  })
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
  })
  server.maxConnections = 64
  server.maxRequestsPerSocket = 1000
  server.on('request', (request, response) => {
    if (!served) return response.destroy()
    handle(request, response, served).catch((error: unknown) => {
      logger.warn({ err: error, path: pathOf(request) }, 'a request was not answered')
      response.destroy()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (!served) return socket.destroy()
    const { serveRpc } = served
    const refusal = upgradeRefusal(request, served, sockets.clients.size)
    if (refusal) refuseUpgrade(socket, refusal)
    else sockets.handleUpgrade(request, socket, head, (opened) => serveRpc(socketPipe(opened)))
  })
  return {
    port: await listen(server, port),
    serve(what) {
      served = what
    },
    dropSockets() {
      for (const socket of sockets.clients) socket.close(SERVICE_RESTART, 'another station')
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.close(1001, 'the station ends')
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => {
          for (const socket of sockets.clients) socket.terminate()
          server.closeAllConnections()
        }, 500).unref()
      }),
  }
}
