import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { kidOf } from '../../../core/statement/statement.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { receiptsDocumentName } from '../../documents/document-names.ts'
import { openDocumentRefusal } from '../../documents/document-refusal.ts'
import { lookedThrough, type SessionFrames } from '../../replication/session-frames.ts'
import { frozenIn, type StationMessage } from '../../replication/session-message.ts'
import type { DocumentOf } from '../documents/document-shelf.ts'
import type { LedgerContext } from '../ledger-context.ts'

/**
 * The frames of a session in which the station may say that it follows the ledger's own receipts document no further.
 * Its signed word is kept beside those of the ledger, for an administrator to read, and ends the session: then something
 * writes under the log's key that this program does not.
 */
export function heedStation(
  frames: SessionFrames<StationMessage>,
  { document, kid }: DocumentOf,
  { signer, keys, documents, logger }: LedgerContext,
): SessionFrames<StationMessage> {
  const name = receiptsDocumentName(signer.name, document)
  return lookedThrough(frames, (message) => {
    if (message.type !== 'frozen') return
    const signed = frozenIn(message)
    const expected = { document: name, by: kid, publicKey: keys.publicKeyOf(kid) }
    const { reason } = openDocumentRefusal(signed, expected, verifyEd25519)
    documents.freeze({ document: name, kid: kidOf(signer.publicKey) }, signed, new Uint8Array())
    logger.error({ document: name, kid, ...reason }, 'a station does not follow the receipts any further')
    throw new BondmarkError('session-closed')
  })
}
