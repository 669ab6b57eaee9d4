import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parsePhc } from '../../core/label/phc.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import type { StationFile } from './open-station-file.ts'

interface PersonRow {
  readonly badge: string
  readonly role: string
  readonly passcode: string
  readonly kid: string | null
  readonly keyBox: string | null
}

/**
 * People against the membership: whoever has a key is listed under the same badge and role, and whoever may seal has a
 * key. Names, pseudonyms, passcodes and what is in a key box are signed by nobody; only their form can be judged.
 */
export function checkPeople(db: StationFile, keys: KnownKeys, findings: Findings): void {
  const people = db
    .prepare<[], PersonRow>('SELECT badge, role, passcode, kid, key_box AS keyBox FROM person ORDER BY badge')
    .iterate()
  for (const { badge, role, passcode, kid, keyBox } of people) {
    const differs = (column: string) => findings.add('person-differs', `person ${badge}, ${column}`)
    if ((kid === null) !== (role === 'operator') || (keyBox === null) !== (kid === null)) differs('kid')
    const listed = kid === null ? null : keys.person(kid)
    if (kid !== null && keys.isMembershipKnown && listed?.name !== `person/${badge}`) differs('badge')
    if (listed && listed.role !== role) differs('role')
    if (!isCommitment(passcode)) differs('passcode')
  }
}

function isCommitment(text: string): boolean {
  try {
    return parsePhc(text).hash.length > 0
  } catch (error) {
    if (error instanceof BondmarkError) return false
    throw error
  }
}
