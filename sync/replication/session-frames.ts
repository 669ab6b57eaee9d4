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

/** The largest frame either side accepts: a full batch of ordinary statements takes about 2 MB compressed. */
export const FRAME_BYTES_MAX = 32 * 1024 * 1024
/** Frames received and not yet read, and their bytes. The protocol is nearly in lockstep, so more is an attack. */
const FRAMES_WAITING_MAX = 64
const BYTES_WAITING_MAX = FRAME_BYTES_MAX
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
  send(message: SentMessage): void
  sendDocument(tag: DocumentTag, syncMessage: Uint8Array): void
  /** The next frame. Throws `session-timeout`, `session-closed`, `session-protocol`, or what the other side ended with. */
  next(stage: string): Promise<Frame<M>>
  /** The next frame, which must be a message of this type. */
  expect<T extends M['type']>(type: T, stage: string): Promise<Extract<M, { type: T }>>
  /** Tells the other side why the session ends, and ends it. */
  end(failure: Failure): void
  close(): void
}

/** The sync messages of one document, out of a session's frames. */
export interface FrameChannel<M> {
  send(syncMessage: Uint8Array): void
  receive(): Promise<Uint8Array | null>
  /** What the other side said when it had no more sync messages; read once by whoever goes on. */
  said(): M | null
}

/** The channel of the document with this tag. A sync message of any other document is a `session-protocol` failure. */
export function documentChannel<M extends Message>(
  frames: SessionFrames<M>,
  tag: DocumentTag,
  stage: string,
): FrameChannel<M> {
  let last: M | null = null
  return {
    send: (syncMessage) => frames.sendDocument(tag, syncMessage),
    async receive() {
      const frame = await frames.next(stage)
      if (frame.kind === 'message') {
        last = frame.message
        return null
      }
      if (frame.tag !== tag) throw new BondmarkError('session-protocol', { reason: 'another document' })
      return frame.syncMessage
    },
    said: () => last,
  }
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
    next,
    send: (message) => socket.send(encodeMessage(message)),
    sendDocument(tag, syncMessage) {
      socket.send(Buffer.concat([Uint8Array.of(tag), syncMessage]))
    },
    async expect(type, stage) {
      const frame = await next(stage)
      if (frame.kind === 'message' && frame.message.type === type) return frame.message as never
      throw new BondmarkError('session-protocol', { reason: `expected ${type}` })
    },
    end({ code, detail }) {
      if (socket.isOpen) socket.send(encodeMessage({ type: 'end', failure: { code, detail } }))
      stop()
    },
    close: stop,
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
