import { setTimeout as sleep } from 'node:timers/promises'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type ChildEnd, type ChildRun, runChild } from './child-run.ts'
import { createPipe, type Pipe, type Tally } from './pipe.ts'
import type { Transport } from './transport.ts'

export interface Spooler {
  /** The name of a CUPS queue, as `readTransportAddress` lets it through. */
  readonly queue: string
  /** A job that is still in the queue after this is cancelled there. */
  readonly stallMs?: number
}

/** From one look at the queue to the next. */
const LOOK_MS_MIN = 50
const LOOK_MS_MAX = 1000

async function answerOf(run: ChildRun, device: string): Promise<ChildEnd> {
  try {
    return await run.end
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'CUPS is not installed' : (error as Error).message
    throw new BondmarkError('transport-unsupported', { device, reason })
  }
}

const firstLine = (text: string) => text.trim().split('\n', 1)[0] ?? ''

/** Whether the queue is there and takes jobs. Throws `transport-open-failed` or `transport-unsupported`. */
async function ensureAccepting(queue: string): Promise<void> {
  const { status, output, errors } = await answerOf(runChild('lpstat', ['-a', queue]), queue)
  const reason = status === 0 ? firstLine(output) : firstLine(errors)
  if (status === 0 && output.startsWith(`${queue} accepting`)) return
  throw new BondmarkError('transport-open-failed', { device: queue, reason: reason || 'no such queue' })
}

/**
 * Opens a queue of the system's spooler (CUPS, through its own `lp`), the last resort: it carries no answers, and that a job has left
 * it means that it was sent, never that it was printed. Each write is one job, handed over raw on standard input.
 *
 * CUPS sends a job again by itself when its printer failed, minutes later if need be, and a label must never be sent twice: so a
 * write waits until its job has left the queue, and a job that is still there after `stallMs` is cancelled. The queue's own error
 * policy must be `abort-job` (decision 0028). The spooler keeps the bytes in files of its own: see `mayCarryPins`. Throws
 * `transport-open-failed`, or `transport-unsupported` where there is no CUPS, as on Windows.
 */
export async function openSpooler({ queue, stallMs = 30_000 }: Spooler): Promise<Transport> {
  await ensureAccepting(queue)
  let running: ChildRun | undefined
  let job: string | undefined

  const run = (program: string, args: readonly string[], input?: Uint8Array) => {
    running = runChild(program, args, input)
    return answerOf(running, queue)
  }

  const handIn = async (bytes: Uint8Array): Promise<string> => {
    const { output, errors, status } = await run('lp', ['-d', queue, '-o', 'raw', '-t', 'label'], bytes)
    const id = /request id is (\S{1,160})/.exec(output)?.[1]
    if (status === 0 && id !== undefined) return id
    throw new Error(firstLine(errors) || `lp ended with ${status}`)
  }

  /** Whether the job is still waiting or being sent. */
  const isThere = async (id: string): Promise<boolean> => {
    const { status, output } = await run('lpstat', ['-o', queue])
    // No answer (CUPS is being started anew) does not say that it has gone.
    if (status !== 0) return true
    return output.split('\n').some((line) => line.split(/\s/, 1)[0] === id)
  }

  const takeBack = async () => {
    if (job === undefined) return
    const id = job
    job = undefined
    await runChild('cancel', [id]).end.catch(() => undefined)
  }

  const put = async (bytes: Uint8Array, tally: Tally, took: () => void) => {
    await ensureAccepting(queue)
    if (tally.answered) return
    tally.inFlight = bytes.length
    job = await handIn(bytes)
    took()
    for (let ms = LOOK_MS_MIN; !tally.answered; ms = Math.min(2 * ms, LOOK_MS_MAX)) {
      if (!(await isThere(job))) {
        job = undefined
        return
      }
      await sleep(ms)
    }
    await takeBack()
  }

  const pipe: Pipe = createPipe({
    name: queue,
    kind: 'spooler',
    answers: false,
    keepsBytes: true,
    stallMs,
    pieceBytes: Number.POSITIVE_INFINITY,
    put,
    hangUp: async () => {
      running?.kill()
      await takeBack()
    },
  })
  return pipe.transport
}
