import { claimedPublisher } from '../../../core/catalogue/snapshot/claimed-publisher.ts'
import type { SnapshotTrust } from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Membership } from '../../../core/membership/membership.ts'
import { publisherFile } from '../../../platform/catalogue/publisher-file.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { type AppliedSnapshot, type ApplyOptions, applySnapshot } from '../snapshot/apply-snapshot.ts'
import type { ChunkSource } from '../snapshot/chunk-source.ts'
import type { PublisherBook } from './publisher-book.ts'

/** Where versions are applied, and by whose words. */
export interface ApplyPlace {
  readonly catalogue: string
  readonly own: Membership
  readonly book: PublisherBook
}

/** Where a version goes: into the own organisation's rows, or into its publisher's file. */
interface Destination {
  readonly publisher: string
  readonly file: string
  readonly trust: SnapshotTrust
  /** By which the publisher is believed; absent for the own organisation. */
  readonly word?: string
}

/**
 * Whose version a signed manifest says it is, and by whose keys that is checked: the own organisation's, or those of a member
 * that is trusted here. Throws `publisher-not-trusted` `{publisher}`, `publisher-membership-missing`, those of `readStatement`.
 */
export function destinationOf(manifest: Uint8Array, { catalogue, own, book }: ApplyPlace): Destination {
  const publisher = claimedPublisher(manifest)
  const { consortium, org } = own.payload
  if (publisher === org) {
    const trust = { consortium, memberships: [own], verify: verifyEd25519 }
    return { publisher, file: catalogue, trust }
  }
  const trust = book.trustIn(publisher)
  if (!trust) throw new BondmarkError('publisher-not-trusted', { publisher })
  return {
    publisher,
    file: publisherFile(catalogue, publisher),
    trust: book.snapshotTrust(trust),
    word: trust.id,
  }
}

/** What was applied, and whose it is. */
export interface AppliedOf extends AppliedSnapshot {
  readonly publisher: string
}

/** Brings what a publisher says to its newest version in a source. Throws as `destinationOf` and `applySnapshot`. */
export async function applyOfPublisher(
  source: ChunkSource,
  place: ApplyPlace,
  options: Pick<ApplyOptions, 't' | 'onProgress'>,
): Promise<AppliedOf> {
  const manifest = await source.latest()
  if (manifest === null) throw new BondmarkError('catalogue-snapshot-missing', { where: source.name })
  const { publisher, file, trust, word } = destinationOf(manifest, place)
  // What was looked at is what is applied, whatever the source says when it is asked again.
  const same = {
    ...source,
    name: source.name,
    latest: async () => manifest,
    chunk: source.chunk.bind(source),
  }
  const applied = await applySnapshot(same, { ...options, catalogue: file, trust, word })
  return { ...applied, publisher }
}
