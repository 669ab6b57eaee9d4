import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import type { Verify } from '../statement/ed25519.ts'
import { type Statement, verifyStatement } from '../statement/statement.ts'
import { publicKeyOf } from '../statement/strict-ed25519.ts'
import { whyMayNotState } from './may-state.ts'
import { keyOf, type ListedKey, type Membership } from './membership.ts'
import { whyNotCountable } from './revocation.ts'

/**
 * The key that a membership lists for a statement: one that may state this, and that has signed it. Whether it counted by
 * then is another question.
 * @throws BondmarkError `key-unlisted` `{kid}`, `statement-forged` `{id}`, those of `whyMayNotState`
 */
export function signingKeyOf(
  statement: Statement,
  membership: Pick<Membership, 'payload'>,
  verify: Verify,
): ListedKey {
  const { kid, id } = statement
  const key = keyOf(membership, kid)
  if (key === null) throw new BondmarkError('key-unlisted', { kid })
  const mayNot = whyMayNotState(membership, key, statement)
  if (mayNot !== null) throw new BondmarkError(mayNot.code, mayNot.detail)
  const publicKey = publicKeyOf(key.key)
  if (publicKey === null || !verifyStatement(statement, publicKey, verify))
    throw new BondmarkError('statement-forged', { id })
  return key
}

/**
 * Why a statement does not count of which nothing tells when it was signed but itself, or null when it does. A key that was
 * revoked signs none, whatever time it gives; nor does one whose time had not begun or was over at that time.
 *
 * Codes as `whyNotCountable`.
 */
export function whyNotUnwitnessed(
  membership: Pick<Membership, 'payload'>,
  { kid, iat }: Pick<Statement, 'kid' | 'iat'>,
): Failure | null {
  if (membership.payload.revocations.some((revoked) => revoked.kid === kid))
    return { code: 'key-revoked', detail: { kid } }
  return whyNotCountable(membership, kid, { loggedBy: iat })
}
