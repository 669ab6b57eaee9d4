import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way from one process to another, over a real socket, that can fail. */
export interface Link {
  readonly url: string
  /** Ends every connection, and each new one at once, as a switch that is off. */
  cut(): void
  /** Takes connections and bytes and lets nothing through, as a firewall that drops: nobody is told. */
  stall(): void
  /** What was held back goes on; what was cut may be connected anew. */
  heal(): void
  close(): void
}

/** A link to whatever port of the loopback interface `port` says when somebody connects. */
export async function openLink(port: () => number): Promise<Link> {
  const sockets = new Set<Socket>()
  let state: 'open' | 'cut' | 'stalled' = 'open'
  const server = createServer((near) => {
    if (state === 'cut') return void near.resetAndDestroy()
    const far = connect(port(), '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
      if (state === 'stalled') socket.pause()
    }
    near.on('data', (data) => void far.write(asOf(data, own(), port())))
    far.on('data', (data) => void near.write(data))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const own = () => (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${own()}`,
    cut() {
      state = 'cut'
      for (const socket of sockets) socket.destroy()
    },
    stall() {
      state = 'stalled'
      for (const socket of sockets) socket.pause()
    },
    heal() {
      state = 'open'
      for (const socket of sockets) socket.resume()
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A ledger answers to its own name alone; every request says it in the bytes that it begins with. */
function asOf(data: Buffer, near: number, far: number): Buffer {
  const text = data.subarray(0, 2048).toString('latin1')
  const name = new RegExp(`^(host: 127\\.0\\.0\\.1:)${near}\\r$`, 'im')
  if (!name.test(text)) return data
  return Buffer.concat([Buffer.from(text.replace(name, `$1${far}\r`), 'latin1'), data.subarray(2048)])
}
