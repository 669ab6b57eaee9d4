import { BondmarkError, type Failure } from '../../../core/errors/bondmark-error.ts'
import type { Transport } from '../../transports/transport.ts'
import { Listeners } from '../machine/listeners.ts'
import type { PrinterMachine } from '../machine/printer-machine.ts'

export interface MemoryWireOptions {
  readonly name?: string
  /**
   * What it is like. A network connection ends when the printer is switched off, and holds back what there is no room for.
   * A serial cable stays, carries the baud rate's bytes and no more, and loses what there is no room for unless the
   * printer's flow control holds it back.
   */
  readonly like?: 'tcp' | 'serial'
  /** Of a serial cable; ten bits a byte. */
  readonly baudRate?: number
  /** A write is given up when the printer took nothing for this long. */
  readonly stallMs?: number
}

const tickMs = 5

/** One write, and how far it came. */
interface Writing {
  readonly bytes: Uint8Array
  sent: number
}

/** A wire to a simulated printer that lives in this process only, by the printer's own timer: for accelerated time. */
export function memoryWire(machine: PrinterMachine, options: MemoryWireOptions = {}): Transport {
  const { name = 'memory', like = 'tcp', baudRate = 115_200, stallMs = 10_000 } = options
  const { timer } = machine
  const heard = new Listeners<Uint8Array>()
  const ended = new Listeners<Failure | null>()
  const held = like === 'tcp' || machine.flow !== 'none'
  const bytesPerTick = like === 'tcp' ? Number.POSITIVE_INFINITY : Math.max(1, (baudRate / 10_000) * tickMs)
  let over: { readonly why: Failure | null } | null = null
  let reason = 'we closed it'
  let turn: Promise<void> = Promise.resolve()
  /** Wakes the write that waits for time, room, its signal or the end of the wire. */
  let wake = () => {}

  const undo = [
    machine.onSend((bytes) => {
      const arriving = like === 'serial' ? afterFlow(machine, bytes) : bytes
      const delayMs = like === 'serial' ? (bytes.length * 10_000) / baudRate : 0
      if (arriving.length > 0) timer.after(delayMs, () => over ?? heard.tell(arriving))
    }),
    machine.onRoom(() => wake()),
    machine.onCut(() => end('the wire was cut')),
    machine.onPower((on) => {
      if (!on && like === 'tcp') end('the printer was switched off')
    }),
  ]

  const finish = (why: Failure | null) => {
    if (over !== null) return
    over = { why }
    for (const stop of undo) stop()
    if (like === 'tcp') machine.disconnected()
    ended.tell(why)
    wake()
  }
  const end = (because: string) => {
    reason = because
    finish({ code: 'transport-closed', detail: { device: name, reason } })
  }

  const step = (writing: Writing) => {
    const { bytes, sent } = writing
    if (held && !machine.isClearToSend) return
    const piece = bytes.subarray(sent, sent + Math.ceil(Math.min(bytesPerTick, bytes.length)))
    if (held) writing.sent += machine.receive(piece)
    else {
      machine.receiveAll(piece)
      writing.sent += piece.length
    }
  }

  const write = async (writing: Writing, signal: AbortSignal | undefined) => {
    const detail = () => ({ device: name, bytesWritten: writing.sent })
    let movedMs = timer.nowMs()
    const abort = () => wake()
    signal?.addEventListener('abort', abort)
    try {
      for (;;) {
        if (over !== null) throw new BondmarkError('transport-closed', { ...detail(), reason })
        if (signal?.aborted) throw new BondmarkError('transport-cancelled', detail())
        const before = writing.sent
        step(writing)
        if (writing.sent >= writing.bytes.length) return
        if (writing.sent > before) movedMs = timer.nowMs()
        if (timer.nowMs() - movedMs >= stallMs) {
          const late = new BondmarkError('transport-write-timeout', { ...detail(), timeoutMs: stallMs })
          end(`took no bytes for ${stallMs} ms`)
          throw late
        }
        await pause(writing.sent > before ? tickMs : stallMs - (timer.nowMs() - movedMs))
      }
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const cancel = timer.after(ms, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })

  return {
    name,
    kind: like,
    answers: true,
    keepsBytes: false,
    write: (bytes, { signal } = {}) => {
      const writing = { bytes, sent: 0 }
      const done = turn.then(() => write(writing, signal))
      turn = done.catch(() => undefined)
      return done
    },
    onData: (listener) => heard.add(listener),
    onClose: (listener) => {
      const { why } = over ?? {}
      if (why === undefined) return ended.add(listener)
      // It is told to whoever comes late, too.
      queueMicrotask(() => listener(why))
      return () => undefined
    },
    close: async () => finish(null),
  }
}

/** A serial port with XON/XOFF keeps those two bytes to itself, also when a status happens to hold one of them. */
function afterFlow(machine: PrinterMachine, bytes: Uint8Array): Uint8Array {
  return machine.flow === 'xon-xoff' ? bytes.filter((byte) => byte !== 0x11 && byte !== 0x13) : bytes
}
