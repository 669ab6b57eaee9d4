import type { z } from 'zod'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Timers } from '../../platform/clock/timers.ts'
import {
  decodeMessage,
  encodeMessage,
  type LedgerMessage,
  receivedFailure,
  type SentMessage,
  type StationMessage,
} from './session-message.ts'
import type { SessionSocket } from './session-socket.ts'

/** The largest frame either side accepts: a workspace document whole. Evidence documents are cut (`document-frames.ts`). */
export const FRAME_BYTES_MAX = 8 * 1024 * 1024
/** Frames received and not yet read, and their bytes. No side sends more before it hears of the first ones. */
const FRAMES_WAITING_MAX = 64
const BYTES_WAITING_MAX = 2 * FRAME_BYTES_MAX
/** Bytes that may wait here for a slow network or a slow reader before the next document frame is sent. */
const UNSENT_BYTES_MAX = 1024 * 1024
const UNSENT_LOOK_MS = 10
/** How long the other side may take to close a session that has ended. */
const CLOSE_MS_MAX = 2_000

/** Which document a binary frame is about: its first byte. */
export const documentTags = { batch: 1, receipts: 2, workspace: 3 } as const
export type DocumentTag = (typeof documentTags)[keyof typeof documentTags]

type Message = StationMessage | LedgerMessage
export type Frame<M> =
  | { readonly kind: 'message'; readonly message: M }
  | { readonly kind: 'document'; readonly tag: number; readonly syncMessage: Uint8Array }

/** A socket read frame by frame instead of by callbacks. */
export interface SessionFrames<M extends Message> {
  /** What only the two ends of its TLS connection know; null without one. */
  readonly channel: string | null
  send(message: SentMessage): void
  /**
   * Sends a frame of a document, once what was sent before is on its way. Throws `session-too-slow` when nothing of it
   * moves for as long as silence is borne.
   */
  sendDocument(tag: DocumentTag, syncMessage: Uint8Array): Promise<void>
  /** The next frame. Throws `session-timeout`, `session-closed`, `session-protocol`, or what the other side ended with. */
  next(stage: string): Promise<Frame<M>>
  /** The next frame, which must be a message of this type. */
  expect<T extends M['type']>(type: T, stage: string): Promise<Extract<M, { type: T }>>
  /** Tells the other side why the session ends, and ends it. */
  end(failure: Failure): void
  close(): void
}

export interface FramesOptions<M> {
  readonly schema: z.ZodType<M>
  readonly messageBytesMax: number
  /** Silence longer than this ends the session. */
  readonly silenceMsMax: number
  readonly timers: Timers
}

/** Reads `socket` as frames; what is said in text is checked against `schema`. */
export function readFrames<M extends Message>(
  socket: SessionSocket,
  options: FramesOptions<M>,
): SessionFrames<M> {
  const { next, stop } = queueFrames(socket, options)
  return {
    channel: socket.channel ?? null,
    next,
    send: (message) => socket.send(encodeMessage(message)),
    sendDocument(tag, syncMessage) {
      const frame = Buffer.concat([Uint8Array.of(tag), syncMessage])
      // At once when it may be, so that what is said next does not overtake it.
      if (socket.bufferedAmount > UNSENT_BYTES_MAX)
        return drained(socket, options).then(() => socket.send(frame))
      socket.send(frame)
      return Promise.resolve()
    },
    expect: expectIn(next),
    end({ code, detail }) {
      if (socket.isOpen) socket.send(encodeMessage({ type: 'end', failure: { code, detail } }))
      stop()
    },
    close: stop,
  }
}

/** The same frames, of which each is looked at before whoever waits for it gets it; what `look` throws is thrown there. */
export function lookedThrough<M extends Message>(
  frames: SessionFrames<M>,
  look: (message: M) => void,
): SessionFrames<M> {
  const next = async (stage: string) => {
    const frame = await frames.next(stage)
    if (frame.kind === 'message') look(frame.message)
    return frame
  }
  return { ...frames, next, expect: expectIn(next) }
}

