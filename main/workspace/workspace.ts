import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromBase64Url } from '../../core/encoding/base64.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { ListedSealKey } from '../../core/label/seal-keys.ts'
import { SERVICE_FILE } from '../../platform/service/service-file.ts'
import { type StationProfile, stationProfile } from './profile.ts'

/** The files of a workspace folder. */
export interface WorkspaceFiles {
  readonly folder: string
  readonly profile: string
  /** Stands here while the workspace is being made. */
  readonly making: string
  /** Where a backup is unpacked; what stands here is a restore that was interrupted, and no workspace yet. */
  readonly restoring: string
  readonly database: string
  readonly vault: string
  readonly lock: string
  readonly membership: string
  readonly trust: string
  /** A newer membership and its trust file, while they are put in the place of the old ones. */
  readonly membershipNext: string
  readonly serialAuthority: string
  readonly rules: string
  /** Bytes a simulated printer received: training only, for they hold PINs. */
  readonly printer: string
  readonly ledger: string
  /** What the training ledger calls the sample goods; made when that ledger is started. */
  readonly products: string
  /** Reports and photographs of inspections, each in a file named by its hash. */
  readonly attachments: string
  readonly log: string
  readonly browser: string
  /** One backup is made at a time. */
  readonly backupLock: string
  /** Where a backup's copies lie while it is being made. */
  readonly snapshot: string
  /** Which backups were made. */
  readonly backups: string
  /** What other stations were heard to say: asked again, when it is gone. */
  readonly others: string
  /** What the decision service keeps for itself: keys of callers, answers kept for a day, webhooks. */
  readonly service: string
  /** Facts of goods, brought in from files and snapshots. */
  readonly catalogue: string
}

export function workspaceFiles(folder: string): WorkspaceFiles {
  return {
    folder,
    profile: join(folder, 'workspace.json'),
    making: join(folder, 'workspace.making'),
    restoring: join(folder, 'restoring'),
    database: join(folder, 'station.sqlite'),
    vault: join(folder, 'vault.json'),
    lock: join(folder, 'station.lock'),
    membership: join(folder, 'membership.json'),
    trust: join(folder, 'trust.json'),
    membershipNext: join(folder, 'membership-next.json'),
    serialAuthority: join(folder, 'serial-authority.statement'),
    rules: join(folder, 'rules.json'),
    printer: join(folder, 'printer'),
    ledger: join(folder, 'ledger'),
    products: join(folder, 'products.json'),
    attachments: join(folder, 'attachments'),
    log: join(folder, 'station.log'),
    browser: join(folder, 'browser'),
    backupLock: join(folder, 'backup.lock'),
    snapshot: join(folder, 'backup.snapshot'),
    backups: join(folder, 'backups.json'),
    others: join(folder, 'others.json'),
    service: join(folder, SERVICE_FILE),
    catalogue: join(folder, 'catalogue.sqlite'),
  }
}

/** Whether the folder holds a finished workspace: the profile is written last. */
export const isWorkspace = (folder: string): boolean => existsSync(workspaceFiles(folder).profile)

/** The profile of a workspace. Throws `workspace-missing`, `workspace-damaged`. */
export function readProfile(folder: string): StationProfile {
  if (!isWorkspace(folder)) throw new BondmarkError('workspace-missing', { folder })
  try {
    return stationProfile.parse(JSON.parse(readFileSync(workspaceFiles(folder).profile, 'utf8')))
  } catch (cause) {
    throw new BondmarkError('workspace-damaged', { file: workspaceFiles(folder).profile }, { cause })
  }
}

export const publicKeyOf = ({ publicKey }: Pick<StationProfile, 'publicKey'>): Uint8Array =>
  fromBase64Url(publicKey)

/** The keys under which labels of this station may be sealed: its own, and those of before it was restored. */
export const sealKeysOf = (profile: StationProfile): ListedSealKey[] =>
  [profile, ...(profile.formerKeys ?? [])].map((key) => ({
    kid: key.kid,
    publicKey: publicKeyOf(key),
    consortium: profile.consortium,
    org: profile.org,
    use: 'station',
    name: `station/${profile.station}`,
    prefix: key.serialPrefix,
    from: null,
    until: null,
    listed: 'now',
    training: profile.training,
  }))
