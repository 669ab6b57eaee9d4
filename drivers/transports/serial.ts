import { existsSync } from 'node:fs'
import { SerialPort } from 'serialport'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Transport } from './transport.ts'

export interface SerialSettings {
  readonly path: string
  readonly baudRate?: number
  readonly writeTimeoutMs?: number
  /** How often the path is checked to be still there. */
  readonly watchMs?: number
}

function opened(path: string, baudRate: number): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate, autoOpen: false })
    port.open((error) => {
      if (error) reject(new BondmarkError('transport-open-failed', { device: path, reason: error.message }))
      else resolve(port)
    })
  })
}

/** One write handed to the port and drained to the driver. */
function writtenOut(port: SerialPort, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    port.write(Buffer.from(bytes), (error) => {
      if (error) reject(error)
      else port.drain((failed) => (failed ? reject(failed) : resolve()))
    })
  })
}

/**
 * Opens a serial port as a byte pipe. It reads from the first moment on, listened to or not: without a reader the
 * binding does not notice that the other side died. Some unplugs give no close event even so (seen when the device went
 * right after data came): the path is watched as well. Throws `transport-open-failed`.
 */
export async function openSerial({
  path,
  baudRate = 115_200,
  writeTimeoutMs = 10_000,
  watchMs = 1000,
}: SerialSettings): Promise<Transport> {
  const port = await opened(path, baudRate)
  const dataListeners = new Set<(bytes: Uint8Array) => void>()
  const closeListeners = new Set<(why: Failure | null) => void>()
  let reason = 'the device went away'
  let ours = false
  let over = false

  const finish = () => {
    if (over) return
    over = true
    clearInterval(watch)
    const why: Failure | null = ours ? null : { code: 'transport-closed', detail: { device: path, reason } }
    for (const listener of closeListeners) listener(why)
  }
  const watch = setInterval(() => {
    if (process.platform === 'win32' || existsSync(path)) return
    finish()
    void end()
  }, watchMs)
  port.on('data', (bytes: Buffer) => {
    for (const listener of dataListeners) listener(bytes)
  })
  port.on('error', (error) => {
    reason = error.message
  })
  port.on('close', finish)

  const end = (): Promise<void> =>
    new Promise((resolve) => {
      if (!port.isOpen) resolve()
      else port.close(() => resolve())
    })

  return {
    name: path,
    write: async (bytes) => {
      if (over || !port.isOpen) throw new BondmarkError('transport-closed', { device: path, reason })
      const late = Promise.withResolvers<never>()
      const timer = setTimeout(
        () =>
          late.reject(
            new BondmarkError('transport-write-timeout', { device: path, timeoutMs: writeTimeoutMs }),
          ),
        writeTimeoutMs,
      )
      try {
        await Promise.race([writtenOut(port, bytes), late.promise])
      } catch (error) {
        if (error instanceof BondmarkError) throw error
        throw new BondmarkError('transport-closed', { device: path, reason: (error as Error).message })
      } finally {
        clearTimeout(timer)
      }
    },
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
      await end()
      finish()
    },
  }
}
