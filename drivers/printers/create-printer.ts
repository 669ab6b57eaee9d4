import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { realTimer, sleep, type Timer } from '../../platform/clock/timer.ts'
import { tellEach } from '../tell-each.ts'
import type { Transport } from '../transports/transport.ts'
import { type Conversation, converse } from './conversation.ts'
import { startHeartbeat } from './heartbeat.ts'
import type { PrinterModel } from './models.ts'
import type {
  PrintAnswer,
  Printer,
  PrinterListener,
  PrinterState,
  PrinterWarning,
  PrintJob,
} from './printer.ts'
import { printerLanguages } from './printer-languages.ts'
import { readPrinter } from './read-printer.ts'
import { watchJob } from './watch-job.ts'

export interface PrinterSettings {
  readonly id: string
  readonly name: string
  readonly model: PrinterModel
  /** Opens the way to the printer; called again after the connection was lost. */
  readonly connect: () => Promise<Transport>
  readonly timer?: Timer
}

/** More than a picture of any label that we lay out at 203 dpi. */
const FILL_BYTES = 128 * 1024

/** From one filling to the next: a printer that is switched off is not sent a slow line full of nothing over and over. */
const FILL_PAUSE_MS = 60_000

/** Answers in a row that may be rubbish while a job is at work. */
const NOISE_MAX = 3

const isExpected = (error: unknown): error is BondmarkError => error instanceof BondmarkError

/**
 * A printer of any model, over any transport. It is asked now and then while idle, before each job, and until the label has
 * left; when it keeps silent, it is asked for its errors before anyone gives up. One question at a time, and none while
 * a job's bytes go out.
 */
