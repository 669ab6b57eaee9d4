import { type AuthorityFile, writeAuthorityFile } from '../../core/authority/authority-file.ts'
import type { Coverage } from '../../core/authority/coverage.ts'
import { SerialRoot } from '../../core/authority/serial-root.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { randomSymbols } from '../../core/label/crockford.ts'
import { newSerial } from '../../core/label/serial.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { random } from '../../platform/keys/scrypt.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import type { MintingRights } from '../serials/minting-rights.ts'
import { unixSeconds } from '../station/append-statement.ts'
import type { StationStore } from '../store/station-store.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { openVaultFile } from '../workspace/vault.ts'
import type { WorkspaceFiles } from '../workspace/workspace.ts'
import { sampleAdministrators } from './sample-administrators.ts'
import {
  SAMPLE_BRAND,
  SAMPLE_COMPANY_PREFIX,
  type SampleBrand,
  sampleBrand,
  signSampleBrand,
} from './sample-brand.ts'

/** What of a training workspace the sample brand needs to know. */
export interface BrandDesk {
  readonly store: StationStore
  readonly profile: StationProfile
  readonly files: Pick<WorkspaceFiles, 'vault'>
  readonly rights: MintingRights
}

/** What the sample brand is asked for. `from` and `until`: RFC 3339. */
export interface RightWish {
  readonly gtins: readonly string[]
  readonly from: string
  readonly until: string | null
}

export interface MadeRight {
  /** text of the right's file */
  readonly authority: string
  readonly serials: readonly string[]
}

/** A delegation of the sample brand to this workspace's station. Throws `training-only`, `vault-locked`. */
export async function sampleDelegationFor(
  desk: BrandDesk,
  wish: RightWish & { max: number | null },
): Promise<MadeRight> {
  const { station } = desk.rights.basis
  const brand = brandOf(desk)
  const statement = brand.sign(
    {
      format: 'bondmark/serial-delegation/2',
      to: station.issuer,
      prefix: station.prefix,
      covers: coversOf(wish),
      from: wish.from,
      until: wish.until,
      max: wish.max,
    },
    wish.from,
  )
  return { authority: await fileOf(desk, brand, statement), serials: [] }
}

/** A pool of the sample brand for this workspace's key, its serials drawn at random. Throws `training-only`, `vault-locked`. */
export async function samplePoolFor(
  desk: BrandDesk,
  wish: RightWish & { count: number },
): Promise<MadeRight> {
  const { station } = desk.rights.basis
  const brand = brandOf(desk)
  const range = `Z${randomSymbols(2, random)}`
  const root = new SerialRoot(sha256Native)
  const serials = new Set<string>()
  while (serials.size < wish.count) serials.add(newSerial(range, random))
  for (const serial of serials) root.add(serial)
  const statement = brand.sign(
    {
      format: 'bondmark/serial-pool/1',
      to: station.issuer,
      kid: station.kid,
      range,
      covers: coversOf(wish),
      from: wish.from,
      until: wish.until,
      count: serials.size,
      root: root.root(),
    },
    wish.from,
  )
  return { authority: await fileOf(desk, brand, statement), serials: [...serials] }
}

const coversOf = ({ gtins }: RightWish): Coverage =>
  gtins.length > 0
    ? { companyPrefixes: [], gtins: [...gtins] }
    : { companyPrefixes: [SAMPLE_COMPANY_PREFIX], gtins: [] }

function brandOf({ rights, profile }: BrandDesk): SampleBrand {
  const { training, keys } = rights.basis.own.payload
  if (training === undefined) throw new BondmarkError('training-only', {})
  return sampleBrand(training, profile.consortium, keys[0]?.from ?? '')
}

/** With every membership of the brand that is known here; of a workspace of before there were brands, its first. */
async function fileOf(desk: BrandDesk, brand: SampleBrand, statement: Uint8Array): Promise<string> {
  const { store, profile, files } = desk
  const known = store.serials.memberships().find(({ org }) => org === SAMPLE_BRAND)
  let membership: AuthorityFile['memberships'][number]
  if (known) membership = readMembershipFile(known.json)
  else {
    const { vaultKey } = await openVaultFile(files.vault, TRAINING_PASSPHRASE)
    const administrators = await sampleAdministrators(store.people, vaultKey, profile)
    membership = signSampleBrand(brand, administrators, unixSeconds(brand.membership.keys[0]?.from ?? ''))
  }
  return writeAuthorityFile({ memberships: [membership], statement })
}
