import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { AnyRouter } from '@orpc/server'
import { WebSocket } from 'ws'
import type { StationContract } from '../../core/contract/station-contract.ts'
import { startBrowserHost } from '../../main/hosts/browser.ts'
import { type PortEnd, portPipe, relayPort } from '../../main/hosts/port-pipe.ts'
import { stationRpc } from '../../main/hosts/station-rpc.ts'
import { createLogger } from '../../platform/log/logger.ts'

const logger = createLogger({ name: 'contract', level: 'silent' })

type PagePort = ConstructorParameters<typeof PortLink>[0]['port']

/** A page's connection to a station, over one of the transports. */
export interface Connection {
  readonly client: ContractRouterClient<StationContract>
  /** From here on the page takes nothing, as when it hangs, until it is resumed. */
  hang(): void
  resume(): void
  disconnect(): void
  /** Sends raw text past the client. */
  sendRaw(text: string): void
  readonly closed: Promise<void>
  close(): Promise<void>
}

export type Connect = (router: AnyRouter) => Promise<Connection>

/** The browser host's way: HTTP entry for a cookie, then a WebSocket. */
export const connectBySocket: Connect = async (router) => {
  const folder = mkdtempSync(join(tmpdir(), 'bondmark-contract-'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  const host = await startBrowserHost({
    router,
    rendererDir: folder,
    stateDir: folder,
    display: 'none',
    logger,
    training: true,
    tell: () => {},
  })
  const entered = await fetch(host.printAddress())
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/rpc`, {
    headers: { origin: host.url.slice(0, -1), cookie },
  })
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  return {
    client: createORPCClient(new SocketLink({ websocket: socket as unknown as globalThis.WebSocket })),
    hang: () => socket.pause(),
    resume: () => socket.resume(),
    disconnect: () => socket.terminate(),
    sendRaw: (text) => socket.send(text),
    closed,
    async close() {
      socket.terminate()
      await host.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function nodePort(port: MessagePort): PortEnd {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', listener),
    onClose: (listener) => port.on('close', listener),
    close: () => port.close(),
  }
}

/** A page's thread that can hang: what arrives waits outside and is neither taken nor answered. */
function hangingPort(port: PortEnd) {
  let hung = false
  const outside: (() => void)[] = []
  const end: PortEnd = {
    ...port,
    onMessage: (listener) =>
      port.onMessage((message) => (hung ? outside.push(() => listener(message)) : listener(message))),
  }
  const hang = () => {
    hung = true
  }
  const resume = () => {
    hung = false
    for (const take of outside.splice(0)) take()
  }
  return { end, hang, resume }
}

/** Electron's way: station ⇄ preload's relay ⇄ page, over two message channels. */
export const connectByPort: Connect = async (router) => {
  const outer = new MessageChannel()
  const inner = new MessageChannel()
  stationRpc(router, logger)(portPipe(nodePort(outer.port1)))
  const { end, hang, resume } = hangingPort(nodePort(outer.port2))
  relayPort(end, nodePort(inner.port1))
  const closed = new Promise<void>((resolve) => inner.port2.on('close', () => resolve()))
  const client: ContractRouterClient<StationContract> = createORPCClient(
    new PortLink({ port: inner.port2 as unknown as PagePort }),
  )
  inner.port2.start()
  return {
    client,
    hang,
    resume,
    disconnect: () => inner.port2.close(),
    sendRaw: (text) => inner.port2.postMessage(text),
    closed,
    async close() {
      inner.port2.close()
      await closed
    },
  }
}
