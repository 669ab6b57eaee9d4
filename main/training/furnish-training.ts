import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '../../core/encoding/hex.ts'
import type { TrustFile } from '../../core/evidence/trust.ts'
import type { Membership } from '../../core/membership/membership.ts'
import { writeMembershipFile } from '../../core/membership/membership-file.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { syncFolder, writeDurably } from '../../platform/files/write-durably.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import { keepEnrolledRight } from '../serials/enrolled-right.ts'
import { StationStore } from '../store/station-store.ts'
import { approveShipped } from '../templates/approve-shipped.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { repositoryFile } from '../workspace/repository-file.ts'
import { createVaultFile, type VaultSecrets } from '../workspace/vault.ts'
import { workspaceFiles } from '../workspace/workspace.ts'
import type { MadePerson } from './make-people.ts'
import { furnishCatalogue } from './sample-catalogue.ts'
import { sampleSupervisor } from './sample-people.ts'

/** All that a training workspace is made from, once its membership is there. */
export interface TrainingParts {
  readonly secrets: VaultSecrets
  readonly people: readonly MadePerson[]
  /** the organisation's newest membership */
  readonly membership: readonly Uint8Array[]
  readonly trust: TrustFile
  /** the sample brand's delegation to this station, and the brand's membership */
  readonly authority: Uint8Array
  readonly brand: Membership
  /** RFC 3339 */
  readonly t: string
  readonly profile: Pick<
    StationProfile,
    'consortium' | 'org' | 'station' | 'kid' | 'publicKey' | 'serialPrefix' | 'ssccBlock' | 'ledgerUrl'
  >
}

/** Writes the files of a training workspace, the profile last: without it the folder is no workspace. */
export async function furnishTraining(folder: string, parts: TrainingParts): Promise<StationProfile> {
  const files = workspaceFiles(folder)
  const { secrets, people, trust, authority, brand, t } = parts
  writeDurably(files.membership, writeMembershipFile(parts.membership))
  writeDurably(files.trust, `${JSON.stringify(trust, null, 2)}\n`)
  writeDurably(files.serialAuthority, authority)
  writeDurably(files.rules, readFileSync(repositoryFile('fixtures', 'rules', 'training.json')))
  await createVaultFile(files.vault, secrets, TRAINING_PASSPHRASE)
  const store = new StationStore(files.database, { create: true })
  const station = issuerUri({ ...parts.profile, kind: 'station', name: parts.profile.station })
  store.transaction(() => {
    for (const { person } of people) store.people.add(person)
    approveShipped(store, { ...sayer(people, parts.profile), station, t })
    keepEnrolledRight(store, { right: authority, brand, t })
  })
  store.close()
  await furnishCatalogue(files.catalogue)
  makeFolder(files.printer, 0o700)
  const profile: StationProfile = {
    format: 'bondmark/workspace/1',
    training: true,
    siteName: 'Ningbo bonded warehouse',
    resolverHost: `verify.${parts.profile.consortium}`,
    gln: '9506000140445',
    serialAuthority: toHex(sha256Native(authority)),
    ...parts.profile,
  }
  writeDurably(files.profile, `${JSON.stringify(profile, null, 2)}\n`)
  rmSync(files.making)
  syncFolder(join(folder, '..'))
  return profile
}

/** The sample supervisor, as who signs what is said of label templates. */
function sayer(
  people: readonly MadePerson[],
  { consortium, org }: Pick<StationProfile, 'consortium' | 'org'>,
) {
  const { badge } = sampleSupervisor
  const made = people.find(({ person }) => person.badge === badge)
  if (!made?.key || made.person.kid === null) throw new Error('the sample people have no supervisor')
  const issuer = issuerUri({ consortium, org, kind: 'person', name: badge })
  return { badge, kid: made.person.kid, issuer, sign: made.key.sign }
}
