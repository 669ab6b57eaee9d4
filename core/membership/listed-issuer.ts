import type { Failure } from '../errors/bondmark-error.ts'
import { issuerUri } from '../statement/issuer.ts'
import type { ListedKey, Membership } from './membership.ts'

/** The URI that a listed station or person issues under, or null for the keys of logs and witnesses. */
export function issuerOf({ payload }: Pick<Membership, 'payload'>, { use, name }: ListedKey): string | null {
  if (use !== 'station' && use !== 'person') return null
  const { consortium, org } = payload
  return issuerUri({ consortium, org, kind: use, name: name.slice(use.length + 1) })
}

/** Why a statement's issuer URI is not that of its listed key, or null when it is. Code `issuer-foreign`. */
export function whyForeignIssuer(
  membership: Pick<Membership, 'payload'>,
  key: ListedKey,
  issuer: string,
): Failure | null {
  const expected = issuerOf(membership, key)
  if (expected === issuer) return null
  return { code: 'issuer-foreign', detail: { issuer, expected: expected ?? key.name } }
}
