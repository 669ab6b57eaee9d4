import { type AddressInfo, createServer, type Socket } from 'node:net'
import { openPrintedFiles } from './printed-files.ts'
import { errorStatus, hostStatus, type PrinterCondition, type PrinterTrouble } from './printer-state.ts'
import type { ZplProblem } from './zpl/commands.ts'
import { createIntake, type Received } from './zpl/intake.ts'
import { interpretZpl } from './zpl/interpret.ts'

export interface PrintedLabel {
  readonly zpl: Uint8Array
  /** Counts from 1 within this run. */
  readonly index: number
  /** The name in the job's comment; empty when it has none. */
  readonly job: string
  /** Where the job is kept, when the simulator was given a folder. */
  readonly file?: string
}

export interface PrinterSimulatorOptions {
  readonly host?: string
  /** 0 takes a free one. */
  readonly port?: number
  /** Each printed job becomes a file here, on disk before the status says that it was printed. */
  readonly outDir?: string
  /** Paper speed, milliseconds a label. */
  readonly labelMs?: number
  readonly onLabel?: (label: PrintedLabel) => void
}

export interface PrinterSimulator {
  readonly host: string
  readonly port: number
  /** Labels printed in this run. */
  readonly printed: number
  /** What a strict printer had to refuse. It pauses on the first. */
  readonly problems: readonly ZplProblem[]
  readonly trouble: PrinterTrouble | null
  /** null mends the printer; what is queued is then printed. */
  setTrouble(trouble: PrinterTrouble | null): void
  /** A silent printer takes bytes and prints, and answers nothing. */
  setSilent(silent: boolean): void
  /** Cuts the connection after this many more bytes; the rest is lost. */
  cutAfter(bytes: number): void
  setLabelMs(ms: number): void
  close(): Promise<void>
}

const queueMax = 999
const jobName = /^bondmark job (\S{1,64})$/

/**
 * A ZPL printer behind TCP 9100: takes one job after another, refuses what it does not know, tells its state as the
 * manual says, and has the troubles that printers have. Training and tests use the same one.
 */
export async function startPrinterSimulator(
  options: PrinterSimulatorOptions = {},
): Promise<PrinterSimulator> {
  const { host = '127.0.0.1', port = 0, outDir, onLabel } = options
  const files = outDir === undefined ? undefined : openPrintedFiles(outDir)
  const sockets = new Set<Socket>()
  const intakes = new Set<ReturnType<typeof createIntake>>()
  const queue: Uint8Array[] = []
  const problems: ZplProblem[] = []
  let labelMs = options.labelMs ?? 0
  let trouble: PrinterTrouble | null = null
  let silent = false
  let cutIn = Number.POSITIVE_INFINITY
  let printed = 0
  let heightDots = 0
  let paper: NodeJS.Timeout | undefined

  const condition = (): PrinterCondition => ({
    trouble,
    queued: queue.length,
    partial: [...intakes].some((intake) => intake.partial),
    heightDots,
  })

  const refuse = (found: readonly ZplProblem[]) => {
    problems.push(...found.slice(0, 100 - problems.length))
    trouble ??= 'paused'
  }

  /** Kept on disk first: a job that cannot be kept was not printed. */
  const putOnPaper = (zpl: Uint8Array, height: number, comments: readonly string[]) => {
    const job =
      comments.map((comment) => jobName.exec(comment)?.[1]).find((found) => found !== undefined) ?? ''
    let file: string | undefined
    try {
      file = files?.save(job, zpl)
    } catch (error) {
      refuse([{ at: 0, command: '', reason: `the job cannot be kept: ${(error as Error).message}` }])
      return
    }
    heightDots = height
    printed++
    onLabel?.({ zpl, index: printed, job, ...(file === undefined ? {} : { file }) })
  }

  const printNext = () => {
    paper = undefined
    const zpl = queue[0]
    if (zpl === undefined || trouble !== null) return
    queue.shift()
    const reading = interpretZpl(zpl)
    if (reading.ok) putOnPaper(zpl, reading.height, reading.comments)
    else refuse(reading.problems)
    feed()
  }

  const feed = () => {
    if (paper !== undefined || queue.length === 0 || trouble !== null) return
    paper = setTimeout(printNext, labelMs)
  }

  const handle = (socket: Socket, received: Received) => {
    switch (received.kind) {
      case 'format':
        if (queue.length < queueMax) queue.push(received.zpl)
        else refuse([{ at: 0, command: '^XA', reason: 'buffer full' }])
        feed()
        break
      case 'status': {
        const answer = silent ? null : hostStatus(condition())
        if (answer !== null) socket.write(answer)
        break
      }
      case 'errors':
        if (!silent) socket.write(errorStatus(condition()))
        break
      case 'stray':
        refuse([
          { at: 0, command: received.text.slice(0, 3), reason: 'neither a format nor a known command' },
        ])
    }
  }

  const server = createServer((socket) => {
    const intake = createIntake()
    sockets.add(socket)
    intakes.add(intake)
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      intakes.delete(intake)
    })
    socket.on('data', (bytes) => {
      const taken = bytes.subarray(0, Math.min(bytes.length, cutIn))
      cutIn -= taken.length
      for (const received of intake.push(taken)) handle(socket, received)
      if (cutIn > 0) return
      cutIn = Number.POSITIVE_INFINITY
      socket.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })

  return {
    host,
    port: (server.address() as AddressInfo).port,
    get printed() {
      return printed
    },
    problems,
    get trouble() {
      return trouble
    },
    setTrouble: (next) => {
      trouble = next
      feed()
    },
    setSilent: (next) => {
      silent = next
    },
    cutAfter: (bytes) => {
      cutIn = bytes
    },
    setLabelMs: (ms) => {
      labelMs = ms
    },
    close: async () => {
      clearTimeout(paper)
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
