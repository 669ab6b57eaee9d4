import { BondmarkError } from '../../errors/bondmark-error.ts'
import { parseIssuer } from '../../statement/issuer.ts'
import { readStatement } from '../../statement/statement.ts'

/**
 * The organisation in whose name a version is signed, as it says itself: by whose keys that is true is asked next.
 * @throws BondmarkError those of `readStatement`, `catalogue-snapshot-malformed` `{reason}`
 */
export function claimedPublisher(manifest: Uint8Array): string {
  const issuer = parseIssuer(readStatement(manifest).issuer)
  if (issuer?.kind !== 'person') throw new BondmarkError('catalogue-snapshot-malformed', { reason: 'issuer' })
  return issuer.org
}
