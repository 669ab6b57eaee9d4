import { toBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { newestOf, trustRootOf } from '../../core/membership/member-history.ts'
import { readMembership } from '../../core/membership/membership.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { askMembership } from '../../sync/replication/ask-members.ts'
import { askToEnrol, type Waiting } from '../enrol/ask-to-enrol.ts'
import { trustFromMembership } from '../enrol/trust-from-membership.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { furnishTraining } from './furnish-training.ts'
import { type MadePerson, makeSamplePeople } from './make-people.ts'
import { believableTime, making } from './making.ts'
import { SAMPLE_BRAND, sampleBrand, sampleDelegationTo } from './sample-brand.ts'

export interface EnrolTrainingOptions {
  /** of a ledger that serves a training membership */
  readonly url: string
  /** proposed short name */
  readonly station: string
  readonly trust: TrustFile | null
  readonly clock: Clock
  readonly show: (waiting: Waiting) => void
  readonly signal: AbortSignal
}

/** A training station's one witness is not independent. */
const K = 1

/**
 * Makes a training workspace whose station is enrolled at a ledger that another workspace's membership is served by: it asks,
 * shows its code, and is furnished once the administrators have listed it, with the prefix and the SSCC block that they gave.
 * Its people are the sample people with keys of their own; those of administrators are listed as supervisors', because who
 * signs memberships is decided at the ledger. Keys are in memory until then: whoever interrupts it starts anew, with another
 * code. Throws what `making` and `askToEnrol` throw, `training-only`, `authority-brand-unknown`, `clock-…`.
 */
export function enrolTrainingWorkspace(
  folder: string,
  options: EnrolTrainingOptions,
): Promise<StationProfile> {
  return making(folder, async () => {
    const { url, clock } = options
    // Before a real ledger's administrators are asked for what they could only refuse.
    if (options.trust !== null && options.trust.training !== true)
      throw new BondmarkError('training-only', {})
    believableTime(clock)
    const stationSeed = generateSeed()
    const { publicKey } = signerFromSeed(stationSeed)
    const vaultKey = random(32)
    const people = (await makeSamplePeople(vaultKey)).map(asHere)
    const wish = {
      url,
      station: options.station,
      stationSeed,
      people: askedFor(people),
      trust: options.trust,
    }
    const { history, key } = await askToEnrol(wish, options.show, options.signal)

    const membership = newestOf(history)
    const { consortium, org, training } = membership.payload
    if (training === undefined) throw new BondmarkError('training-only', {})
    const trust = trustFromMembership(membership, trustRootOf(history), options.trust?.k ?? K)
    const now = believableTime(clock)
    const station = key.name.slice('station/'.length)
    const brand = await askMembership(url, `members/${SAMPLE_BRAND}`)
    if (brand === null) throw new BondmarkError('authority-brand-unknown', { brand: SAMPLE_BRAND })
    const issuer = issuerUri({ consortium, org, kind: 'station', name: station })
    const authority = sampleBrand(training, consortium, now).sign(sampleDelegationTo(issuer, key.prefix), now)
    return furnishTraining(folder, {
      secrets: { stationSeed, vaultKey },
      people,
      membership: membership.statements,
      trust,
      authority,
      brand: readMembership(brand, history.versions[0].by, verifyEd25519),
      t: now,
      profile: {
        consortium,
        org,
        station,
        kid: kidOf(publicKey),
        publicKey: toBase64Url(publicKey),
        serialPrefix: key.prefix,
        ssccBlock: key.ssccBlock,
        ledgerUrl: url,
      },
    })
  })
}

const askedFor = (people: readonly MadePerson[]) =>
  people.flatMap(({ person, key }) =>
    key ? [{ id: person.badge, role: 'supervisor' as const, key: toBase64Url(key.publicKey) }] : [],
  )

/** Memberships are signed at the ledger: administrators do here what supervisors do. */
const asHere = ({ person, key }: MadePerson): MadePerson => ({
  person: person.role === 'administrator' ? { ...person, role: 'supervisor' } : person,
  key,
})
