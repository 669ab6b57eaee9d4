import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { DocumentFrozenError, openDocumentRefusal } from '../documents/document-refusal.ts'
import { lookedThrough, type SessionFrames } from './session-frames.ts'
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
  return lookedThrough(frames, (message) => {
    if (message.type !== 'frozen') return
    const signed = frozenIn(message)
    openDocumentRefusal(signed, { document, by: log.kid, publicKey: log.publicKey }, verifyEd25519)
    throw new DocumentFrozenError(signed)
  })
}
