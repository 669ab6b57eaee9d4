import { sha256 as portableSha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { toHex } from '../../encoding/hex.ts'
import { BondmarkError } from '../../errors/bondmark-error.ts'
import { firstIssue, keyOf, type Membership } from '../../membership/membership.ts'
import { signingKeyOf, whyNotUnwitnessed } from '../../membership/signing-key.ts'
import { canonicalBytes, parseCanonical } from '../../statement/canonical-json.ts'
import type { Verify } from '../../statement/ed25519.ts'
import { type PersonSigner, signAsPerson, wrongHeaderOf } from '../../statement/record-of-person.ts'
import { readStatement } from '../../statement/statement.ts'
import { sha256Hex } from '../fields.ts'
import { treeRoot } from './chunk-entry.ts'

/** What one version of the consortium's catalogue is: the root of each table's tree. Tables without rows are left out. */
export const snapshotManifest = z.strictObject({
  format: z.literal('bondmark/catalogue-snapshot/1'),
  consortium: z.string().min(1).max(253),
  /** 1, 2, 3, …: one line of versions, each naming the one before. */
  version: z.int().min(1).max(999_999_999),
  /** SHA-256 of the payload of the version before; null for the first. */
  previous: sha256Hex.nullable(),
  createdAt: z.iso.datetime({ offset: true, precision: 3 }),
  tables: z.strictObject({
    products: treeRoot.optional(),
    manufacturers: treeRoot.optional(),
    certificates: treeRoot.optional(),
    brands: treeRoot.optional(),
    sellers: treeRoot.optional(),
    agencies: treeRoot.optional(),
    categories: treeRoot.optional(),
    figures: treeRoot.optional(),
  }),
})
export type SnapshotManifest = z.infer<typeof snapshotManifest>

/** A manifest as it was signed. */
export interface SignedSnapshot {
  readonly manifest: SnapshotManifest
  /** SHA-256 of its payload: what the next version names. */
  readonly hash: string
  readonly bytes: Uint8Array
}

/** An administrator signs a version. Throws `statement-malformed`. */
export function signSnapshot(manifest: SnapshotManifest, administrator: PersonSigner): SignedSnapshot {
  const hash = toHex(portableSha256(canonicalBytes(manifest)))
  return { manifest, hash, bytes: signAsPerson(manifest, manifest.createdAt, administrator) }
}

/** Whom to believe: the memberships of the consortium, and how signatures are checked. */
export interface SnapshotTrust {
  readonly consortium: string
  readonly memberships: readonly Pick<Membership, 'payload'>[]
  readonly verify: Verify
}

/**
 * A version that an administrator of one of the members has signed. A revoked key signs none, whatever time it gives.
 * @throws BondmarkError `catalogue-snapshot-malformed` `{reason}`, `catalogue-snapshot-foreign` `{found, expected}`,
 * `key-unlisted`, `key-may-not-state`, `key-revoked`, `issuer-foreign`, `statement-forged`, those of `readStatement`
 */
export function readSnapshot(
  bytes: Uint8Array,
  { consortium, memberships, verify }: SnapshotTrust,
): SignedSnapshot {
  const statement = readStatement(bytes)
  const read = snapshotManifest.safeParse(parseCanonical(statement.payload))
  if (!read.success) {
    const { at, reason } = firstIssue(read.error)
    throw new BondmarkError('catalogue-snapshot-malformed', { reason: `${at} ${reason}` })
  }
  const manifest = read.data
  const hash = statement.subject
  if (wrongHeaderOf(statement, manifest, manifest.createdAt))
    throw new BondmarkError('catalogue-snapshot-malformed', { reason: 'header' })
  if ((manifest.version === 1) !== (manifest.previous === null))
    throw new BondmarkError('catalogue-snapshot-malformed', { reason: 'previous' })
  if (manifest.consortium !== consortium)
    throw new BondmarkError('catalogue-snapshot-foreign', {
      found: manifest.consortium,
      expected: consortium,
    })
  const { kid } = statement
  const membership = memberships.find((one) => keyOf(one, kid) !== null)
  if (!membership) throw new BondmarkError('key-unlisted', { kid })
  if (membership.payload.consortium !== consortium)
    throw new BondmarkError('catalogue-snapshot-foreign', {
      found: membership.payload.consortium,
      expected: consortium,
    })
  signingKeyOf(statement, membership, verify)
  const why = whyNotUnwitnessed(membership, statement)
  if (why) throw new BondmarkError(why.code, why.detail)
  return { manifest, hash, bytes }
}

/** The version that is in force. */
export interface InForce {
  readonly version: number
  readonly hash: string
}

/**
 * Whether a version comes after the one in force: `current` for the same one, `next` for a later one. A version is never
 * taken back, and of two that call themselves the same none is taken in the other's place.
 * @throws BondmarkError `catalogue-snapshot-older` `{version, have}`, `catalogue-snapshot-forked` `{version}`
 */
export function placeOf({ manifest, hash }: SignedSnapshot, inForce: InForce | null): 'current' | 'next' {
  if (inForce === null) return 'next'
  const { version, previous } = manifest
  if (version < inForce.version)
    throw new BondmarkError('catalogue-snapshot-older', { version, have: inForce.version })
  if (version === inForce.version && hash === inForce.hash) return 'current'
  // The next one must name the one that is here; one that leaves some out cannot be held against what is not here.
  if (version === inForce.version || (version === inForce.version + 1 && previous !== inForce.hash))
    throw new BondmarkError('catalogue-snapshot-forked', { version })
  return 'next'
}
