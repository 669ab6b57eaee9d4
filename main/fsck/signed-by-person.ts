import { toHex } from '../../core/encoding/hex.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import type { RecordsOfPeople } from '../../core/statement/record-of-person.ts'
import { type Statement, verifyStatement } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { readBytes } from './check-statements.ts'
import type { KnownKeys } from './known-keys.ts'

/** A row that keeps what a person has signed. */
interface SignedRow {
  /** SHA-256 of `bytes` */
  readonly id: Buffer
  readonly bytes: Buffer
}

/** What must hold of a row, by the column that tells of it. */
type Expected = Readonly<Record<string, boolean>>

/** The first column that is not as it must be, or null. */
export const wrongColumn = (expected: Expected): string | null =>
  Object.keys(expected).find((column) => !expected[column]) ?? null

/** What of a row is not as the statement that it keeps, or null. Columns beside `id` and `bytes` are told by `expected`. */
export function whyNotSaid<T>(
  { id, bytes }: SignedRow,
  records: RecordsOfPeople<T>,
  expected: (said: T, statement: Statement) => Expected,
): string | null {
  const statement = readBytes(bytes)
  const said = statement && records.read(statement)
  if (!statement || !said) return 'bytes'
  return wrongColumn({ id: statement.id === toHex(id), ...expected(said, statement) })
}

/**
 * Whether a supervisor or administrator has signed this, with a key that counts for the time that the statement gives itself.
 * Nobody can be asked where no membership is known: that is a finding by itself.
 */
export function isSupervisors(statement: Statement, keys: KnownKeys): boolean {
  if (!keys.isMembershipKnown) return true
  const { kid, issuer, iat } = statement
  const key = keys.supervisor(kid)
  return (
    key !== null &&
    issuer === key.issuer &&
    verifyStatement(statement, key.publicKey, verifyEd25519) &&
    keys.counts(kid, null, iat)
  )
}

/** {@link isSupervisors}, and it is the supervisor of this badge. */
export const isSupervisorOf = (badge: string | null, statement: Statement, keys: KnownKeys): boolean =>
  parseIssuer(statement.issuer)?.name === badge && isSupervisors(statement, keys)
