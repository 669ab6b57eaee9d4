import { sha256 } from '@noble/hashes/sha2.js'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { formatVkey } from '../../core/log/vkey.ts'
import {
  type Administrator,
  type ListedKey,
  readMembership,
  signMembership,
} from '../../core/membership/membership.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { trainingLedgerSeeds } from '../../sync/ledger/training-keys.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { furnishTraining } from './furnish-training.ts'
import { makeSamplePeople } from './make-people.ts'
import { believableTime, making } from './making.ts'
import { sampleBrand, sampleDelegationTo, signSampleBrand } from './sample-brand.ts'

const consortium = 'bondmark.example'
const org = 'ningbo-bonded'
const station = 'LBL07'
/** Two of the two administrators sign the membership. */
const THRESHOLD = 2

const issuer = (kind: 'station' | 'person', name: string) => issuerUri({ consortium, org, kind, name })

/**
 * Makes a training workspace: keys, sample people, a membership signed by two administrators with a trust root of its
 * own, the delegation to mint serials, and the sample rules. The profile is written last, so that a half-made folder is
 * no workspace and is made again. Throws `workspace-exists`, `folder-not-empty`, `workspace-in-use`.
 */
export function makeTrainingWorkspace(folder: string, clock: Clock): Promise<StationProfile> {
  return making(folder, () => make(folder, clock))
}

async function make(folder: string, clock: Clock): Promise<StationProfile> {
  const now = believableTime(clock)
  const iat = Math.floor(Date.parse(now) / 1000)

  const stationSeed = generateSeed()
  const { publicKey } = signerFromSeed(stationSeed)
  const vaultKey = random(32)
  const people = await makeSamplePeople(vaultKey)

  const trainingId = toHex(random(16))
  const seeds = trainingLedgerSeeds(trainingId)
  const log = { name: `ledger.${consortium}/bondmark/${org}`, key: signerFromSeed(seeds.log).publicKey }
  const witness = { name: `witness.${consortium}/training`, key: signerFromSeed(seeds.witness).publicKey }
  const ssccBlock = { companyPrefix: '9506000', extension: '3', from: 7_000_000, to: 7_999_999 }
  const keys: ListedKey[] = [
    { ...listed(publicKey), use: 'station', name: `station/${station}`, prefix: 'B7Q', ssccBlock, from: now },
    ...people.flatMap(({ person, key }) =>
      key
        ? [
            {
              ...listed(key.publicKey),
              use: 'person' as const,
              name: `person/${person.badge}`,
              role: person.role,
              from: now,
            },
          ]
        : [],
    ),
    { ...listed(log.key), use: 'log', name: log.name, from: now },
    { ...listed(witness.key), use: 'witness', name: witness.name, from: now },
  ]
  const administrators = people.flatMap(({ person, key }): Administrator[] =>
    person.role === 'administrator' && key ? [{ ...key, issuer: issuer('person', person.badge) }] : [],
  )
  const payload = {
    format: 'bondmark/membership/1' as const,
    consortium,
    org,
    roles: ['warehouse'],
    training: trainingId,
    keys,
    revocations: [],
    previous: null,
  }
  const membership = signMembership(payload, administrators, iat)
  const trust: TrustFile = {
    format: 'bondmark/trust/1',
    administrators: administrators.map((administrator) => toBase64Url(administrator.publicKey)),
    threshold: THRESHOLD,
    logs: [formatVkey(log.name, 1, log.key)],
    witnesses: [formatVkey(witness.name, 4, witness.key)],
    k: 1,
    membershipHead: toHex(sha256(canonicalBytes(payload))),
    training: true,
  }
  const brand = sampleBrand(trainingId, consortium, now)
  const authority = brand.sign(sampleDelegationTo(issuer('station', station), 'B7Q'), now)
  const brandMembership = readMembership(
    signSampleBrand(brand, administrators, iat),
    { ...trust, membershipHead: undefined },
    verifyEd25519,
  )

  return furnishTraining(folder, {
    secrets: { stationSeed, vaultKey },
    people,
    membership,
    trust,
    authority,
    brand: brandMembership,
    t: now,
    profile: {
      consortium,
      org,
      station,
      kid: kidOf(publicKey),
      publicKey: toBase64Url(publicKey),
      serialPrefix: 'B7Q',
      ssccBlock,
    },
  })
}

const listed = (key: Uint8Array) => ({ kid: kidOf(key), key: toBase64Url(key) })
