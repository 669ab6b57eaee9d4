import { once } from 'node:events'
import { rmSync } from 'node:fs'
import type { PrinterMachine } from '../machine/printer-machine.ts'
import { type LaidPty, layPty } from './lay-pty.ts'

export interface PtyWireOptions {
  /** Where the port is to appear, for the driver to open. */
  readonly path: string
  /** Bytes are taken in at this rate, ten bits a byte. */
  readonly baudRate?: number
}

export interface PtyWire {
  readonly path: string
  /** The cable is pulled out: the port is gone. */
  unplug(): Promise<void>
  replug(): Promise<void>
  close(): Promise<void>
}

const tickMs = 10

/**
 * Puts a printer at the end of a serial cable: a pty laid by socat, at whose other end a driver opens a real port. The
 * printer takes bytes in at the baud rate, sends XOFF and XON itself, and the terminal of the driver's end obeys them
 * when it is opened so.
 *
 * What a pty is not: it has no modem lines, so with RTS/CTS the printer merely stops reading, and a driver notices only
 * when the 64 KB or so of pipe and kernel between the two are full. Those also swallow writes faster than a cable would.
 */
export async function attachPty(machine: PrinterMachine, options: PtyWireOptions): Promise<PtyWire> {
  const { path, baudRate = 115_200 } = options
  const { timer } = machine
  const bytesPerTick = Math.max(1, Math.round((baudRate / 10_000) * tickMs))
  let socat: LaidPty | undefined
  let held: Uint8Array = new Uint8Array(0)
  let cancelTick: (() => void) | null = null

  const tick = () => {
    cancelTick = null
    const piece = held.subarray(0, bytesPerTick)
    if (machine.flow === 'none') machine.receiveAll(piece)
    else if (!machine.isClearToSend && machine.flow === 'rts-cts') return
    const taken = machine.flow === 'none' ? piece.length : machine.receive(piece)
    held = held.subarray(taken)
    if (held.length > 0 && taken > 0) plan()
    else if (held.length === 0) socat?.stdout.resume()
  }
  const plan = () => {
    if (held.length > 0) cancelTick ??= timer.after(tickMs, tick)
  }

  const undo = [
    machine.onSend((bytes) => socat?.stdin.write(bytes)),
    machine.onRoom(plan),
    machine.onCut(() => void unplug()),
  ]

  const replug = async () => {
    const laid = await layPty(path)
    socat = laid
    laid.stdout.on('data', (bytes: Buffer) => {
      laid.stdout.pause()
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes])
      plan()
    })
  }

  const unplug = async () => {
    const laid = socat
    socat = undefined
    held = new Uint8Array(0)
    cancelTick?.()
    cancelTick = null
    if (laid === undefined) return
    const ended = once(laid, 'exit')
    laid.kill('SIGKILL')
    await ended
    rmSync(path, { force: true })
  }

  await replug()
  return {
    path,
    unplug,
    replug,
    close: async () => {
      for (const stop of undo) stop()
      await unplug()
    },
  }
}
