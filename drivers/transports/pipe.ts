import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { tellEach } from '../tell-each.ts'
import type { Transport } from './transport.ts'

/** How far a write has come. What is `inFlight` may have gone out or not. */
export interface Tally {
  sure: number
  inFlight: number
  /** The write has its answer (it was cancelled, or the connection ended): nothing more of it may go out. */
  answered: boolean
}

/** What a transport does its own way; the rest is the same for all of them. */
export interface PipeWay extends Pick<Transport, 'name' | 'kind' | 'answers' | 'keepsBytes'> {
  /** Small enough that a slow device takes one well within `stallMs`. */
  readonly pieceBytes: number
  /** A write is given up when the device took nothing for this long. */
  readonly stallMs: number
  /** Hands one piece over and resolves when all of it was taken; keeps the tally, and calls `took` when it grows. */
  put(piece: Uint8Array, tally: Tally, took: () => void): Promise<void>
  /** After the last piece: waits until the driver has let go of the bytes, which may take `ms` beyond `stallMs`. */
  readonly settle?: { readonly ms: (bytes: number) => number; readonly done: (tally: Tally) => Promise<void> }
  /** Ends the connection; called once. `wanted` = we end it with nothing half-written, so what was written is to go out. */
  hangUp(wanted: boolean): Promise<void>
}

export interface Pipe {
  readonly transport: Transport
  readonly over: boolean
  heard(bytes: Uint8Array): void
  /** The connection ended by itself, or must end; told once. */
  ended(reason: string): void
}

/** A device that does not let go in this time is left to the system. */
const HANG_UP_MS_MAX = 3000

/**
 * The part that all byte pipes share: writes in order and in pieces, an end to every write, one report of the end. A write
 * that stalls ends the connection: bytes that trickle out afterwards would be taken for the beginning of the next label.
 */
export function createPipe(way: PipeWay): Pipe {
  const { name } = way
  const dataListeners = new Set<(bytes: Uint8Array) => void>()
  const closeListeners = new Set<(why: Failure | null) => void>()
  /** Every write that has no answer yet, and what ends it when the connection does. */
  const waiting = new Set<() => void>()
  let end: { readonly why: Failure | null; readonly hungUp: Promise<void> } | undefined
  let turn: Promise<void> = Promise.resolve()
  let isSending = false

  const finish = (why: Failure | null): Promise<void> => {
    if (end !== undefined) return end.hungUp
    end = { why, hungUp: within(HANG_UP_MS_MAX, way.hangUp(why === null && !isSending)) }
    for (const give of [...waiting]) give()
    tellEach(closeListeners, (listener) => listener(why))
    return end.hungUp
  }
  const ended = (reason: string) => {
    void finish({ code: 'transport-closed', detail: { device: name, reason } })
  }

  const write = (bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const tally: Tally = { sure: 0, inFlight: 0, answered: false }
    const answer = (failure?: Failure) => {
      if (tally.answered) return
      tally.answered = true
      waiting.delete(closed)
      signal?.removeEventListener('abort', cancelled)
      const detail = { device: name, ...failure?.detail, bytesWritten: tally.sure + tally.inFlight }
      if (failure === undefined) resolve()
      else reject(new BondmarkError(failure.code, detail))
    }
    const closed = () =>
      answer({ code: 'transport-closed', detail: end?.why?.detail ?? { reason: 'closed here' } })
    const cancelled = () => answer({ code: 'transport-cancelled', detail: {} })

    /** Runs on when the write was cancelled, until what is in flight has gone: the next write must not overtake it. */
    const send = async () => {
      if (tally.answered) return
      const stalled = () => {
        answer({ code: 'transport-write-timeout', detail: { timeoutMs: way.stallMs } })
        ended(`took no bytes for ${way.stallMs} ms`)
      }
      let stall = setTimeout(stalled, way.stallMs)
      const took = (moreMs = 0) => {
        clearTimeout(stall)
        stall = setTimeout(stalled, way.stallMs + moreMs)
      }
      isSending = true
      try {
        for (let at = 0; at < bytes.length && !tally.answered; at += way.pieceBytes)
          await way.put(bytes.subarray(at, at + way.pieceBytes), tally, took)
        if (!tally.answered && way.settle !== undefined) {
          took(way.settle.ms(bytes.length))
          await way.settle.done(tally)
        }
        answer()
      } catch (error) {
        if (error instanceof BondmarkError) answer(error.toFailure())
        else ended((error as Error).message)
      } finally {
        clearTimeout(stall)
        isSending = false
      }
    }

    waiting.add(closed)
    signal?.addEventListener('abort', cancelled, { once: true })
    if (end !== undefined) closed()
    else if (signal?.aborted) cancelled()
    else turn = turn.then(send)
    return promise
  }

  return {
    get over() {
      return end !== undefined
    },
    heard: (bytes) => {
      if (end !== undefined) return
      tellEach(dataListeners, (listener) => listener(bytes))
    },
    ended,
    transport: {
      name,
      kind: way.kind,
      answers: way.answers,
      keepsBytes: way.keepsBytes,
      write: (bytes, options) => write(bytes, options?.signal),
      onData: (listener) => {
        dataListeners.add(listener)
        return () => dataListeners.delete(listener)
      },
      onClose: (listener) => {
        const { why } = end ?? {}
        if (why === undefined) closeListeners.add(listener)
        else queueMicrotask(() => listener(why))
        return () => closeListeners.delete(listener)
      },
      close: () => finish(null),
    },
  }
}

/** Waits for something, but no longer than this; what it throws too late or at all is nobody's any more. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const enough = Promise.withResolvers<void>()
  const timer = setTimeout(enough.resolve, ms)
  try {
    await Promise.race([work.catch(() => undefined), enough.promise])
  } finally {
    clearTimeout(timer)
  }
}
