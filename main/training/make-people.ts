import { toHex } from '../../core/encoding/hex.ts'
import type { Sign } from '../../core/statement/ed25519.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { generateSeed, signerFromSeed } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { sealBox } from '../../platform/keys/sealed-box.ts'
import { commitPasscode } from '../station/sign-in.ts'
import type { Person } from '../store/people.ts'
import { personSecret } from '../workspace/vault.ts'
import { type SamplePerson, samplePeople } from './sample-people.ts'

/** A sample person of one workspace, with the key that was made for them there; operators have none. */
export interface MadePerson {
  readonly person: Person
  readonly key: { readonly publicKey: Uint8Array; readonly sign: Sign } | null
}

/** The sample people, with keys of this workspace's own: a private key is never copied from one station to another. */
export const makeSamplePeople = (vaultKey: Uint8Array): Promise<MadePerson[]> =>
  Promise.all(samplePeople.map((sample) => makePerson(sample, vaultKey)))

async function makePerson(sample: SamplePerson, vaultKey: Uint8Array): Promise<MadePerson> {
  const seed = sample.role === 'operator' ? null : generateSeed()
  const key = seed ? signerFromSeed(seed) : null
  const person: Person = {
    badge: sample.badge,
    name: sample.name,
    role: sample.role,
    pseudonym: `op-${toHex(random(6))}`,
    passcode: await commitPasscode(sample.passcode),
    kid: key ? kidOf(key.publicKey) : null,
    keyBox: seed
      ? JSON.stringify(
          await sealBox(seed, personSecret(vaultKey, sample.passcode), `bondmark/person/${sample.badge}`),
        )
      : null,
  }
  return { person, key }
}
