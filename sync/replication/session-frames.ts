import type { WebSocket } from 'ws'
import type { z } from 'zod'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import {
  decodeMessage,
  encodeMessage,
  type LedgerMessage,
  receivedFailure,
  type SentMessage,
  type StationMessage,
} from './session-message.ts'

/** The largest frame either side accepts: a full batch of ordinary statements takes about 2 MB compressed. */
export const FRAME_BYTES_MAX = 32 * 1024 * 1024
/** Frames received and not yet read. The protocol is nearly in lockstep, so more than a few is an attack. */
const FRAMES_WAITING_MAX = 64

/** Which document a binary frame is about: its first byte. */
export const documentTags = { batch: 1, receipts: 2 } as const
export type DocumentTag = (typeof documentTags)[keyof typeof documentTags]

type Message = StationMessage | LedgerMessage
export type Frame<M> =
  | { readonly kind: 'message'; readonly message: M }
  | { readonly kind: 'document'; readonly tag: number; readonly syncMessage: Uint8Array }

/** A WebSocket read frame by frame instead of by callbacks. */
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
}

/** Reads `socket` as frames; what is said in text is checked against `schema`. */
export function readFrames<M extends Message>(
  socket: WebSocket,
  options: FramesOptions<M>,
): SessionFrames<M> {
  const next = queueFrames(socket, options)
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
      if (socket.readyState === socket.OPEN)
        socket.send(encodeMessage({ type: 'end', failure: { code, detail } }))
      socket.close(1000)
    },
    close: () => socket.close(1000),
  }
}

function queueFrames<M extends Message>(socket: WebSocket, options: FramesOptions<M>) {
  const waiting: (Frame<M> | BondmarkError)[] = []
  let ended: BondmarkError | null = null
  let wake: (() => void) | null = null

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (waiting.length >= FRAMES_WAITING_MAX) return socket.terminate()
    waiting.push(toFrame(data, isBinary, options))
    wake?.()
  })
  const end = (error?: Error) => {
    ended ??= new BondmarkError('session-closed', {}, { cause: error })
    wake?.()
  }
  socket.on('close', () => end())
  socket.on('error', end)

  const arrival = (stage: string) =>
    new Promise<Frame<M> | BondmarkError>((resolve) => {
      const settle = (item: Frame<M> | BondmarkError) => {
        clearTimeout(timer)
        wake = null
        resolve(item)
      }
      const timer = setTimeout(() => {
        const seconds = Math.round(options.silenceMsMax / 1000)
        settle(new BondmarkError('session-timeout', { stage, seconds }))
      }, options.silenceMsMax)
      wake = () => {
        const item = waiting.shift() ?? ended
        if (item) settle(item)
      }
      wake()
    })
  return async (stage: string): Promise<Frame<M>> => {
    const item = waiting.shift() ?? (await arrival(stage))
    if (item instanceof BondmarkError) throw item
    if (item.kind === 'message' && item.message.type === 'end') {
      const { code, detail } = receivedFailure(item.message.failure)
      throw new BondmarkError(code, detail)
    }
    return item
  }
}

function toFrame<M>(data: Buffer, isBinary: boolean, options: FramesOptions<M>): Frame<M> | BondmarkError {
  if (isBinary) {
    const tag = data[0]
    if (tag === undefined) return new BondmarkError('session-protocol', { reason: 'empty frame' })
    return { kind: 'document', tag, syncMessage: new Uint8Array(data.subarray(1)) }
  }
  if (data.length > options.messageBytesMax) {
    return new BondmarkError('session-protocol', { reason: 'message too long' })
  }
  try {
    return { kind: 'message', message: decodeMessage(options.schema, data.toString('utf8')) }
  } catch (error) {
    if (error instanceof BondmarkError) return error
    throw error
  }
}
