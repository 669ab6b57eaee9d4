import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJobFolder } from '../../drivers/transports/job-folder.ts'
import { openSerial } from '../../drivers/transports/serial.ts'
import { openTcp } from '../../drivers/transports/tcp.ts'
import type { TransportRig } from '../../drivers/transports/transport.acceptance.ts'
import type { Transport } from '../../drivers/transports/transport.ts'
import { openUsbLinePrinter } from '../../drivers/transports/usb-line-printer.ts'
import { laySerialCable } from './serial-cable.ts'

const STALL_MS = 700
const host = '127.0.0.1'

/** A real TCP connection on loopback, to a server that takes one printer's part. */
export async function tcpRig(): Promise<TransportRig> {
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
  const [transport] = await Promise.all([
    openTcp({ host, port, stallMs: STALL_MS }),
    once(server, 'connection'),
  ])
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

export const serialRig = () => ptyRig((path) => openSerial({ path, stallMs: STALL_MS, watchMs: 40 }))

/** The driver of USB line printers over a character device that is no printer: it blocks, fills and vanishes like one. */
export const usbLinePrinterRig = () =>
  ptyRig((path) => openUsbLinePrinter({ path, stallMs: STALL_MS, watchMs: 40 }))

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
