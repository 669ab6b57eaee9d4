import { constants, existsSync, write } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { openFailure } from './open-failure.ts'
import { createPipe, type Pipe, type Tally } from './pipe.ts'
import type { Transport } from './transport.ts'

export interface UsbLinePrinter {
  /** `/dev/usb/lp0`, or a link to it. */
  readonly path: string
  /** A write is given up when the printer took nothing for this long. */
  readonly stallMs?: number
  /** How often the path is checked to be still there. */
  readonly watchMs?: number
}

/** What Linux's usblp driver hands to the USB at a time. */
const USBLP_BYTES = 8192

/** From one try to the next while the driver has nothing or takes nothing: quick while something is going on. */
const TRY_MS_MIN = 4
const TRY_MS_MAX = 100

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? ''

/** A pause that grows while nothing happens, and that can be ended early. */
function createPatience() {
  let ms = TRY_MS_MIN
  let wake: () => void = () => undefined
  return {
    pause: async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, ms)
      wake = resolve
      ms = Math.min(ms * 2, TRY_MS_MAX)
      await promise
      clearTimeout(timer)
    },
    hurry: () => {
      ms = TRY_MS_MIN
      wake()
    },
  }
}

async function opened(path: string): Promise<FileHandle> {
  let handle: FileHandle
  try {
    // The driver's reads and writes block for as long as the printer says nothing or takes nothing, unless told otherwise.
    handle = await open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch (error) {
    throw openFailure('usb-lp', path, error)
  }
  if ((await handle.stat()).isCharacterDevice()) return handle
  await handle.close()
  throw new BondmarkError('transport-open-failed', { device: path, reason: 'is a file, not a printer' })
}

/** A write of no bytes that does reach the driver; the promised form of it does not. */
const writeNothing = (fd: number) =>
  new Promise<void>((resolve, reject) => {
    write(fd, new Uint8Array(0), 0, 0, null, (error) => (error ? reject(error) : resolve()))
  })

/** Some printers only listen (USB printer class, protocol 1): usblp says EINVAL to a read. What was left unread is dropped. */
async function canAnswer(handle: FileHandle): Promise<boolean> {
  try {
    await handle.read(Buffer.alloc(1024), 0, 1024, null)
  } catch (error) {
    return codeOf(error) !== 'EINVAL'
  }
  return true
}

/**
 * Opens a USB printer through Linux's usblp driver. Everything is asked without blocking: a printer that is out of labels
 * takes nothing for as long as it likes, and a read returns when it has something to say.
 *
 * `bytesWritten` counts what the driver took: the driver keeps at most one piece of 8 KB that the printer has not taken yet,
 * and a write resolves when that too has gone. Throws `transport-open-failed`, `transport-not-permitted`,
 * `transport-busy` (usblp serves one program), or `transport-unsupported` where there is no usblp.
 */
export async function openUsbLinePrinter(printer: UsbLinePrinter): Promise<Transport> {
  const { path, stallMs = 10_000, watchMs = 1000 } = printer
  if (process.platform === 'win32') {
    const reason = 'USB line printers are opened through Linux'
    throw new BondmarkError('transport-unsupported', { device: path, reason })
  }
  const handle = await opened(path)
  const answers = await canAnswer(handle)
  const reading = createPatience()
  const writing = createPatience()

  /** One write to the driver; 0 when it takes nothing now. */
  const hand = async (bytes: Uint8Array, tally: Tally): Promise<number> => {
    tally.inFlight = bytes.length
    try {
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length, null)
      tally.sure += bytesWritten
      tally.inFlight = 0
      return bytesWritten
    } catch (error) {
      const code = codeOf(error)
      // Only these two are said before anything went to the printer. EIO comes after, too.
      if (code === 'EAGAIN' || code === 'ENOSPC') tally.inFlight = 0
      if (code === 'ENOSPC') throw new BondmarkError('transport-paper-out', { device: path })
      if (code !== 'EAGAIN') throw error
      return 0
    }
  }

  const put = async (piece: Uint8Array, tally: Tally, took: () => void) => {
    for (let at = 0; at < piece.length && !tally.answered; ) {
      const taken = await hand(piece.subarray(at), tally)
      at += taken
      if (taken === 0) await writing.pause()
      else {
        writing.hurry()
        took()
      }
    }
    reading.hurry()
  }

  /** usblp answers EAGAIN to a write of nothing, too, while its last piece is on the way; closing would drop that piece. */
  const settled = async (tally: Tally) => {
    while (!tally.answered) {
      try {
        await writeNothing(handle.fd)
        return
      } catch (error) {
        if (codeOf(error) === 'ENOSPC') throw new BondmarkError('transport-paper-out', { device: path })
        if (codeOf(error) !== 'EAGAIN') throw error
      }
      await writing.pause()
    }
  }

  const listen = async () => {
    const buffer = Buffer.alloc(4096)
    while (!pipe.over) {
      try {
        // None read is no end: a printer may answer with an empty packet.
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, null)
        if (bytesRead > 0) {
          reading.hurry()
          pipe.heard(Uint8Array.from(buffer.subarray(0, bytesRead)))
        }
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') return pipe.ended((error as Error).message)
      }
      if (!pipe.over) await reading.pause()
    }
  }

  const pipe: Pipe = createPipe({
    name: path,
    kind: 'usb-lp',
    answers,
    keepsBytes: false,
    stallMs,
    pieceBytes: USBLP_BYTES,
    put,
    settle: { ms: () => 0, done: settled },
    hangUp: async () => {
      clearInterval(watch)
      reading.hurry()
      writing.hurry()
      await handle.close()
    },
  })
  const watch = setInterval(() => {
    if (!existsSync(path)) pipe.ended('the device went away')
  }, watchMs)
  if (answers) void listen()
  return pipe.transport
}
