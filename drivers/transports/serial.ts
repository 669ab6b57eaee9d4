import { existsSync } from 'node:fs'
import type { SerialPort } from 'serialport'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { SerialAddress } from './address.ts'
import { openFailure } from './open-failure.ts'
import { createPipe, type Pipe } from './pipe.ts'
import type { Transport } from './transport.ts'

/** How a serial line is set. Printers come with 9600 or 115,200 baud, 8N1; the flow control must be the printer's own. */
export interface SerialLine extends Partial<Omit<SerialAddress, 'kind' | 'path'>> {
  /** A port, or a link to one. */
  readonly path: string
  /** A write is given up when the device took nothing for this long, as a printer does that is paused or out of labels. */
  readonly stallMs?: number
  /** How often the path is checked to be still there. */
  readonly watchMs?: number
}

/** What the kernel may hold of written bytes before the line takes them; 4 KB in Linux's tty layer. */
const KERNEL_BYTES_MAX = 4096

/** The binding is loaded with the first port: no command that opens none waits for it or holds it. */
async function loadBinding(device: string): Promise<typeof import('serialport')> {
  try {
    return await import('serialport')
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n')
    throw new BondmarkError('transport-unsupported', { device, reason })
  }
}

async function opened(line: SerialLine & { readonly baudRate: number }): Promise<SerialPort> {
  const serialport = await loadBinding(line.path)
  const { path, baudRate, dataBits = 8, parity = 'none', stopBits = 1, flow = 'none' } = line
  const { promise, resolve, reject } = Promise.withResolvers<SerialPort>()
  const software = flow === 'xon-xoff'
  const port = new serialport.SerialPort({
    path,
    baudRate,
    dataBits,
    parity,
    stopBits,
    rtscts: flow === 'rts-cts',
    xon: software,
    xoff: software,
    autoOpen: false,
  })
  port.open((error) => {
    if (error) reject(openFailure('serial', path, error))
    else resolve(port)
  })
  return promise
}

const told = (call: (done: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => call((error) => (error ? reject(error) : resolve())))

/** Milliseconds that a number of bytes takes on the line: a start bit, at most 8 data bits, a parity and two stop bits. */
const lineMs = (bytes: number, baudRate: number) => (bytes * 12 * 1000) / baudRate

/**
 * Opens a serial port as a byte pipe. It reads from the first moment on, listened to or not: without a reader the
 * binding does not notice that the other side died. Some unplugs give no close event even so (seen when the device went
 * right after data came): the path is watched as well. Throws `transport-open-failed`, `transport-not-permitted`,
 * `transport-busy`, or `transport-unsupported` where the binding does not load.
 */
export async function openSerial(line: SerialLine): Promise<Transport> {
  const { path, baudRate = 115_200, stallMs = 10_000, watchMs = 1000 } = line
  const port = await opened({ ...line, baudRate })
  let reason = 'the device went away'

  const pipe: Pipe = createPipe({
    name: path,
    kind: 'serial',
    answers: true,
    keepsBytes: false,
    stallMs,
    // A quarter of a second at the line's pace.
    pieceBytes: Math.max(16, Math.min(KERNEL_BYTES_MAX, Math.ceil(baudRate / 48))),
    put: async (piece, tally, took) => {
      tally.inFlight = piece.length
      await told((done) => port.write(Buffer.from(piece), done))
      tally.inFlight = 0
      tally.sure += piece.length
      took()
    },
    settle: {
      ms: (bytes) => lineMs(Math.min(bytes, KERNEL_BYTES_MAX), baudRate),
      done: () => told((done) => port.drain(done)),
    },
    hangUp: async (wanted) => {
      clearInterval(watch)
      if (!port.isOpen) return
      // What the line did not take would trickle out when somebody opens the port again, and holds up its closing.
      if (!wanted) await told((done) => port.flush(done)).catch(() => undefined)
      await told((done) => port.close(done))
    },
  })
  const watch = setInterval(() => {
    if (process.platform !== 'win32' && !existsSync(path)) pipe.ended(reason)
  }, watchMs)
  port.on('data', pipe.heard)
  port.on('error', (error) => {
    reason = error.message
  })
  port.on('close', () => pipe.ended(reason))
  return pipe.transport
}
