import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LaidPty, layPty } from '../../drivers/simulators/wires/lay-pty.ts'

/** A serial device on a pseudo-terminal: what is written to it arrives at `path`, as from a cable. */
export interface SerialCable {
  readonly path: string
  write(bytes: Uint8Array): void
  onData(listener: (bytes: Buffer) => void): void
  /** The device takes no bytes any more. */
  pause(): void
  /** It takes them again. */
  goOn(): void
  unplug(): Promise<void>
  replug(): Promise<void>
  dispose(): Promise<void>
}

/** Lays a serial cable with socat. A pty neither paces at the baud rate nor knows modem lines. */
export async function laySerialCable(): Promise<SerialCable> {
  const folder = mkdtempSync(join(tmpdir(), 'cable-'))
  const path = join(folder, 'ttyDevice')
  const listeners: ((bytes: Buffer) => void)[] = []
  let socat: LaidPty | undefined

  const replug = async () => {
    socat = await layPty(path)
    socat.stdout.on('data', (bytes: Buffer) => {
      for (const listener of listeners) listener(bytes)
    })
  }

  const unplug = async () => {
    const running = socat
    socat = undefined
    if (running === undefined) return
    const ended = once(running, 'exit')
    running.kill('SIGKILL')
    await ended
    rmSync(path, { force: true })
  }

  await replug()
  return {
    path,
    write: (bytes) => {
      socat?.stdin.write(bytes)
    },
    onData: (listener) => {
      listeners.push(listener)
    },
    pause: () => {
      socat?.kill('SIGSTOP')
    },
    goOn: () => {
      socat?.kill('SIGCONT')
    },
    unplug,
    replug,
    dispose: async () => {
      await unplug()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
