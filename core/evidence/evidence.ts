import { sha256 } from '@noble/hashes/sha2.js'
import { toHex } from '../encoding/hex.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Code } from '../errors/codes.ts'
import { type Membership, readMembership } from '../membership/membership.ts'
import { contentTypes } from '../statement/content-types.ts'
import type { Verify } from '../statement/ed25519.ts'
import { readStatement, type Statement } from '../statement/statement.ts'
import { isManifest, type SealedRun, whyMisplaced } from './check-order.ts'
import { type CheckContext, checkStatement } from './check-statement.ts'
import { type Evidence, encodeEvidence, readEvidence } from './evidence-file.ts'
import { readManifest } from './manifest.ts'
import type { TrustFile } from './trust.ts'

export { encodeEvidence }

/** The answer for one statement: what is wrong with it, or null. */
export interface StatementVerdict {
  readonly id: string
  /** null for records, and for what cannot be read */
  readonly eventID: string | null
  readonly ok: boolean
  readonly reason: Code | null
}

/** The answer of `bondmark verify`. `reason` is what is wrong with the file as a whole, or null. */
export interface EvidenceVerdict {
  readonly ok: boolean
  readonly reason: Code | null
  readonly statements: readonly StatementVerdict[]
}

export interface VerifyOptions {
  /** The CBV 2.0 hash URI of an event, recomputed from its JSON-LD. */
  readonly eventIdOf: (event: unknown) => string
}

/**
 * Verifies evidence offline, against the trust file alone: digest and form, the membership, and for every statement its
 * encoding, key, signature, subject, place in the chain, manifest and receipt. Bad bytes never throw: they are answered
 * with a reason. Only when everything holds is `ok` true, and never for evidence without a statement.
 */
export function verifyEvidence(
  bytes: Uint8Array,
  trust: TrustFile,
  verify: Verify,
  { eventIdOf }: VerifyOptions,
): EvidenceVerdict {
  let evidence: Evidence
  try {
    evidence = readEvidence(bytes)
  } catch (error) {
    return { ok: false, reason: codeOf(error), statements: [] }
  }
  let membership: Membership
  try {
    membership = trustedMembership(evidence.membership, trust, verify)
  } catch (error) {
    return wholeRefused(evidence, codeOf(error))
  }
  const statements = judge(evidence, { membership, trust, verify, eventIdOf })
  if (statements.length === 0) return { ok: false, reason: 'evidence-empty', statements }
  return { ok: statements.every(({ ok }) => ok), reason: null, statements }
}

/**
 * The membership that a file carries, if the trust file vouches for it.
 * @throws BondmarkError those of `readMembership`, `evidence-training`
 */
export function trustedMembership(
  statements: readonly Uint8Array[],
  trust: TrustFile,
  verify: Verify,
): Membership {
  const membership = readMembership(statements, trust, verify)
  // Training has its own trust root; neither world accepts the other's.
  if ((membership.payload.training !== undefined) !== (trust.training === true)) {
    throw new BondmarkError('evidence-training')
  }
  return membership
}

function judge({ statements, proofs }: Evidence, context: CheckContext): StatementVerdict[] {
  const alone = statements.map((bytes, i) => judgeAlone(bytes, proofs[i] ?? '', context))
  const read = alone.flatMap(({ statement }) => statement ?? [])
  // Only manifests that hold by themselves may seal others.
  const runs = alone.flatMap(({ statement, reason }) =>
    statement && reason === null ? runOf(statement) : [],
  )
  return alone.map(({ statement, reason }, i) => {
    if (statement === null) {
      return { id: toHex(sha256(statements[i] ?? new Uint8Array())), eventID: null, ok: false, reason }
    }
    const misplaced = reason ?? whyMisplaced(read, read.indexOf(statement), runs)?.code ?? null
    const eventID = statement.contentType === contentTypes.event ? statement.subject : null
    return { id: statement.id, eventID, ok: misplaced === null, reason: misplaced }
  })
}

/** A statement and its proof by themselves; `statement` is null when it cannot be read. */
function judgeAlone(bytes: Uint8Array, proof: string, context: CheckContext) {
  let statement: Statement | null = null
  try {
    statement = readStatement(bytes)
    checkStatement(statement, proof, context)
    if (isManifest(statement)) readManifest(statement.payload)
    return { statement, reason: null }
  } catch (error) {
    return { statement, reason: codeOf(error) }
  }
}

/** The run that a manifest seals; none for other statements. */
function runOf(statement: Statement): SealedRun[] {
  return isManifest(statement) ? [{ statement, payload: readManifest(statement.payload) }] : []
}

function wholeRefused({ statements }: Evidence, reason: Code): EvidenceVerdict {
  const verdicts = statements.map((bytes) => ({ id: toHex(sha256(bytes)), eventID: null, ok: false, reason }))
  return { ok: false, reason, statements: verdicts }
}

function codeOf(error: unknown): Code {
  if (error instanceof BondmarkError) return error.code
  throw error
}
