import type { Failure } from '../../core/errors/bondmark-error.ts'
import { sleep, type Timer } from '../../platform/clock/timer.ts'
import type { PrinterModel, PrintProof } from './models.ts'
import type { PrinterState } from './printer.ts'
import type { PrinterReading } from './printer-reading.ts'

/** How a printer is seen while a job is at work. */
export interface JobEyes {
  read(): Promise<PrinterReading>
  /** Labels printed in its life; null when it does not say. */
  count(): Promise<number | null>
  /** See `Conversation`. */
  surplus(): number
}

/** What proves the label, or why nothing does, without the printer's name. */
export type Verdict = { readonly proof: PrintProof } | { readonly why: Failure }

/** States from which a job still ends by itself. */
const atWork: readonly PrinterState[] = ['ready', 'printing', 'busy']

const fault = (state: PrinterState): Verdict => ({ why: { code: 'printer-fault', detail: { state } } })
const because = (code: Failure['code'], detail: Failure['detail'] = {}): Verdict => ({
  why: { code, detail },
})

/** The counter's word. Null while it has not moved. */
function judgeCount(before: number, after: number): Verdict | null {
  if (after === before) return null
  if (after === before + 1) return { proof: 'counter' }
  return after > before
    ? because('printer-printed-twice', { labels: after - before })
    : because('printer-count-fell', { before, after })
}

/**
 * Asks until the printer is idle and stays so, or will not become so by itself. A label is printed when the counter rose by
 * exactly one; without a counter, when the printer was seen at work and is idle again. Idle counts only while every
 * question got one answer: otherwise it may be an answer from before the job.
 */
export async function watchJob(
  eyes: JobEyes,
  before: number | null,
  model: PrinterModel,
  timer: Timer,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const deadline = timer.nowMs() + model.printMs
  let seenAtWork = !model.showsWork
  let idleSince: number | null = null
  let surplus = eyes.surplus()

  /** Judges an idle printer; null when it must be asked again. */
  const conclude = async (idleMs: number): Promise<Verdict | null> => {
    if (idleMs < model.settleMs) return null
    if (before !== null) {
      const after = await eyes.count()
      const verdict = after === null ? fault('silent') : judgeCount(before, after)
      if (verdict !== null) return verdict
    } else if (seenAtWork) return { proof: 'idle' }
    return idleMs >= model.startMs ? because('printer-printed-nothing') : null
  }

  for (;;) {
    const reading = await eyes.read()
    if (!atWork.includes(reading.state)) return fault(reading.state)
    const now = timer.nowMs()
    if (eyes.surplus() !== surplus) {
      surplus = eyes.surplus()
      idleSince = null
    } else if (!reading.idle) {
      seenAtWork ||= reading.works
      idleSince = null
    } else if (idleSince === null) idleSince = now
    else {
      const verdict = await conclude(now - idleSince)
      // An answer that nobody asked for, after the last question: the one before it was older than it seemed.
      if (verdict !== null && (await staysQuiet())) return verdict
    }
    if (signal?.aborted || timer.nowMs() > deadline) return fault('busy')
    await sleep(timer, model.pollMs)
  }

  async function staysQuiet(): Promise<boolean> {
    await sleep(timer, model.pollMs)
    return eyes.surplus() === surplus
  }
}
