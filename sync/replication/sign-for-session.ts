import { type Domain, isTagged } from '../../core/label/domain.ts'
import type { Sign } from '../../core/statement/ed25519.ts'

/** All that a station's key signs in a session: who it is, and that it follows a document no further. */
const PURPOSES: readonly Domain[] = ['session', 'document-refusal']

/**
 * Signs what the process of a session asks for. That process reads what a ledger sends; should somebody get hold of it
 * that way, it gets no statement signed and no seal. Throws TypeError for any other message.
 */
export function signForSession(message: Uint8Array, sign: Sign): Uint8Array {
  if (!isTagged(message, PURPOSES)) throw new TypeError('a session asks for no such signature')
  return sign(message)
}
