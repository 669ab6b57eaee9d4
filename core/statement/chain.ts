import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import type { Verify } from './ed25519.ts'
import { keyRestored, keyRotation, whyNotHandedOver, whyNotHandoverRecord } from './handover.ts'
import { FIRST_SEQ, kidOf, readStatement, type Sha256, type Statement, ZERO_PREV } from './statement.ts'

/** What the next link of the same key is checked against: a statement, or what is kept of one. */
export type Link = Pick<Statement, 'id' | 'kid' | 'seq' | 'contentType'>

/**
 * Whether `next` may follow `previous` in a chain, and why not. A chain belongs to one key: `seq` without gaps, `prev`
 * the id before, nothing behind a `key-rotation`. A key's first statement has FIRST_SEQ and either begins from nothing,
 * or goes on from another key's statement, which must then be given whole (`handover.ts`).
 *
 * Codes: `chain-unlinked`, `chain-ended` `{kid, seq}`, `chain-gap` `{kid, expected, seq}`, `chain-broken` `{kid, seq}`,
 * `chain-foreign-key` `{kid, expected}`, `chain-issuer-changed` `{issuer, expected}`, `record-malformed`.
 */
export function checkLink(previous: Link | Statement | null, next: Statement): Failure | null {
  const { id, kid, seq, prev } = next
  if (seq === undefined || prev === undefined) return { code: 'chain-unlinked', detail: { id } }
  const sameKey = previous?.kid === kid
  if (sameKey && previous.contentType === keyRotation) return { code: 'chain-ended', detail: { kid, seq } }
  const handover = previous === null || sameKey ? null : whyNotHandedOver(wholeOf(previous), next)
  if (handover !== null) return handover
  const expected = sameKey ? (previous.seq ?? 0) + 1 : FIRST_SEQ
  if (seq !== expected) return { code: 'chain-gap', detail: { kid, expected, seq } }
  if (prev !== (previous?.id ?? ZERO_PREV)) return { code: 'chain-broken', detail: { kid, seq } }
  if (sameKey && next.contentType === keyRestored) {
    const at = { record: 'key-restored', at: 'seq', reason: 'not the first statement of its key' }
    return { code: 'record-malformed', detail: at }
  }
  return whyNotHandoverRecord(next)
}

function wholeOf(previous: Link | Statement): Statement {
  if ('payload' in previous) return previous
  throw new RangeError('a handover is judged by the whole statement before it')
}

interface ChainOptions {
  /** the link before the first statement given; of another key, the whole statement that hands over to this one */
  readonly after?: Link | Statement
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
  let previous: Link | Statement | null = options.after ?? null
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
