import { readFileSync } from 'node:fs'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { beginHistory, type MemberHistory, newestOf } from '../../core/membership/member-history.ts'
import { type Administrator, signMembership } from '../../core/membership/membership.ts'
import { readMembershipFile, writeMembershipFile } from '../../core/membership/membership-file.ts'
import type { MembershipPayload } from '../../core/membership/membership-payload.ts'
import { makeFolder } from '../../platform/files/make-folder.ts'
import { writeDurably } from '../../platform/files/write-durably.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { loadOwnHistory } from '../../sync/ledger/members/ledger-membership.ts'
import { TRAINING_PASSPHRASE } from '../../sync/ledger/training-keys.ts'
import { MemberBooks } from '../members/member-books.ts'
import { followingTrust } from '../members/station-members.ts'
import { StationStore } from '../store/station-store.ts'
import { openVaultFile } from '../workspace/vault.ts'
import { readProfile, type WorkspaceFiles, workspaceFiles } from '../workspace/workspace.ts'
import { sampleAdministrators } from './sample-administrators.ts'
import { SAMPLE_BRAND } from './sample-brand.ts'

/**
 * The membership books of a training workspace's own ledger, which its sample administrators sign in: what takes several people
 * on several machines, training does at once. Its ledger need not run, nor have run.
 */
export interface SampleBooks {
  readonly books: MemberBooks
  /** Signs a payload as all sample administrators, and takes it. `at`: RFC 3339. */
  sign(payload: MembershipPayload, at: string): ReturnType<MemberBooks['apply']>
}

/** Throws `training-only`, `vault-locked`, `workspace-…`, `membership-…`. */
export async function openSampleBooks(folder: string): Promise<SampleBooks> {
  const profile = readProfile(folder)
  if (!profile.training) throw new BondmarkError('training-only', {})
  const files = workspaceFiles(folder)
  const { vaultKey } = await openVaultFile(files.vault, TRAINING_PASSPHRASE)
  makeFolder(files.ledger, 0o700)
  loadOwnHistory(files.membership, files.ledger).keep()
  const books = new MemberBooks(files.ledger)
  const store = new StationStore(files.database, { readonly: true })
  let administrators: readonly Administrator[]
  try {
    administrators = await sampleAdministrators(store.people, vaultKey, profile)
    keepBrand(books, store)
  } finally {
    store.close()
  }
  return {
    books,
    sign(payload, at) {
      const iat = Math.floor(Date.parse(at) / 1000)
      const taken = books.apply(signMembership(payload, administrators, iat))
      handOver(files, books.history())
      return taken
    },
  }
}

/** A station that enrols needs the membership of the brand under which it gives serials. */
function keepBrand(books: MemberBooks, store: StationStore): void {
  if (books.folder.read(SAMPLE_BRAND) !== null) return
  const known = store.serials.memberships().find(({ org }) => org === SAMPLE_BRAND)
  if (known)
    books.folder.keep(beginHistory(readMembershipFile(known.json), books.history().next, verifyEd25519))
}

/** The workspace goes by the same membership as its ledger: a restore of it follows this one, and is no fork. */
function handOver(files: WorkspaceFiles, history: MemberHistory): void {
  const trust = followingTrust(parseTrustFile(readFileSync(files.trust, 'utf8')), history)
  writeDurably(files.membership, writeMembershipFile(newestOf(history).statements))
  writeDurably(files.trust, `${JSON.stringify(trust, null, 2)}\n`)
}
