import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { sleep } from '../../../platform/clock/timer.ts'
import type { PrinterMachine } from '../machine/printer-machine.ts'

export interface TcpWireOptions {
  readonly host?: string
  /** 0 takes a free one. */
  readonly port?: number
  /** What becomes of a second connection while one is served: it waits unheard, as on most printers, or is closed. */
  readonly others?: 'wait' | 'refused'
}

export interface TcpWire {
  readonly host: string
  readonly port: number
  close(): Promise<void>
}

const connectionsMax = 16
const retryMs = 200

/**
 * Puts a printer on a TCP port, 9100's way: bytes in, bytes out, one connection at a time. What the printer has no room
 * for stays in the socket, so that the sender's window closes. A format that a connection leaves without end is dropped.
 * A printer that is switched off takes no connection.
 */
export async function attachTcp(machine: PrinterMachine, options: TcpWireOptions = {}): Promise<TcpWire> {
  const { host = '127.0.0.1', others = 'wait' } = options
  const sockets: Socket[] = []
  let held = new Uint8Array(0)
  let server: Server | undefined
  let port = options.port ?? 0

  const offer = () => {
    const served = sockets[0]
    if (held.length > 0) held = held.slice(machine.receive(held))
    if (served === undefined) return
    if (held.length > 0) served.pause()
    else served.resume()
  }

  const gone = (socket: Socket) => {
    const at = sockets.indexOf(socket)
    if (at < 0) return
    sockets.splice(at, 1)
    if (at > 0) return
    held = new Uint8Array(0)
    machine.disconnected()
    offer()
  }

  const take = (socket: Socket) => {
    const isRefused = sockets.length >= connectionsMax || (sockets.length > 0 && others === 'refused')
    socket.on('error', () => socket.destroy())
    if (isRefused) {
      socket.destroy()
      return
    }
    sockets.push(socket)
    socket.setNoDelay(true)
    socket.on('close', () => gone(socket))
    socket.on('data', (bytes) => {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
      offer()
    })
    if (sockets[0] !== socket) socket.pause()
  }

  const listen = async () => {
    const opening = createServer(take)
    await new Promise<void>((resolve, reject) => {
      opening.once('error', reject)
      opening.listen(port, host, resolve)
    })
    server = opening
    port = (opening.address() as AddressInfo).port
  }

  const hangUp = () => {
    for (const socket of [...sockets]) socket.destroy()
  }

  const stopListening = () =>
    new Promise<void>((resolve) => {
      const closing = server
      server = undefined
      if (closing === undefined) resolve()
      else closing.close(() => resolve())
      hangUp()
    })

  /** Somebody else may have taken the port meanwhile: it is tried for as long as the printer is on. */
  const listenAgain = async () => {
    while (machine.isOn && !isClosed) {
      try {
        return await listen()
      } catch {
        await sleep(machine.timer, retryMs)
      }
    }
  }

  let isClosed = false
  let switching = Promise.resolve()
  const undo = [
    machine.onSend((bytes) => sockets[0]?.write(bytes)),
    machine.onRoom(offer),
    machine.onCut(() => sockets[0]?.destroy()),
    machine.onPower((on) => {
      switching = switching.then(on ? listenAgain : stopListening)
    }),
  ]

  await listen()
  return {
    host,
    port,
    close: async () => {
      isClosed = true
      for (const stop of undo) stop()
      await switching
      await stopListening()
    },
  }
}
