import { readFileSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseTrustFile, type TrustFile } from '../../core/evidence/trust.ts'
import { issuerOf } from '../../core/membership/listed-issuer.ts'
import { keyOf, type ListedKey, type Membership, readMembership } from '../../core/membership/membership.ts'
import { readMembershipFile } from '../../core/membership/membership-file.ts'
import { whyNotCountable } from '../../core/membership/revocation.ts'
import { issuerUri } from '../../core/statement/issuer.ts'
import { kidOf, readStatement } from '../../core/statement/statement.ts'
import { publicKeyOf } from '../../core/statement/strict-ed25519.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { publicKeyOf as stationKeyOf, type WorkspaceFiles } from '../workspace/workspace.ts'
import type { Findings } from './fsck-answer.ts'

/** A key that may sign here: raw, and the issuer URI that it signs under. */
export interface KnownKey {
  readonly publicKey: Uint8Array
  readonly issuer: string
}

/** Whose signatures are believed: the workspace's own key, and whom the membership lists under the trust file. */
export class KnownKeys {
  readonly profile: StationProfile
  readonly trust: TrustFile | null
  /** The bytes of the right that the workspace was enrolled with; whose they are is asked of the store. */
  readonly enrolledRight: Uint8Array | null
  readonly #membership: Membership | null
  readonly #own: KnownKey

  constructor(profile: StationProfile, files: WorkspaceFiles, findings: Findings) {
    this.profile = profile
    const { consortium, org, station: name } = profile
    this.#own = {
      publicKey: stationKeyOf(profile),
      issuer: issuerUri({ consortium, org, kind: 'station', name }),
    }
    if (kidOf(this.#own.publicKey) !== profile.kid) findings.add('station-key-differs', 'workspace.json')
    this.trust = attempt(findings, 'trust.json', () => parseTrustFile(readFileSync(files.trust, 'utf8')))
    const { trust } = this
    this.#membership =
      trust &&
      attempt(findings, 'membership.json', () =>
        readMembership(readMembershipFile(readFileSync(files.membership, 'utf8')), trust, verifyEd25519),
      )
    if (this.#membership && this.#listed(profile.kid, 'station')?.issuer !== this.#own.issuer) {
      findings.add('station-key-unlisted', 'membership.json')
    }
    this.enrolledRight = attempt(findings, 'serial-authority.statement', () =>
      this.#readRight(files.serialAuthority),
    )
  }

  /** The key of a station's chain. */
  station(kid: string): KnownKey | null {
    return kid === this.profile.kid ? this.#own : this.#listed(kid, 'station')
  }

  /** The key of somebody who may seal batches. */
  supervisor(kid: string): KnownKey | null {
    const role = this.#membership && keyOf(this.#membership, kid)?.role
    return role === 'supervisor' || role === 'administrator' ? this.#listed(kid, 'person') : null
  }

  get isMembershipKnown(): boolean {
    return this.#membership !== null
  }

  /** The membership of the station's own organisation. */
  get own(): Membership | null {
    return this.#membership
  }

  /** A listed person, by their key. */
  person(kid: string): Pick<ListedKey, 'name' | 'role'> | null {
    const key = this.#membership && keyOf(this.#membership, kid)
    return key?.use === 'person' ? key : null
  }

  /** Whether a statement at this place, logged by this time (Unix seconds), is one that its key could still make count. */
  counts(kid: string, seq: number | null, loggedBy: number): boolean {
    // A key that is not listed is reported with each statement's signature.
    if (!this.#membership || !keyOf(this.#membership, kid)) return true
    return whyNotCountable(this.#membership, kid, { seq: seq ?? undefined, loggedBy }) === null
  }

  #listed(kid: string, use: 'station' | 'person'): KnownKey | null {
    const key = this.#membership && keyOf(this.#membership, kid)
    if (!this.#membership || key?.use !== use) return null
    const publicKey = publicKeyOf(key.key)
    const issuer = issuerOf(this.#membership, key)
    return publicKey && issuer ? { publicKey, issuer } : null
  }

  /** It is the statement that the profile names, and with it every event that gives no serial of its own. */
  #readRight(file: string): Uint8Array {
    const { id, bytes } = readStatement(readFileSync(file))
    if (id !== this.profile.serialAuthority) throw new BondmarkError('statement-forged', { id })
    return bytes
  }
}

/** A file that the check leans on: one that cannot be used is a finding, and the check goes on without it. */
function attempt<T>(findings: Findings, where: string, read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!missing && !(error instanceof BondmarkError)) throw error
    findings.add('workspace-file-unusable', where)
    return null
  }
}
