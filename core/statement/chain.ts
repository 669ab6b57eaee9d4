import { equalBytes } from '../encoding/equal-bytes.ts'
import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { contentTypes } from './content-types.ts'
import type { Verify } from './ed25519.ts'
import { FIRST_SEQ, kidOf, readStatement, type Sha256, type Statement, ZERO_PREV } from './statement.ts'

/** What the next link is checked against: a statement, or what is kept of one. */
export type Link = Pick<Statement, 'id' | 'kid' | 'seq' | 'contentType'>

/**
 * Whether `next` may follow `previous` in a chain, and why not. A chain belongs to one key: `seq` without gaps, `prev`
 * the id before. A key's first statement has FIRST_SEQ and either begins from nothing, or continues another key's chain:
 * after that chain's `key-rotation`, or as a `key-restored` that cites the head that was restored.
 *
 * Codes: `chain-unlinked`, `chain-gap` `{kid, expected, seq}`, `chain-broken` `{kid, seq}`, `chain-foreign-key` `{kid, expected}`.
 */
export function checkLink(previous: Link | null, next: Link & Pick<Statement, 'prev'>): Failure | null {
  const { id, kid, seq, prev } = next
  if (seq === undefined || prev === undefined) return { code: 'chain-unlinked', detail: { id } }
  const sameKey = previous?.kid === kid
  const expected = sameKey ? (previous?.seq ?? 0) + 1 : FIRST_SEQ
  if (previous !== null && !sameKey && !hands(previous, next)) {
    return { code: 'chain-foreign-key', detail: { kid, expected: previous.kid } }
  }
  if (seq !== expected) return { code: 'chain-gap', detail: { kid, expected, seq } }
  if (prev !== (previous?.id ?? ZERO_PREV)) return { code: 'chain-broken', detail: { kid, seq } }
  return null
}

/** Whether a chain may pass from one key to another here. That the record names the new key is for entry to check. */
function hands(previous: Link, next: Link): boolean {
  return (
    previous.contentType === contentTypes.record('key-rotation') ||
    next.contentType === contentTypes.record('key-restored')
  )
}

/**
 * Whether two statements are proof of fraud: one key signed two different contents for one place in its chain. Both
 * signatures must have been verified; two signatures over the same bytes are no contradiction.
 */
export function findEquivocation(a: Statement, b: Statement): boolean {
  return a.seq !== undefined && a.kid === b.kid && a.seq === b.seq && !equalBytes(a.toBeSigned, b.toBeSigned)
}

interface ChainOptions {
  /** the link before the first statement given; without it the chain must begin from nothing */
  readonly after?: Link
  /** a faster SHA-256 of the machine */
  readonly sha256?: Sha256
}

/** The head of a verified run of statements; `ZERO_PREV` and 0 when there is none. */
interface ChainHead {
  readonly count: number
  readonly headId: string
  readonly headSeq: number
}

/**
 * Verifies a run of one key's statements, in order: encoding, link, key and signature of each. Holds one statement at a
 * time.
 * @throws BondmarkError of `readStatement` and `checkLink`, `chain-foreign-key` when a statement names another key,
 * `statement-forged` `{id}`
 */
export function verifyChain(
  statements: Iterable<Uint8Array>,
  publicKey: Uint8Array,
  verify: Verify,
  options: ChainOptions = {},
): ChainHead {
  const kid = kidOf(publicKey)
  let previous: Link | null = options.after ?? null
  let count = 0
  for (const bytes of statements) {
    const statement = readStatement(bytes, options.sha256)
    if (statement.kid !== kid) {
      throw new BondmarkError('chain-foreign-key', { kid: statement.kid, expected: kid })
    }
    const failure = checkLink(previous, statement)
    if (failure !== null) throw new BondmarkError(failure.code, failure.detail)
    if (!verify(publicKey, statement.toBeSigned, statement.signature)) {
      throw new BondmarkError('statement-forged', { id: statement.id })
    }
    previous = statement
    count++
  }
  return { count, headId: previous?.id ?? ZERO_PREV, headSeq: previous?.seq ?? 0 }
}