export function createPrinter(settings: PrinterSettings): Printer {
  const { id, name, model, timer = realTimer } = settings
  const dialect = printerLanguages[model.language].dialect(model)
  const listeners = new Set<PrinterListener>()
  let state: PrinterState = 'unknown'
  let warnings: readonly PrinterWarning[] = []
  let seenAtMs: number | null = null
  let answers = true
  let conversation: Conversation | null = null
  /** The refresh under way, shared by everybody who asks meanwhile. */
  let refreshing: Promise<PrinterState> | null = null
  let working = false
  let closed = false
  /** After silence an answer may still be on its way: the first one on the next connection is not believed. */
  let wary = false
  /** Part of a job may be in the printer, where no status shows it. */
  let leftovers = true
  /** At most so many bytes of a job that was cut off are still waited for. */
  let missing = 0
  let filledAtMs = Number.NEGATIVE_INFINITY
  /** When it was last asked for errors that its status does not show; never again when infinite. */
  let closerAtMs = Number.NEGATIVE_INFINITY
  /** What it said then. */
  let hidden: PrinterState = 'ready'
  /** It does not tell how many labels it printed. */
  let countless = false
  /** A job was begun whose end has not come, as the status last said. */
  let partial = false

  const become = (next: PrinterState): PrinterState => {
    const before = state
    state = closed ? 'unknown' : next
    if (state !== before) tellEach(listeners, (listener) => listener.state(state))
    return state
  }
  const report = (failure: Failure) => tellEach(listeners, (listener) => listener.fault(failure))

  const hangUp = async () => {
    const old = conversation
    conversation = null
    await old?.transport.close()
  }

  const assertNotClosed = () => {
    if (closed) throw new BondmarkError('printer-not-ready', { printer: name, state: 'unknown' })
  }

  const connected = async (): Promise<Conversation> => {
    assertNotClosed()
    if (conversation?.open) return conversation
    await hangUp()
    const transport = await settings.connect()
    if (closed) {
      // Somebody closed us meanwhile: the way must not stay open behind our back.
      await transport.close()
      assertNotClosed()
    }
    conversation = converse(transport, model.answerMs, timer)
    answers = transport.answers
    leftovers = true
    countless = dialect.counter === null
    closerAtMs = Number.NEGATIVE_INFINITY
    hidden = 'ready'
    return conversation
  }

  /** Asks once; hangs up when there is no answer. */
  const look = async (talk: Conversation) => {
    const { reading, heard, wrong } = await readPrinter(talk, dialect)
    if (heard) seenAtMs = timer.nowMs()
    if (wrong !== null) {
      report({ code: 'printer-status-malformed', detail: { printer: name, reason: wrong } })
      wary = true
    }
    if (reading.state === 'silent') {
      wary = true
      await hangUp()
    }
    warnings = reading.warnings ?? warnings
    return { reading, wrong }
  }

  /**
   * Errors and warnings that the status of a ready printer does not show, asked for now and then. A printer that does not
   * answer them is not asked again on this connection.
   */
  const lookCloser = async (talk: Conversation): Promise<PrinterState> => {
    const now = timer.nowMs()
    if (dialect.errors === null || (hidden === 'ready' && now - closerAtMs < model.heartbeatMs)) return hidden
    const heard = await talk.ask(dialect.errors)
    closerAtMs = heard === null ? Number.POSITIVE_INFINITY : now
    const said = heard !== null && 'said' in heard ? heard.said : null
    if (heard !== null) warnings = said?.warnings ?? []
    hidden = said?.state ?? 'ready'
    return hidden
  }

  /** What is asked while no job is at work: what it then holds is somebody else's, or a rest. */
  const askIdle = async (talk: Conversation) => {
    if (wary) {
      await look(talk)
      if (talk.open) await sleep(timer, model.settleMs)
      wary = false
    }
    const { reading } = await look(talk)
    partial = reading.partial
    if (reading.state === 'ready') become(await lookCloser(talk))
    else become(reading.state === 'printing' ? 'busy' : reading.state)
  }

  /** Ends a picture that waits for the rest of its bytes, and with it hears no question. */
  const fill = async (talk: Conversation, bytes: number) => {
    if (dialect.filler === null || timer.nowMs() - filledAtMs < FILL_PAUSE_MS) return
    try {
      await talk.transport.write(Buffer.alloc(bytes, dialect.filler))
      missing = 0
    } finally {
      filledAtMs = timer.nowMs()
    }
  }

  /** A connection kept from before may have died unseen: one silence on it is asked again on a new one. */
  const askAnew = async () => {
    try {
      const kept = conversation?.open === true
      const talk = await connected()
      if (!answers) return become('unknown')
      await askIdle(talk)
      if (state === 'silent' && kept) await askIdle(await connected())
      if (state === 'silent' && missing > 0 && dialect.filler !== null) {
        const again = await connected()
        await fill(again, missing)
        await askIdle(again)
      }
      return state
    } catch (error) {
      if (!isExpected(error)) throw error
      await hangUp()
      become(closed ? 'unknown' : 'silent')
      throw error
    }
  }

  const refresh = (): Promise<PrinterState> => {
    if (working || closed) return Promise.resolve(state)
    refreshing ??= askAnew().finally(() => {
      refreshing = null
    })
    return refreshing
  }

  /** Nobody else speaks with the printer meanwhile. */
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    if (working) throw new BondmarkError('printer-job-running', { printer: name })
    working = true
    try {
      await refreshing?.catch(() => undefined)
      return await work()
    } finally {
      working = false
    }
  }

  /** Nothing of a job that was cut off may run into the next one. */
  const clear = async (talk: Conversation) => {
    if (dialect.endPartial === null) {
      if (!leftovers || state !== 'ready') return
      await talk.transport.write(dialect.discard)
    } else {
      if (!partial) return
      // Somebody else may be sending just now: only what stays a rest is ended.
      await sleep(timer, model.answerMs)
      await askIdle(talk)
      if (!partial || !talk.open) return
      await talk.transport.write(dialect.endPartial)
    }
    await sleep(timer, model.settleMs)
    await askIdle(talk)
  }

  /** A connection on which the printer says that it is ready; null after which nothing was sent. */
  const readyTo = async (signal: AbortSignal | undefined): Promise<Conversation> => {
    await askAnew()
    if (answers && (state === 'ready' || state === 'busy') && conversation?.open) await clear(conversation)
    const isReady = state === 'ready' || !answers
    if (!isReady || conversation === null || signal?.aborted) {
      throw new BondmarkError('printer-not-ready', { printer: name, state })
    }
    return conversation
  }

  const countOf = async (talk: Conversation): Promise<number | null> => {
    const heard = dialect.counter === null ? null : await talk.ask(dialect.counter)
    return heard !== null && 'said' in heard ? heard.said : null
  }

  /** The count before a job; a printer that does not know it is not asked again on this connection. */
  const countBefore = async (talk: Conversation): Promise<number | null> => {
    if (countless) return null
    // One silence may be that of a bad moment.
    const count = (await countOf(talk)) ?? (await countOf(talk))
    countless = count === null
    return count
  }

  const judged = async (
    talk: Conversation,
    before: number | null,
    signal: AbortSignal | undefined,
  ): Promise<PrintAnswer> => {
    let rubbish: string | null = null
    const read = async () => {
      let { reading, wrong } = await look(talk)
      // Noise on the line is no fault of the printer's: asked again once it is over.
      for (let again = 0; wrong !== null && again < NOISE_MAX; again++) {
        await sleep(timer, model.settleMs)
        ;({ reading, wrong } = await look(talk))
      }
      rubbish = wrong
      become(reading.state)
      return reading
    }
    const eyes = { read, count: () => countOf(talk), surplus: () => talk.surplus }
    const verdict = await watchJob(eyes, before, model, timer, signal)
    if ('proof' in verdict) {
      leftovers = false
      missing = 0
      return { end: 'printed', proof: verdict.proof }
    }
    const why: Failure =
      rubbish === null
        ? { code: verdict.why.code, detail: { printer: name, ...verdict.why.detail } }
        : { code: 'printer-status-malformed', detail: { printer: name, reason: rubbish } }
    return { end: 'uncertain', why }
  }

  const sendAndWatch = async (job: PrintJob, signal: AbortSignal | undefined): Promise<PrintAnswer> => {
    const talk = await readyTo(signal)
    const before = answers ? await countBefore(talk) : null
    leftovers = true
    missing = job.bytes.length
    try {
      if (answers) become('printing')
      await talk.transport.write(job.bytes, signal ? { signal } : {})
    } catch (error) {
      if (!isExpected(error)) throw error
      await hangUp()
      become('silent')
      if (error.detail.bytesWritten === 0) throw error
      return { end: 'uncertain', why: error.toFailure() }
    }
    if (!answers)
      return { end: 'uncertain', why: { code: 'printer-cannot-answer', detail: { printer: name } } }
    return judged(talk, before, signal)
  }

  const stopHeartbeat = startHeartbeat(timer, model.heartbeatMs, async () => {
    if (working || !answers) return true
    try {
      return (await refresh()) !== 'silent'
    } catch (error) {
      if (isExpected(error)) return false
      throw error
    }
  })

  return {
    id,
    name,
    model,
    get state() {
      return state
    },
    get warnings() {
      return warnings
    },
    get answers() {
      return answers
    },
    get seenAtMs() {
      return seenAtMs
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    refresh,
    print: (job, signal) =>
      alone(async () => {
        const answer = await sendAndWatch(job, signal)
        if (answer.end === 'uncertain') report(answer.why)
        return answer
      }),
    discard: () =>
      alone(async () => {
        const talk = await connected()
        // To a spooler or a folder it would be one more job.
        if (!answers) throw new BondmarkError('printer-not-ready', { printer: name, state })
        if (state === 'silent') await askIdle(talk)
        if (state === 'silent') await fill(await connected(), FILL_BYTES)
        const heard = await connected()
        await heard.transport.write(dialect.discard)
        await sleep(timer, model.settleMs)
        await askIdle(heard)
        // A word that went into a dead wire emptied nothing: what the printer holds may still come out.
        if (state === 'silent') throw new BondmarkError('printer-not-ready', { printer: name, state })
      }),
    close: async () => {
      closed = true
      stopHeartbeat()
      await hangUp()
      become('unknown')
    },
  }
}
