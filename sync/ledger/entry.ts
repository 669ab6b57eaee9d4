import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { readManifest } from '../../core/evidence/manifest.ts'
import { checkLink, type Link } from '../../core/statement/chain.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import {
  type EquivocationProof,
  findEquivocation,
  proveEquivocation,
} from '../../core/statement/equivocation.ts'
import { readStatement, type Statement, ZERO_PREV } from '../../core/statement/statement.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { KeyRegister } from './key-register.ts'
import type { LogStore, NewEntry } from './log-store.ts'
import { manifestMismatch } from './manifest-match.ts'
import type { StatementChecker } from './statement-checker.ts'

/** A batch as its document brought it; nothing of it is trusted yet. */
export interface OfferedBatch {
  /** Issuer URI and key of the station whose session this is. */
  readonly station: string
  readonly kid: string
  readonly n: number
  readonly statements: readonly Uint8Array[]
  readonly manifest: Uint8Array | null
}

/** A statement that may not be logged, and why. */
export interface Refusal extends Failure {
  readonly id: string
}

/** What becomes of a batch. */
export interface EntryVerdict {
  /** To be appended, in this order. */
  readonly entries: readonly NewEntry[]
  readonly refused: readonly Refusal[]
  /** Ids of all that is or will be in the log, in chain order, the manifest last. */
  readonly logged: readonly string[]
}

type LogView = Pick<LogStore, 'headOf' | 'linkOf' | 'statementOf' | 'statementAt'>

interface SignedStatement {
  readonly statement: Statement
  /** Whether the session's key signed it. */
  readonly isSigned: boolean
}

/** A batch whose statements were read and their signatures verified, in the order of `seq`. */
export interface CheckedBatch extends OfferedBatch {
  readonly checked: readonly SignedStatement[]
}

/**
 * The part of entry that asks no log: reads every statement and verifies its signature, on all cores. Throws what
 * `readStatement` throws for the first that is none, `key-unlisted`.
 */
export async function checkBatch(
  batch: OfferedBatch,
  keys: Pick<KeyRegister, 'isListed' | 'publicKeyOf'>,
  checker: StatementChecker,
): Promise<CheckedBatch> {
  const { kid } = batch
  if (!keys.isListed(kid)) throw new BondmarkError('key-unlisted', { kid })
  const answers = await checker.check(batch.statements, { kid, publicKey: keys.publicKeyOf(kid) })
  const checked = answers.map((answer) => {
    if (answer.statement === null) throw new BondmarkError(answer.failure.code, answer.failure.detail)
    return answer
  })
  checked.sort((a, b) => (a.statement.seq ?? 0) - (b.statement.seq ?? 0))
  return { ...batch, checked }
}

/**
 * Entry (DESIGN §9): decides which statements of a batch may be logged, by key, signature and place in the chain, never
 * by what they say. What is in the log already is answered and not logged again. Nothing of a batch is taken unless a
 * manifest names exactly these. Proofs of equivocation are given out first, whatever becomes of the batch. The answer
 * holds for the log as it is: nothing may be appended between it and its own entries. Throws `batch-without-manifest`,
 * `manifest-mismatch`, and what makes the manifest itself no entry.
 */
export function judgeBatch(
  batch: CheckedBatch,
  log: LogView,
  keys: KeyRegister,
  onEquivocation: (proof: EquivocationProof) => void,
): EntryVerdict {
  const statements = batch.checked.map(({ statement }) => statement)
  for (const proof of equivocationsIn(statements, log, keys)) onEquivocation(proof)
  const manifest = judgeManifest(batch, statements, keys)
  const entries: NewEntry[] = []
  const refused: Refusal[] = []
  const logged: string[] = []
  let head = log.headOf(batch.kid)
  for (const each of batch.checked) {
    const { statement } = each
    const { id } = statement
    const isLogged = log.linkOf(id) !== null
    const failure = isLogged ? null : judgeStatement(each, batch, head, log, keys)
    if (failure !== null) {
      refused.push({ id, ...failure })
      continue
    }
    logged.push(id)
    if (isLogged) continue
    entries.push(statement)
    head = statement
  }
  if (log.linkOf(manifest.id) === null) entries.push(manifest)
  return { entries, refused, logged: [...logged, manifest.id] }
}

function judgeStatement(
  { statement, isSigned }: SignedStatement,
  batch: OfferedBatch,
  head: Link | null,
  log: LogView,
  keys: KeyRegister,
): Failure | null {
  const { kid, id, seq, issuer, prev } = statement
  if (kid !== batch.kid || issuer !== batch.station) {
    return { code: 'entry-of-another', detail: { id, kid, expected: batch.kid } }
  }
  const unlisted = keys.mayState(statement)
  if (unlisted !== null) return unlisted
  if (!isSigned) return { code: 'statement-forged', detail: { id } }
  const other = seq === undefined || seq > (head?.seq ?? 0) ? null : log.statementAt(kid, seq)
  if (seq !== undefined && other !== null) {
    const code = findEquivocation(other, statement) ? 'entry-equivocation' : 'entry-signed-twice'
    return { code, detail: { id, kid, seq, logged: other.id } }
  }
  // A key's first statement may continue another key's chain; its prev says which.
  const continued = head === null && prev !== undefined && prev !== ZERO_PREV ? log.statementOf(prev) : head
  return checkLink(continued, statement)
}

/** What of a batch contradicts the log or itself, proven by both signatures. */
function* equivocationsIn(
  statements: readonly Statement[],
  log: LogView,
  keys: KeyRegister,
): Generator<EquivocationProof> {
  const heads = new Map<string, number>()
  const seen = new Map<string, Statement>()
  for (const statement of statements) {
    const { kid, seq } = statement
    if (seq === undefined || !keys.isListed(kid)) continue
    const headSeq = heads.get(kid) ?? log.headOf(kid)?.seq ?? 0
    heads.set(kid, headSeq)
    const place = `${kid} ${seq}`
    const other = seen.get(place) ?? (seq > headSeq ? null : log.statementAt(kid, seq))
    seen.set(place, statement)
    const proof = other && proveEquivocation(other, statement, keys.publicKeyOf(kid), verifyEd25519)
    if (proof) yield proof
  }
}

function judgeManifest(batch: OfferedBatch, statements: readonly Statement[], keys: KeyRegister): Statement {
  if (batch.manifest === null) throw new BondmarkError('batch-without-manifest', { batch: batch.n })
  const manifest = readStatement(batch.manifest, sha256Native)
  if (manifest.contentType !== contentTypes.manifest || manifest.seq !== undefined) {
    throw new BondmarkError('manifest-malformed', { at: 'content type', reason: 'not a manifest' })
  }
  const field = manifestMismatch(readManifest(manifest.payload), { ...batch, statements })
  if (field !== null) throw new BondmarkError('manifest-mismatch', { batch: batch.n, field })
  const unlisted = keys.mayState(manifest)
  if (unlisted !== null) throw new BondmarkError(unlisted.code, unlisted.detail)
  if (!verifyEd25519(keys.publicKeyOf(manifest.kid), manifest.toBeSigned, manifest.signature)) {
    throw new BondmarkError('statement-forged', { id: manifest.id })
  }
  return manifest
}
