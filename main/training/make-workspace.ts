import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '@noble/hashes/sha2.js'
import { toBase64Url } from '../../core/encoding/base64.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import { formatVkey } from '../../core/log/vkey.ts'
import {
  type Administrator,
  type ListedKey,
  readMembership,
  signMembership,
} from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { canonicalBytes } from '../../core/statement/canonical-json.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf } from '../../core/statement/statement.ts'
import { RELEASE_DAY } from '../../core/time/release-day.ts'
import type { Clock } from '../../platform/clock/clock.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { syncFolder, writeDurably } from '../../platform/files/write-durably.ts'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { sealBox } from '../../platform/keys/sealed-box.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { holdLock } from '../../platform/lock/hold-lock.ts'
import { TRAINING_PASSPHRASE, trainingLedgerSeeds } from '../../sync/ledger/training-keys.ts'
import { keepEnrolledRight } from '../serials/enrolled-right.ts'
import { commitPasscode } from '../station/sign-in.ts'
import { WatchedClock } from '../station/watched-clock.ts'
import type { Person } from '../store/people.ts'
import { StationStore } from '../store/station-store.ts'
import { approveShipped } from '../templates/approve-shipped.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { createVaultFile, personSecret } from '../workspace/vault.ts'
import { isWorkspace, workspaceFiles } from '../workspace/workspace.ts'
import { sampleBrand, sampleDelegationTo, signSampleBrand } from './sample-brand.ts'
import { type SamplePerson, samplePeople, sampleSupervisor } from './sample-people.ts'

const consortium = 'bondmark.example'
const org = 'ningbo-bonded'
const station = 'LBL07'
/** How long somebody else's making of the same workspace is waited for. */
const MAKING_MS_MAX = 30_000
/** Two of the two administrators sign the membership. */
const THRESHOLD = 2

const issuer = (kind: 'station' | 'person', name: string) => issuerUri({ consortium, org, kind, name })

/**
 * Makes a training workspace: keys, sample people, a membership signed by two administrators with a trust root of its
 * own, the delegation to mint serials, and the sample rules. The profile is written last, so that a half-made folder is
 * no workspace and is made again. Throws `workspace-exists`, `folder-not-empty`, `workspace-in-use`.
 */
export async function makeTrainingWorkspace(folder: string, clock: Clock): Promise<StationProfile> {
  if (isWorkspace(folder)) throw new BondmarkError('workspace-exists', { folder })
  makeFolder(folder, 0o700)
  // Two that make the same workspace at once would mix their keys.
  const lock = await holdLock(workspaceFiles(folder).lock, { waitMsMax: MAKING_MS_MAX })
  try {
    if (isWorkspace(folder)) throw new BondmarkError('workspace-exists', { folder })
    clearHalfMade(folder)
    return await make(folder, clock)
  } finally {
    lock.release()
  }
}

/** Removes what an interrupted making left behind: such a folder says of itself that it is being made. */
function clearHalfMade(folder: string): void {
  const { database, making, restoring } = workspaceFiles(folder)
  // A restore goes on where it was interrupted; a new station would be mixed with what it has brought already.
  const isTaken = existsSync(restoring) || (!existsSync(making) && existsSync(database))
  if (isTaken) throw new BondmarkError('folder-not-empty', { folder })
  for (const file of [database, `${database}-wal`, `${database}-shm`]) rmSync(file, { force: true })
  writeDurably(making, '')
}

async function make(folder: string, clock: Clock): Promise<StationProfile> {
  const files = workspaceFiles(folder)
  const now = believableTime(clock)
  const iat = Math.floor(Date.parse(now) / 1000)

  const stationSeed = generateSeed()
  const { publicKey } = signerFromSeed(stationSeed)
  const vaultKey = random(32)
  const people = await Promise.all(samplePeople.map((sample) => makePerson(sample, vaultKey)))

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
  const supervisor = sayer(people)
  const brand = sampleBrand(trainingId, consortium, now)
  const authority = brand.sign(sampleDelegationTo(issuer('station', station), 'B7Q'), iat)
  const brandMembership = readMembership(
    signSampleBrand(brand, administrators, iat),
    { ...trust, membershipHead: undefined },
    verifyEd25519,
  )

  writeDurably(files.membership, writeMembershipFile(membership))
  writeDurably(files.trust, `${JSON.stringify(trust, null, 2)}\n`)
  writeDurably(files.serialAuthority, authority)
  writeDurably(files.rules, readFileSync(repositoryFile('fixtures', 'rules', 'training.json')))
  await createVaultFile(files.vault, { stationSeed, vaultKey }, TRAINING_PASSPHRASE)
  const store = new StationStore(files.database, { create: true })
  store.transaction(() => {
    for (const { person } of people) store.people.add(person)
    approveShipped(store, { ...supervisor, station: issuer('station', station), t: now })
    keepEnrolledRight(store, { right: authority, brand: brandMembership, t: now })
  })
  store.close()
  makeFolder(files.printer, 0o700)
  const profile: StationProfile = {
    format: 'bondmark/workspace/1',
    training: true,
    consortium,
    org,
    station,
    siteName: 'Ningbo bonded warehouse',
    kid: kidOf(publicKey),
    publicKey: toBase64Url(publicKey),
    resolverHost: `verify.${consortium}`,
    gln: '9506000140445',
    serialPrefix: 'B7Q',
    ssccBlock,
    serialAuthority: toHex(sha256Native(authority)),
  }
  writeDurably(files.profile, `${JSON.stringify(profile, null, 2)}\n`)
  rmSync(files.making)
  syncFolder(join(folder, '..'))
  return profile
}

/** The sample supervisor, as who signs what is said of label templates. */
function sayer(people: readonly Awaited<ReturnType<typeof makePerson>>[]) {
  const { badge } = sampleSupervisor
  const key = people.find(({ person }) => person.badge === badge)?.key
  if (!key) throw new Error('the sample people have no supervisor')
  return { badge, kid: kidOf(key.publicKey), issuer: issuer('person', badge), sign: key.sign }
}

/** Keys and rights count from now on: a clock that cannot be right would spoil them for good. Throws `clock-…`. */
function believableTime(clock: Clock): string {
  const bounds = { releasedMs: Date.parse(RELEASE_DAY), membershipMs: null, confirmedMs: null }
  const watched = new WatchedClock(clock, { lastT: null, lastIsRecorded: false, bounds })
  if (watched.refusal) throw new BondmarkError(watched.refusal.code, watched.refusal.detail)
  return watched.now()
}

const listed = (key: Uint8Array) => ({ kid: kidOf(key), key: toBase64Url(key) })

async function makePerson(sample: SamplePerson, vaultKey: Uint8Array) {
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
