import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Bytes that passed, from the station to the ledger and back. */
export interface Passed {
  up: number
  down: number
}

export interface CuttingProxy {
  readonly url: string
  readonly passed: Passed
  close(): void
}

/**
 * Stands between a station and a ledger, and cuts a connection in the middle once `cut` says so, as a drawn cable would:
 * neither side hears anything but the end; or holds back what the station sends from then on.
 */
export async function cuttingProxy(
  ledger: string,
  cut: (passed: Passed) => boolean,
  hold: (passed: Passed) => boolean,
): Promise<CuttingProxy> {
  const { hostname, port, host } = new URL(ledger)
  const passed: Passed = { up: 0, down: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((station) => {
    const there = connect(Number(port), hostname)
    const end = () => {
      station.destroy()
      there.destroy()
    }
    for (const socket of [station, there]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', end)
    }
    station.on('data', (data) => {
      passed.up += data.length
      if (cut(passed)) return end()
      if (hold(passed)) return
      // The ledger answers to its own name alone; the first bytes are the request that says it.
      const first = passed.up === data.length
      there.write(first ? data.toString('latin1').replace(/Host: \S+/i, `Host: ${host}`) : data)
    })
    there.on('data', (data) => {
      passed.down += data.length
      if (cut(passed)) return end()
      station.write(data)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
