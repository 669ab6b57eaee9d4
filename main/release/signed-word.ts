import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { type SupervisorWord, supervisorWords } from '../../core/release/supervisor-word.ts'
import type { PersonSigner } from '../../core/statement/record-of-person.ts'
import { readStatement } from '../../core/statement/statement.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { StoredWord } from './release-book.ts'

/** Whose word it is, under which badge. */
export interface Sayer extends PersonSigner {
  readonly badge: string
}

/** A supervisor's word on held goods, signed by their own key. */
export function signedWord(said: SupervisorWord, by: Sayer): StoredWord {
  const bytes = supervisorWords.sign(said, by)
  const { asn, line, lot, t, reason } = said
  const kind = said.format === 'bondmark/hold-lifted/1' ? 'lift' : 'override'
  return { id: toHex(sha256Native(bytes)), kind, asn, line, lot, t, badge: by.badge, reason, bytes }
}

/** What an override says; null for any other word. */
export function wordOf({ bytes }: Pick<StoredWord, 'bytes'>) {
  const said = supervisorWords.read(readStatement(bytes, sha256Native))
  return said?.format === 'bondmark/release-overridden/1' ? said : null
}

/** The statement's bytes as records carry them. */
export const wordText = ({ bytes }: Pick<StoredWord, 'bytes'>): string => toBase64Url(bytes)
