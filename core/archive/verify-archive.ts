import { sha256 } from '@noble/hashes/sha2.js'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Code } from '../errors/codes.ts'
import { type CheckContext, checkStatement } from '../evidence/check-statement.ts'
import { type StatementVerdict, trustedMembership } from '../evidence/evidence.ts'
import type { ManifestPayload } from '../evidence/manifest.ts'
import type { TrustFile } from '../evidence/trust.ts'
import { contentTypes } from '../statement/content-types.ts'
import type { Verify } from '../statement/ed25519.ts'
import { readStatement, type Sha256 } from '../statement/statement.ts'
import { ArchiveReader, DIGEST_LENGTH } from './batch-archive.ts'
import { SealedRun } from './sealed-run.ts'

export interface ArchiveCheck {
  readonly trust: TrustFile
  readonly verify: Verify
  /** The CBV hash URI of an event, recomputed from its JSON-LD. */
  readonly eventIdOf: (event: unknown) => string
  /** SHA-256 as the machine has it. */
  readonly sha256: Sha256
  /** A newer membership than the one in the file, where the trust file names its head; else null. */
  readonly membership: readonly Uint8Array[] | null
}

/** The answer for an archive: that of evidence, and which batch it is. `manifest` is null unless everything holds. */
export interface ArchiveVerdict {
  readonly ok: boolean
  /** What is wrong with the file as a whole, or null. */
  readonly reason: Code | null
  readonly manifest: ManifestPayload | null
  readonly statements: readonly StatementVerdict[]
}

/**
 * Verifies a batch's archive offline, against the trust file alone: the digest, the membership, each statement as evidence
 * is checked (signature, subject, receipt), each link of the chain, and that the manifest seals exactly these, by count and
 * root. Reads the bytes twice and holds one statement at a time. Bad bytes never throw: they are answered with a reason.
 *
 * @param pieces the file's bytes from its beginning, in pieces of any size; called twice
 */
export function verifyArchive(pieces: () => Iterable<Uint8Array>, check: ArchiveCheck): ArchiveVerdict {
  const refused = (reason: Code, statements: readonly StatementVerdict[] = []): ArchiveVerdict => ({
    ok: false,
    reason,
    manifest: null,
    statements,
  })
  if (!hasItsDigest(pieces())) return refused('archive-damaged')
  const statements: StatementVerdict[] = []
  const run = new SealedRun()
  try {
    const reader = new ArchiveReader(pieces())
    reader.digest()
    const carried = reader.membership()
    const { trust } = check
    const membership = trustedMembership(check.membership ?? carried, trust, check.verify)
    const context = { membership, trust, verify: rememberAnswers(check.verify), eventIdOf: check.eventIdOf }
    for (const { statement, proof } of reader.entries())
      statements.push(judge(statement, proof, context, run, check.sha256))
  } catch (error) {
    return refused(codeOf(error), statements)
  }
  if (!run.manifest) return refused('manifest-missing', statements)
  const ok = statements.every((verdict) => verdict.ok)
  return { ok, reason: null, manifest: ok ? run.manifest : null, statements }
}

function judge(
  bytes: Uint8Array,
  proof: string,
  context: CheckContext,
  run: SealedRun,
  digest: Sha256,
): StatementVerdict {
  try {
    const statement = readStatement(bytes, digest)
    const eventID = statement.contentType === contentTypes.event ? statement.subject : null
    const wrong = whyNot(() => {
      checkStatement(statement, proof, context)
      return null
    })
    // The run is told of every statement, so that one wrong one is answered once.
    const misplaced = whyNot(() => run.add(statement))
    const reason = wrong ?? misplaced
    return { id: statement.id, eventID, ok: reason === null, reason }
  } catch (error) {
    return { id: toHex(digest(bytes)), eventID: null, ok: false, reason: codeOf(error) }
  }
}

/** What a check answers or throws. */
function whyNot(check: () => Code | null): Code | null {
  try {
    return check()
  } catch (error) {
    return codeOf(error)
  }
}

function hasItsDigest(pieces: Iterable<Uint8Array>): boolean {
  const stated: number[] = []
  const hash = sha256.create()
  for (const piece of pieces) {
    const missing = Math.min(DIGEST_LENGTH - stated.length, piece.length)
    stated.push(...piece.subarray(0, missing))
    hash.update(piece.subarray(missing))
  }
  return stated.length === DIGEST_LENGTH && equalBytes(hash.digest(), Uint8Array.from(stated))
}

/** Checkpoints that a batch's receipts may share. */
const REMEMBERED_MAX = 64

/** Each signature of a checkpoint is verified once, however many receipts carry it. Statements are not remembered. */
function rememberAnswers(verify: Verify): Verify {
  const answers = new Map<string, boolean>()
  return (publicKey, message, signature) => {
    // A checkpoint is short text; a statement's structure begins with a CBOR array head.
    if (message[0] === 0x84) return verify(publicKey, message, signature)
    const question = `${toHex(publicKey)} ${toHex(signature)} ${toHex(message)}`
    const known = answers.get(question)
    if (known !== undefined) return known
    if (answers.size >= REMEMBERED_MAX) answers.clear()
    const answer = verify(publicKey, message, signature)
    answers.set(question, answer)
    return answer
  }
}

function codeOf(error: unknown): Code {
  if (error instanceof BondmarkError) return error.code
  throw error
}
