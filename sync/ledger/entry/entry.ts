import { toHex } from '../../../core/encoding/hex.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { readManifest } from '../../../core/evidence/manifest.ts'
import { checkLink, type Link } from '../../../core/statement/chain.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import {
  type EquivocationProof,
  findEquivocation,
  proveEquivocation,
} from '../../../core/statement/equivocation.ts'
import { keyRotation } from '../../../core/statement/handover.ts'
import { FIRST_SEQ, readStatement, type Statement, ZERO_PREV } from '../../../core/statement/statement.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import type { LogStore, NewEntry } from '../log/log-store.ts'
import type { Missing } from './held-batches.ts'
import type { KeyRegister } from './key-register.ts'
import { manifestMismatch } from './manifest-match.ts'
import type { RefusedReason } from './refusal-shelf.ts'
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

/** What becomes of a batch. */
export interface EntryVerdict {
  /** To be appended, in this order; with `waiting`, to be held back until it connects. */
  readonly entries: readonly NewEntry[]
  readonly refused: readonly RefusedReason[]
  /** Ids of all that is or will be in the log now, in chain order, the manifest last. */
  readonly logged: readonly string[]
  /** What the log lacks before the batch's first statement; nothing of the batch may be logged before that. */
  readonly waiting: Missing | null
  readonly manifest: Statement
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
  /** Bytes that are no statement: with one of them, no manifest can name exactly what came. */
  readonly unreadable: readonly RefusedReason[]
}

/** The part of entry that asks no log: reads every statement and verifies its signature, on all cores. Throws `key-unlisted`. */
export async function checkBatch(
  batch: OfferedBatch,
  keys: Pick<KeyRegister, 'isListed' | 'publicKeyOf'>,
  checker: StatementChecker,
): Promise<CheckedBatch> {
  const { kid, statements } = batch
  if (!keys.isListed(kid)) throw new BondmarkError('key-unlisted', { kid })
  const answers = await checker.check(statements, { kid, publicKey: keys.publicKeyOf(kid) })
  const checked: SignedStatement[] = []
  const unreadable: RefusedReason[] = []
  for (const [at, answer] of answers.entries()) {
    if (answer.statement !== null) checked.push(answer)
    else unreadable.push({ id: idOf(statements[at]), ...answer.failure, final: true })
  }
  checked.sort((a, b) => (a.statement.seq ?? 0) - (b.statement.seq ?? 0))
  return { ...batch, checked, unreadable }
}

/**
 * Entry (DESIGN §9): decides which statements of a batch may be logged, by key, signature and place in the chain, never
 * by what they say. What is in the log already is answered and not logged again. Nothing of a batch is taken unless a
 * manifest names exactly these. Proofs of equivocation are given out first, whatever becomes of the batch. The answer
 * holds for the log as it is: nothing may be appended between it and its own entries. Throws `batch-without-manifest`,
 * `manifest-mismatch`, what is wrong with a statement that can't be read, and what makes the manifest itself no entry.
 */
export function judgeBatch(
  batch: CheckedBatch,
  log: LogView,
  keys: KeyRegister,
  onEquivocation: (proof: EquivocationProof) => void,
): EntryVerdict {
  const statements = batch.checked.map(({ statement }) => statement)
  for (const proof of equivocationsIn(statements, log, keys)) onEquivocation(proof)
  const [broken] = batch.unreadable
  if (broken !== undefined) throw new BondmarkError(broken.code, broken.detail)
  return judgeRun(batch, judgeManifest(batch, statements, keys), log, keys)
}