function expectIn<M extends Message>(next: SessionFrames<M>['next']): SessionFrames<M>['expect'] {
  return async (type, stage) => {
    const frame = await next(stage)
    if (frame.kind === 'message' && frame.message.type === type) return frame.message as never
    throw new BondmarkError('session-protocol', { reason: `expected ${type}` })
  }
}

/** Waits until little of what was sent still waits to be sent. */
async function drained(
  socket: SessionSocket,
  { timers, silenceMsMax }: Pick<FramesOptions<never>, 'timers' | 'silenceMsMax'>,
): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  let stuckMs = 0
  while (socket.isOpen && socket.bufferedAmount > UNSENT_BYTES_MAX) {
    stuckMs = socket.bufferedAmount < least ? 0 : stuckMs + UNSENT_LOOK_MS
    least = Math.min(least, socket.bufferedAmount)
    if (stuckMs >= silenceMsMax)
      throw new BondmarkError('session-too-slow', { seconds: Math.round(silenceMsMax / 1000) })
    await new Promise<void>((resolve) => timers.after(UNSENT_LOOK_MS, resolve))
  }
}

function queueFrames<M extends Message>(socket: SessionSocket, options: FramesOptions<M>) {
  const waiting: { item: Frame<M> | BondmarkError; size: number }[] = []
  let bytesWaiting = 0
  let ended: BondmarkError | null = null
  let wake: (() => void) | null = null
  // What comes after a frame that is refused, or after the session has ended, is kept nowhere.
  let isDeaf = false
  let isOver = false
  let isClosed = false

  socket.onMessage((data, isBinary) => {
    if (isOver) return socket.terminate()
    if (isDeaf) return
    if (waiting.length >= FRAMES_WAITING_MAX || bytesWaiting + data.length > BYTES_WAITING_MAX) {
      isDeaf = true
      return socket.terminate()
    }
    const item = toFrame(data, isBinary, options)
    isDeaf = item instanceof BondmarkError
    bytesWaiting += data.length
    waiting.push({ item, size: data.length })
    wake?.()
  })
  const take = () => {
    const first = waiting.shift()
    if (first === undefined) return null
    bytesWaiting -= first.size
    return first.item
  }
  const stop = () => {
    if (isOver) return
    isOver = true
    waiting.length = 0
    if (isClosed) return
    const cancel = options.timers.after(CLOSE_MS_MAX, () => socket.terminate())
    socket.onClose(cancel)
    socket.close()
  }
  socket.onClose((error) => {
    isClosed = true
    ended ??= new BondmarkError('session-closed', {}, { cause: error })
    wake?.()
  })

  const arrival = (stage: string) =>
    new Promise<Frame<M> | BondmarkError>((resolve) => {
      const settle = (item: Frame<M> | BondmarkError) => {
        cancel()
        wake = null
        resolve(item)
      }
      const cancel = options.timers.after(options.silenceMsMax, () => {
        const seconds = Math.round(options.silenceMsMax / 1000)
        settle(new BondmarkError('session-timeout', { stage, seconds }))
      })
      wake = () => {
        const item = take() ?? ended
        if (item) settle(item)
      }
      wake()
    })
  const next = async (stage: string): Promise<Frame<M>> => {
    const item = take() ?? (await arrival(stage))
    if (item instanceof BondmarkError) throw item
    if (item.kind === 'message' && item.message.type === 'end') {
      const { code, detail } = receivedFailure(item.message.failure)
      throw new BondmarkError(code, detail)
    }
    return item
  }
  return { next, stop }
}

function toFrame<M>(
  data: Uint8Array,
  isBinary: boolean,
  options: FramesOptions<M>,
): Frame<M> | BondmarkError {
  if (isBinary) {
    const tag = data[0]
    if (tag === undefined) return new BondmarkError('session-protocol', { reason: 'empty frame' })
    return {
      kind: 'document',
      tag,
      syncMessage: new Uint8Array(data.buffer, data.byteOffset + 1, data.length - 1),
    }
  }
  if (data.length > options.messageBytesMax) {
    return new BondmarkError('session-protocol', { reason: 'message too long' })
  }
  try {
    return { kind: 'message', message: decodeMessage(options.schema, new TextDecoder().decode(data)) }
  } catch (error) {
    if (error instanceof BondmarkError) return error
    throw error
  }
}
