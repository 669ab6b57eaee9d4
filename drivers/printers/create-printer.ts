import { setTimeout as sleep } from 'node:timers/promises'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Transport } from '../transports/transport.ts'
import type { PrinterModel } from './models.ts'
import type { PrintAnswer, Printer, PrinterListener, PrinterState, PrintJob } from './printer.ts'
import { printerLanguages } from './printer-languages.ts'
import { type Conversation, converse } from './zpl/conversation.ts'
import type { HostStatus } from './zpl/host-status.ts'

export interface PrinterSettings {
  readonly id: string
  readonly name: string
  readonly model: PrinterModel
  /** Opens the way to the printer; called again after the connection was lost. */
  readonly connect: () => Promise<Transport>
}

/** What the three lines of `~HS` say, worst first. */
export function stateOf(status: HostStatus): PrinterState {
  if (status.headUp) return 'head-open'
  if (status.paperOut) return 'media-out'
  if (status.ribbonOut) return 'ribbon-out'
  if (status.tooHot) return 'hot'
  if (status.paused) return 'paused'
  if (status.ramCorrupt || status.tooCold) return 'unknown'
  if (status.bufferFull) return 'busy'
  const idle = status.formatsInBuffer === 0 && status.labelsLeft === 0 && !status.partialFormat
  return idle ? 'ready' : 'printing'
}

/** States from which the job in work still ends by itself. */
const atWork: readonly PrinterState[] = ['ready', 'printing', 'busy']

/**
 * A printer of any model, over any transport that carries its answers back. It is asked before each job and until the
 * label has left; when it keeps silent, it is asked for its errors before anyone gives up.
 */
export function createPrinter(settings: PrinterSettings): Printer {
  const { id, name, model } = settings
  const listeners = new Set<PrinterListener>()
  let state: PrinterState = 'unknown'
  let conversation: Conversation | undefined
  let seenAtMs: number | null = null
  let working = false
  let closed = false

  const become = (next: PrinterState): PrinterState => {
    if (next !== state) for (const listener of [...listeners]) listener.state(next)
    state = next
    return next
  }
  const report = (failure: Failure) => {
    for (const listener of [...listeners]) listener.fault(failure)
  }

  /** An answer that comes late must not pass for the next one: after silence the connection is given up. */
  const hangUp = async () => {
    const old = conversation
    conversation = undefined
    await old?.transport.close()
  }

  const connected = async (): Promise<Conversation> => {
    if (conversation?.open) return conversation
    await hangUp()
    conversation = converse(await settings.connect(), name, model.answerMs)
    return conversation
  }

  const ask = async (talk: Conversation): Promise<PrinterState> => {
    const status = await talk.hostStatus()
    if (status !== null) {
      seenAtMs = performance.now()
      const told = stateOf(status)
      return become(told === 'paused' ? ((await talk.errorState()) ?? told) : told)
    }
    const error = talk.open ? await talk.errorState() : 'silent'
    if (error !== 'silent') seenAtMs = performance.now()
    await hangUp()
    return become(error ?? 'silent')
  }

  /** A connection kept from before may have died unseen: one silence on it is asked again on a new one. */
  const refresh = async (): Promise<PrinterState> => {
    const kept = conversation?.open === true
    try {
      const told = await ask(await connected())
      return told === 'silent' && kept ? await ask(await connected()) : told
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      await hangUp()
      become('silent')
      throw error
    }
  }

  /** Asks until the printer is idle and stays so, or will not become so by itself. */
  const watch = async (talk: Conversation, signal?: AbortSignal): Promise<PrinterState> => {
    const deadline = performance.now() + model.printMs
    let idleSince: number | undefined
    for (;;) {
      const now = await ask(talk)
      const at = performance.now()
      if (now === 'ready') {
        idleSince ??= at
        if (at > idleSince && at - idleSince >= model.settleMs) return now
      } else {
        idleSince = undefined
        if (!atWork.includes(now)) return now
      }
      if (signal?.aborted || at > deadline) return 'busy'
      await sleep(model.pollMs)
    }
  }

  const sendAndWatch = async (
    talk: Conversation,
    job: PrintJob,
    signal?: AbortSignal,
  ): Promise<PrintAnswer> => {
    let why: Failure
    try {
      become('printing')
      await talk.transport.write(job.bytes)
      const end = await watch(talk, signal)
      if (end === 'ready') return { end: 'printed', proof: model.proof }
      why = { code: 'printer-fault', detail: { printer: name, state: end } }
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
      await hangUp()
      become('silent')
      why = error.toFailure()
    }
    report(why)
    return { end: 'uncertain', why }
  }

  /** Nobody else speaks with the printer meanwhile. */
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    if (working) throw new BondmarkError('printer-job-running', { printer: name })
    working = true
    try {
      return await work()
    } finally {
      working = false
    }
  }

  return {
    id,
    name,
    model,
    get state() {
      return state
    },
    get seenAtMs() {
      return seenAtMs
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    refresh: async () => (working || closed ? state : refresh()),
    print: (job, signal) =>
      alone(async () => {
        const before = closed ? 'unknown' : await refresh()
        if (before !== 'ready' || conversation === undefined || signal?.aborted) {
          throw new BondmarkError('printer-not-ready', { printer: name, state: before })
        }
        return await sendAndWatch(conversation, job, signal)
      }),
    discard: () =>
      alone(async () => {
        const { transport } = await connected()
        await transport.write(printerLanguages[model.language].discard)
      }),
    close: async () => {
      closed = true
      await hangUp()
      become('unknown')
    },
  }
}
