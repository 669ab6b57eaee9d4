import { readStatement } from '../../core/statement/statement.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'

const decoder = new TextDecoder('utf-8')

/**
 * What a stored statement says: reading it has made sure that the payload is canonical JSON, so it is scanned only once.
 * Throws `statement-malformed` for bytes that are none.
 */
export const storedPayload = (bytes: Uint8Array): unknown =>
  JSON.parse(decoder.decode(readStatement(bytes, sha256Native).payload))