/** The same for a batch whose manifest was found to name exactly its statements when it came, and that waited since. */
export function judgeRun(
  batch: Pick<CheckedBatch, 'kid' | 'station' | 'checked'>,
  manifest: Statement,
  log: LogView,
  keys: KeyRegister,
): EntryVerdict {
  const entries: NewEntry[] = []
  const refused = new Map<string, RefusedReason>()
  const logged: string[] = []
  const first = batch.checked.find(({ statement }) => log.linkOf(statement.id) === null)?.statement
  const waiting = first === undefined ? null : missingBefore(first, log)
  let head = waiting === null ? log.headOf(batch.kid) : null
  for (const each of batch.checked) {
    const { statement } = each
    const { id } = statement
    const isLogged = log.linkOf(id) !== null
    // What comes before the first of a run that waits is not known: its link is looked at when it is there.
    const isBeginning = waiting !== null && statement === first
    if (!isLogged) {
      const own = judgeStatement(each, batch, isBeginning ? null : head, log, keys, isBeginning)
      const reason = refused.has(statement.prev ?? '') ? follows(statement, own, refused) : own
      if (reason !== null) {
        refused.set(id, { id, ...reason })
        continue
      }
    }
    logged.push(id)
    if (isLogged) continue
    entries.push(statement)
    head = statement
  }
  const isIn = log.linkOf(manifest.id) !== null
  if (!isIn) entries.push(manifest)
  const holds = waiting !== null && entries.length > (isIn ? 0 : 1)
  return {
    entries,
    refused: [...refused.values()],
    logged: holds ? [] : [...logged, manifest.id],
    waiting: holds ? waiting : null,
    manifest,
  }
}

/** What the log lacks before a statement, or null when it can be judged by the log as it is. */
function missingBefore({ kid, seq, prev }: Statement, log: LogView): Missing | null {
  if (seq === undefined || prev === undefined || prev === ZERO_PREV || log.linkOf(prev) !== null) return null
  const head = log.headOf(kid)
  const headSeq = head?.seq ?? 0
  // Nothing is missing behind a chain's end: there is nothing to come.
  if (head?.contentType === keyRotation || seq <= headSeq || (seq === headSeq + 1 && headSeq > 0)) return null
  if (seq === FIRST_SEQ) return { previous: prev, firstMissingSeq: null, lastMissingSeq: null }
  return { previous: prev, firstMissingSeq: headSeq + 1, lastMissingSeq: seq - 1 }
}

type Reason = Omit<RefusedReason, 'id'>

function judgeStatement(
  { statement, isSigned }: SignedStatement,
  { kid: sender, station }: Pick<CheckedBatch, 'kid' | 'station'>,
  head: Link | null,
  log: LogView,
  keys: KeyRegister,
  isBeginning: boolean,
): Reason | null {
  const { kid, id, seq, issuer, prev } = statement
  // Of who brings it and of the membership as it is now: either may be another tomorrow.
  if (kid !== sender || issuer !== station) {
    return { code: 'entry-of-another', detail: { id, kid, expected: sender }, final: false }
  }
  const unlisted = keys.mayState(statement)
  if (unlisted !== null) return { ...unlisted, final: false }
  // From here on, of these bytes and of what is logged, which stay what they are.
  if (!isSigned) return { code: 'statement-forged', detail: { id }, final: true }
  if (isBeginning) return null
  const other = seq === undefined || seq > (head?.seq ?? 0) ? null : log.statementAt(kid, seq)
  if (seq !== undefined && other !== null) {
    const code = findEquivocation(other, statement) ? 'entry-equivocation' : 'entry-signed-twice'
    return { code, detail: { id, kid, seq, logged: other.id }, final: true }
  }
  // A key's first statement may continue another key's chain; its prev says which.
  const continued = head === null && prev !== undefined && prev !== ZERO_PREV ? log.statementOf(prev) : head
  const failure = checkLink(continued, statement)
  // A gap may be closed yet; everything else about a link stays as it is.
  return failure && { ...failure, final: failure.code !== 'chain-gap' }
}

/** A statement that names a refused one as the one before it can be logged no sooner than that; a gap says less. */
function follows(
  { kid, seq, prev }: Statement,
  own: Reason | null,
  refused: ReadonlyMap<string, RefusedReason>,
): Reason {
  if (own !== null && own.code !== 'chain-gap') return own
  const detail = { kid, seq: seq ?? 0, previous: prev ?? '' }
  return { code: 'chain-follows-refused', detail, final: refused.get(prev ?? '')?.final ?? false }
}

const idOf = (bytes: Uint8Array | undefined) => toHex(sha256Native(bytes ?? new Uint8Array()))

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
