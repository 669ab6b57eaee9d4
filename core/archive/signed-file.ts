import { concatBytes } from '../encoding/concat-bytes.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { domainTagged } from '../label/domain.ts'
import type { Sign, Verify } from '../statement/ed25519.ts'
import type { Sha256 } from '../statement/statement.ts'

/** What travels by hand: a batch to a ledger, and what the ledger answers. Each purpose signs under a tag of its own. */
type SignedFilePurpose = 'batchFile' | 'receiptsFile'

const DIGEST_LENGTH = 32
const SIGNATURE_LENGTH = 64
export const SIGNED_FILE_HEAD = DIGEST_LENGTH + SIGNATURE_LENGTH

/** A file: the SHA-256 of its content, the sender's signature over that, the content. */
export function writeSignedFile(
  purpose: SignedFilePurpose,
  content: Uint8Array,
  sign: Sign,
  sha256: Sha256,
): Uint8Array {
  const digest = sha256(content)
  return concatBytes(digest, sign(domainTagged(purpose, digest)), content)
}

/**
 * Whether the key signed the digest in front, as far as the beginning of a file can show: before the rest is taken.
 * Throws `sync-file-malformed` when it is too short.
 */
export function isSignedBy(
  beginning: Uint8Array,
  purpose: SignedFilePurpose,
  publicKey: Uint8Array,
  verify: Verify,
): boolean {
  requireHead(beginning)
  const digest = beginning.subarray(0, DIGEST_LENGTH)
  return verify(publicKey, domainTagged(purpose, digest), beginning.subarray(DIGEST_LENGTH, SIGNED_FILE_HEAD))
}

/** What stands behind digest and signature. Throws `sync-file-malformed`, `sync-file-damaged` when a byte of it changed. */
export function contentOf(file: Uint8Array, sha256: Sha256): Uint8Array {
  requireHead(file)
  const content = file.subarray(SIGNED_FILE_HEAD)
  if (!equalBytes(sha256(content), file.subarray(0, DIGEST_LENGTH)))
    throw new BondmarkError('sync-file-damaged')
  return content
}

function requireHead(file: Uint8Array): void {
  if (file.length < SIGNED_FILE_HEAD)
    throw new BondmarkError('sync-file-malformed', { at: file.length, reason: 'cut off' })
}
