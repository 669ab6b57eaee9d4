import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { DocumentFrozenError, openDocumentRefusal } from '../documents/document-refusal.ts'
import type { SessionFrames } from './session-frames.ts'
import { frozenIn, type LedgerMessage } from './session-message.ts'
import type { LogIdentity } from './station-handshake.ts'

/**
 * The frames of a session in which the ledger may at any time say that it follows the document no further: whoever
 * waits for something else then gets a DocumentFrozenError with its word, or `refusal-invalid` for one that is not
 * signed by the log.
 */
export function heedFreezing(
  frames: SessionFrames<LedgerMessage>,
  log: LogIdentity,
  document: string,
): SessionFrames<LedgerMessage> {
  const next = async (stage: string) => {
    const frame = await frames.next(stage)
    if (frame.kind !== 'message' || frame.message.type !== 'frozen') return frame
    const signed = frozenIn(frame.message)
    openDocumentRefusal(signed, { document, by: log.kid, publicKey: log.publicKey }, verifyEd25519)
    throw new DocumentFrozenError(signed)
  }
  return {
    ...frames,
    next,
    async expect(type, stage) {
      const frame = await next(stage)
      if (frame.kind === 'message' && frame.message.type === type) return frame.message as never
      throw new BondmarkError('session-protocol', { reason: `expected ${type}` })
    },
  }
}
