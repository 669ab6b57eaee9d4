import type { Administrator } from '../../core/membership/membership.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { signerFromSeed } from '../../platform/keys/ed25519.ts'
import { openBox, type SealedBox } from '../../platform/keys/sealed-box.ts'
import type { People } from '../store/people.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { personSecret } from '../workspace/vault.ts'
import { samplePeople } from './sample-people.ts'

/**
 * The administrators of a training workspace, who sign whatever is asked: their passcodes are published. What a real
 * member's administrators decide at the ledger, training does by itself. Throws `vault-locked`.
 */
export function sampleAdministrators(
  people: People,
  vaultKey: Uint8Array,
  { consortium, org }: Pick<StationProfile, 'consortium' | 'org'>,
): Promise<Administrator[]> {
  const administrators = samplePeople.filter(({ role }) => role === 'administrator')
  return Promise.all(
    administrators.map(async ({ badge, passcode }) => {
      const keyBox = people.get(badge)?.keyBox
      if (!keyBox) throw new Error(`the training workspace has no administrator ${badge}`)
      const secret = personSecret(vaultKey, passcode)
      const seed = await openBox(JSON.parse(keyBox) as SealedBox, secret, `bondmark/person/${badge}`)
      return { ...signerFromSeed(seed), issuer: issuerUri({ consortium, org, kind: 'person', name: badge }) }
    }),
  )
}
