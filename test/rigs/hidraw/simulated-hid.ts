import { chmodSync, renameSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A device behind /dev/hidrawN, in the process under test or outside it. */
export interface SimulatedHid {
  /** Reaches whoever has it open, or opens it next: accepting a connection takes a moment. */
  send(report: Uint8Array): void
  /** Waits until nobody has it open any more, and forgets what nobody read. */
  settled(): Promise<void>
  /** Who has it open. */
  readonly openedBy: number
  unplug(): Promise<void>
  replug(): Promise<void>
  /** It stays listed, but to read it fails, now and whenever it is opened, until it is mended. */
  breakReading(): void
  mendReading(): void
  /** Whether anybody may open it. */
  permit(isAllowed: boolean): void
}

function framed(report: Uint8Array): Buffer {
  const head = Buffer.alloc(2)
  head.writeUInt16LE(report.length)
  return Buffer.concat([head, report])
}

/** Plugs in hidraw `number`; `folder` is HIDSIM_DIR, `sysfs` umockdev's root. */
export async function plugIn(number: number, folder: string, sysfs: string): Promise<SimulatedHid> {
  const socketPath = join(folder, `hidraw${number}.sock`)
  const entry = join(sysfs, 'sys/class/hidraw', `hidraw${number}`)
  const away = join(sysfs, `hidraw${number}.unplugged`)
  const connections = new Set<Socket>()
  let unread: Uint8Array[] = []
  let server = createServer()
  let isBroken = false

  const listen = () => {
    server = createServer((connection) => {
      if (isBroken) {
        connection.destroy()
        return
      }
      connections.add(connection)
      connection.on('error', () => connection.destroy())
      connection.on('close', () => connections.delete(connection))
      connection.resume()
      for (const report of unread.splice(0)) connection.write(framed(report))
    })
    return new Promise<void>((resolve) => server.listen(socketPath, resolve))
  }

  await listen()
  return {
    send: (report) => {
      if (connections.size === 0) unread.push(report)
      for (const connection of connections) connection.write(framed(report))
    },
    settled: async () => {
      for (let turn = 0; turn < 500 && connections.size > 0; turn++) await sleep(5)
      unread = []
    },
    get openedBy() {
      return connections.size
    },
    unplug: async () => {
      renameSync(entry, away)
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const connection of connections) connection.destroy()
      await closed
      rmSync(socketPath, { force: true })
      unread = []
    },
    replug: async () => {
      await listen()
      renameSync(away, entry)
    },
    breakReading: () => {
      isBroken = true
      for (const connection of connections) connection.destroy()
    },
    mendReading: () => {
      isBroken = false
    },
    permit: (isAllowed) => chmodSync(socketPath, isAllowed ? 0o777 : 0),
  }
}
