import { connect, type Socket } from 'node:net'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Transport } from './transport.ts'

export interface TcpAddress {
  readonly host: string
  /** 9100 for most label printers. */
  readonly port: number
  readonly connectTimeoutMs?: number
  readonly writeTimeoutMs?: number
}

function opened(address: TcpAddress, name: string): Promise<Socket> {
  const { host, port, connectTimeoutMs = 3000 } = address
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 })
    const fail = (reason: string) => {
      socket.destroy()
      reject(new BondmarkError('transport-open-failed', { device: name, reason }))
    }
    const timer = setTimeout(() => fail(`no answer within ${connectTimeoutMs} ms`), connectTimeoutMs)
    socket.once('error', (error) => fail(error.message))
    socket.once('close', () => clearTimeout(timer))
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}

/** Opens a raw TCP connection to a printer. Throws `transport-open-failed`. */
export async function openTcp(address: TcpAddress): Promise<Transport> {
  const name = `${address.host}:${address.port}`
  const { writeTimeoutMs = 10_000 } = address
  const dataListeners = new Set<(bytes: Uint8Array) => void>()
  const closeListeners = new Set<(why: Failure | null) => void>()
  const socket = await opened(address, name)
  let reason = 'the other side ended it'
  let ours = false

  socket.on('error', (error) => {
    reason = error.message
  })
  socket.on('data', (bytes) => {
    for (const listener of dataListeners) listener(bytes)
  })
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      const why: Failure | null = ours ? null : { code: 'transport-closed', detail: { device: name, reason } }
      for (const listener of closeListeners) listener(why)
      resolve()
    })
  })

  return {
    name,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed || !socket.writable) {
          reject(new BondmarkError('transport-closed', { device: name, reason }))
          return
        }
        const timer = setTimeout(() => {
          reject(new BondmarkError('transport-write-timeout', { device: name, timeoutMs: writeTimeoutMs }))
          socket.destroy()
        }, writeTimeoutMs)
        socket.write(bytes, (error) => {
          clearTimeout(timer)
          if (error) reject(new BondmarkError('transport-closed', { device: name, reason: error.message }))
          else resolve()
        })
      }),
    onData: (listener) => {
      dataListeners.add(listener)
      return () => dataListeners.delete(listener)
    },
    onClose: (listener) => {
      closeListeners.add(listener)
      return () => closeListeners.delete(listener)
    },
    close: async () => {
      ours = true
      socket.destroy()
      await closed
    },
  }
}
