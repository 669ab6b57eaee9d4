import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PrinterMachine } from '../../drivers/simulators/machine/printer-machine.ts'
import { memoryWire } from '../../drivers/simulators/wires/memory-wire.ts'
import { zplLanguage } from '../../drivers/simulators/zpl/zpl-language.ts'
import { openJobFolder } from '../../drivers/transports/job-folder.ts'
import { openSerial } from '../../drivers/transports/serial.ts'
import { openTcp } from '../../drivers/transports/tcp.ts'
import type { TransportRig } from '../../drivers/transports/transport.acceptance.ts'
import type { Transport } from '../../drivers/transports/transport.ts'
import { openUsbLinePrinter } from '../../drivers/transports/usb-line-printer.ts'
import { laySerialCable } from './serial-cable.ts'

const host = '127.0.0.1'

/** A real TCP connection on loopback, to a server that takes one printer's part. */
export async function tcpRig(stallMs: number): Promise<TransportRig> {
  const parts: Buffer[] = []
  let far: Socket | undefined
  const server = createServer((socket) => {
    far = socket
    socket.on('data', (bytes) => parts.push(bytes))
    socket.on('error', () => undefined)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const [transport] = await Promise.all([openTcp({ host, port, stallMs }), once(server, 'connection')])
  return {
    transport,
    // Both sides' buffers grow by themselves: 4 and 6 MB on Linux.
    tooMuch: 24_000_000,
    arrived: () => Buffer.concat(parts),
    send: (bytes) => far?.write(bytes),
    stopReading: () => far?.pause(),
    goOn: () => far?.resume(),
    die: async () => {
      far?.resetAndDestroy()
    },
    openMissing: async () => {
      const gone = createServer().listen(0, host)
      await once(gone, 'listening')
      const { port: free } = gone.address() as { port: number }
      gone.close()
      await once(gone, 'close')
      return openTcp({ host, port: free })
    },
    dispose: async () => {
      far?.destroy()
      server.close()
    },
  }
}

/** A pseudo-terminal, opened by whichever driver takes its path. */
async function ptyRig(open: (path: string) => Promise<Transport>): Promise<TransportRig> {
  const cable = await laySerialCable()
  const parts: Buffer[] = []
  cable.onData((bytes) => parts.push(bytes))
  return {
    transport: await open(cable.path),
    tooMuch: 2_000_000,
    arrived: () => Buffer.concat(parts),
    send: cable.write,
    stopReading: cable.pause,
    goOn: cable.goOn,
    die: cable.unplug,
    openMissing: () => open(`${cable.path}-not-there`),
    dispose: cable.dispose,
  }
}

export const serialRig = (stallMs: number) => ptyRig((path) => openSerial({ path, stallMs, watchMs: 40 }))

/** The driver of USB line printers over a character device that is no printer: it blocks, fills and vanishes like one. */
export const usbLinePrinterRig = (stallMs: number) =>
  ptyRig((path) => openUsbLinePrinter({ path, stallMs, watchMs: 40 }))

export async function jobFolderRig(): Promise<TransportRig> {
  const root = mkdtempSync(join(tmpdir(), 'jobs-'))
  const folder = join(root, 'labels')
  return {
    transport: await openJobFolder({ folder }),
    arrived: () =>
      Buffer.concat(
        readdirSync(folder)
          .sort()
          .map((name) => readFileSync(join(folder, name))),
      ),
    openMissing: () => openJobFolder({ folder: join('/proc', 'labels') }),
    dispose: async () => rmSync(root, { recursive: true, force: true }),
  }
}

/** A simulated printer that takes bytes and makes nothing of them. */
class TakingMachine extends PrinterMachine {
  readonly parts: Buffer[] = []
  readonly heard = new Set<(bytes: Uint8Array) => void>()
  readonly rooms = new Set<() => void>()
  readonly cuts = new Set<() => void>()
  /** How many bytes it still takes. */
  room = Number.POSITIVE_INFINITY
  override readonly onSend = (listener: (bytes: Uint8Array) => void) => into(this.heard, listener)
  override readonly onRoom = (listener: () => void) => into(this.rooms, listener)
  override readonly onCut = (listener: () => void) => into(this.cuts, listener)

  override get isClearToSend(): boolean {
    return this.room > 0
  }

  /** At most so much at a time as a network packet holds. */
  override receive(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, Math.min(64_000, this.room))
    this.room -= taken.length
    this.parts.push(Buffer.from(taken))
    return taken.length
  }
}

function into<T>(set: Set<T>, one: T): () => void {
  set.add(one)
  return () => set.delete(one)
}

export async function memoryWireRig(stallMs: number): Promise<TransportRig> {
  const machine = new TakingMachine({ language: zplLanguage })
  return {
    transport: memoryWire(machine, { stallMs }),
    tooMuch: 20_000_000,
    arrived: () => Buffer.concat(machine.parts),
    send: (bytes) => {
      for (const listener of machine.heard) listener(bytes)
    },
    stopReading: () => {
      machine.room = 100_000
    },
    goOn: () => {
      machine.room = Number.POSITIVE_INFINITY
      for (const room of machine.rooms) room()
    },
    die: async () => {
      for (const cut of machine.cuts) cut()
    },
    dispose: async () => undefined,
  }
}
