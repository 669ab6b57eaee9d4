import { connect, createServer, type Socket } from 'node:net'

export interface CountingProxy {
  readonly port: number
  /** Bytes that came from whoever connected, and from the target, and when the first of all came (Unix ms). */
  readonly seen: { up: number; down: number; connections: number; firstAt: number | null }
  close(): void
}

/** Passes connections on to an address of this machine, and counts what goes over them. */
export async function countingProxy(targetPort: number, targetHost: string): Promise<CountingProxy> {
  const seen: CountingProxy['seen'] = { up: 0, down: 0, connections: 0, firstAt: null }
  const open = new Set<Socket>()
  const server = createServer((client) => {
    seen.connections += 1
    const target = connect(targetPort, targetHost)
    for (const socket of [client, target]) {
      socket.setNoDelay(true)
      open.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        open.delete(socket)
        client.destroy()
        target.destroy()
      })
    }
    client.on('data', (bytes) => {
      seen.firstAt ??= Date.now()
      seen.up += bytes.length
    })
    target.on('data', (bytes) => {
      seen.down += bytes.length
    })
    client.pipe(target)
    target.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    seen,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
