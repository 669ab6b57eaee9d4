import { z } from 'zod'
import { fromBase64Url, toBase64Url } from '../encoding/base64.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalBytes, parseCanonical } from './canonical-json.ts'
import type { Verify } from './ed25519.ts'
import { kidOf, MAX_STATEMENT_BYTES, readStatement, type Statement, verifyStatement } from './statement.ts'
import { isStrictPublicKey } from './strict-ed25519.ts'

const BASE64_LENGTH_MAX = Math.ceil((MAX_STATEMENT_BYTES * 4) / 3)
export const EQUIVOCATION_PROOF_BYTES_MAX = 2 * BASE64_LENGTH_MAX + 1_000

const statementText = z.string().min(1).max(BASE64_LENGTH_MAX)

/**
 * Proof that a key signed two different contents for one place in its chain (DESIGN §5). It carries the key, whose hash
 * the kid is, so that anybody can check it without asking anybody; whose key it is, the membership says.
 */
export const equivocationProof = z.strictObject({
  format: z.literal('bondmark/equivocation-proof/1'),
  /** hex SHA-256 of the raw key */
  kid: z.string().regex(/^[0-9a-f]{64}$/),
  /** the raw 32-byte key, base64url */
  key: z.string().length(43),
  seq: z.int().min(1),
  /** the two statements, base64url, the lower id first */
  statements: z.tuple([statementText, statementText]),
})
export type EquivocationProof = z.infer<typeof equivocationProof>

/** What a proof proves. */
export interface Equivocation {
  readonly kid: string
  readonly seq: number
  readonly statements: readonly [Statement, Statement]
}

/**
 * Whether two statements contradict each other: one key, one place, different signed bytes. Both signatures must have
 * been verified; two signatures over the same bytes are no contradiction.
 */
export function findEquivocation(a: Statement, b: Statement): boolean {
  return a.seq !== undefined && a.kid === b.kid && a.seq === b.seq && !equalBytes(a.toBeSigned, b.toBeSigned)
}

/** The proof that two statements of this key contradict each other, or null when they do not, or are not its own. */
export function proveEquivocation(
  a: Statement,
  b: Statement,
  publicKey: Uint8Array,
  verify: Verify,
): EquivocationProof | null {
  const { seq, kid } = a
  if (seq === undefined || !findEquivocation(a, b)) return null
  if (![a, b].every((statement) => verifyStatement(statement, publicKey, verify))) return null
  const [first, second] = a.id < b.id ? [a, b] : [b, a]
  return {
    format: 'bondmark/equivocation-proof/1',
    kid,
    key: toBase64Url(publicKey),
    seq,
    statements: [toBase64Url(first.bytes), toBase64Url(second.bytes)],
  }
}

/** The one file of a proof: its RFC 8785 bytes. */
export const writeEquivocationProof = (proof: EquivocationProof): Uint8Array => canonicalBytes(proof)

/**
 * Reads and checks the file of a proof. It needs nothing but the file: the key inside is the one that its kid names.
 * @throws BondmarkError `equivocation-malformed` `{at, reason}` for what is no such file, `equivocation-unproven`
 * `{kid, seq, reason}` for one that proves nothing
 */
export function readEquivocationProof(bytes: Uint8Array, verify: Verify): Equivocation {
  if (bytes.length > EQUIVOCATION_PROOF_BYTES_MAX) malformed('file', 'too large')
  const result = equivocationProof.safeParse(attempt('file', () => parseCanonical(bytes)))
  if (!result.success) {
    const [issue] = result.error.issues
    return malformed(issue?.path.join('.') ?? '', issue?.message ?? '')
  }
  const { kid, key, seq, statements } = result.data
  const publicKey = attempt('key', () => fromBase64Url(key))
  const [a, b] = statements.map((text, i) =>
    attempt(`statements.${i}`, () => readStatement(fromBase64Url(text))),
  )
  const unproven = (reason: string): never => {
    throw new BondmarkError('equivocation-unproven', { kid, seq, reason })
  }
  if (a === undefined || b === undefined) return malformed('statements', 'two expected')
  if (!isStrictPublicKey(publicKey) || kidOf(publicKey) !== kid)
    return unproven('the key is not that of the kid')
  if (![a, b].every((statement) => statement.kid === kid && statement.seq === seq))
    return unproven('a statement of another key or place')
  if (![a, b].every((statement) => verifyStatement(statement, publicKey, verify)))
    return unproven('a signature is not of the key')
  if (!findEquivocation(a, b)) return unproven('both say the same')
  if (a.id > b.id) return malformed('statements', 'the lower id stands first')
  return { kid, seq, statements: [a, b] }
}

function attempt<Value>(at: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (error instanceof BondmarkError) return malformed(at, error.code)
    throw error
  }
}

function malformed(at: string, reason: string): never {
  throw new BondmarkError('equivocation-malformed', { at, reason })
}
