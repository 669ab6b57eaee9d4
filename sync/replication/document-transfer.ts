import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { CutDocument } from '../documents/document-frames.ts'
import type { DocumentTag, Frame, SessionFrames } from './session-frames.ts'
import type { LedgerMessage, StationMessage } from './session-message.ts'

/** What a transfer needs of a session, whichever side it is on. */
type AnyFrames = Pick<SessionFrames<StationMessage>, 'send' | 'sendDocument'> & {
  next(stage: string): Promise<Frame<StationMessage | LedgerMessage>>
}

/** Frames on their way that the other side has not said to have taken in: what may wait there is bounded by it. */
const FRAMES_UNTAKEN_MAX = 4

/** Sends what the other side lacks of a document: what it goes on from, the frames, and that these were all. */
export async function sendDocument(
  session: AnyFrames,
  tag: DocumentTag,
  stage: string,
  { after, frames }: CutDocument,
): Promise<void> {
  session.send({ type: 'sending', after: [...after] })
  let untaken = 0
  for (const frame of frames) {
    if (untaken === FRAMES_UNTAKEN_MAX) {
      await expectMessage(session, 'taken', stage)
      untaken -= 1
    }
    await session.sendDocument(tag, frame)
    untaken += 1
  }
  session.send({ type: 'sent' })
  for (; untaken > 0; untaken -= 1) await expectMessage(session, 'taken', stage)
}

export interface DocumentReading {
  readonly tag: DocumentTag
  readonly stage: string
  /** Bytes of all frames together. */
  readonly bytesMax: number
  /** Called with each frame before it is said to be taken in. */
  readonly onFrame?: (frame: Uint8Array) => unknown
}

/**
 * Reads what the other side sends of a document, to its end. What it goes on from is the caller's to judge, before
 * anything else is read. Throws `session-protocol` for frames of another document and for more bytes than may be.
 */
export async function readDocument(
  session: AnyFrames,
  { tag, stage, bytesMax, onFrame }: DocumentReading,
  goesOnFrom: (after: readonly string[]) => void,
): Promise<Uint8Array[]> {
  goesOnFrom((await expectMessage(session, 'sending', stage)).after)
  const frames: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const frame = await session.next(stage)
    if (frame.kind === 'message') {
      if (frame.message.type === 'sent') return frames
      throw new BondmarkError('session-protocol', { reason: `expected sent: ${frame.message.type}` })
    }
    if (frame.tag !== tag) throw new BondmarkError('session-protocol', { reason: 'another document' })
    bytes += frame.syncMessage.length
    if (bytes > bytesMax) throw new BondmarkError('session-protocol', { reason: 'document too long' })
    frames.push(frame.syncMessage)
    await onFrame?.(frame.syncMessage)
    session.send({ type: 'taken' })
  }
}

type Transfer = Extract<StationMessage, { type: 'sending' | 'taken' }>

async function expectMessage<T extends Transfer['type']>(
  session: AnyFrames,
  type: T,
  stage: string,
): Promise<Extract<Transfer, { type: T }>> {
  const frame = await session.next(stage)
  if (frame.kind === 'message' && frame.message.type === type) return frame.message as never
  throw new BondmarkError('session-protocol', { reason: `expected ${type}` })
}
