import { fromBase64, toBase64 } from '../encoding/base64.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import type { Verify } from '../statement/ed25519.ts'
import { type Checkpoint, decodeHash, parseCheckpoint, parseCount } from './checkpoint.ts'
import { isBy, type OpenedNote, openNote } from './note.ts'
import { NOTE_BYTES_MAX, parseNote } from './note-text.ts'
import { leafHash, verifyInclusion } from './tree.ts'
import { HASH_LENGTH } from './tree-hash.ts'
import { noteSignatureTypes, parseVkey } from './vkey.ts'

/** First line of every proof (C2SP tlog-proof). */
const HEADER = 'c2sp.org/tlog-proof@v1'
const PATH_MAX = 63
const PROOF_LENGTH_MAX = 2 * NOTE_BYTES_MAX

/** A proof as written: an entry's place, its audit path, and the signed checkpoint, verbatim. */
export interface TlogProof {
  readonly index: number
  readonly path: readonly Uint8Array[]
  /** the whole signed note, cosignatures included */
  readonly checkpoint: string
}

/** A proof as read: `extra` is what its optional line holds, unauthenticated, or null. */
export interface ParsedTlogProof extends TlogProof {
  readonly extra: Uint8Array | null
}

/**
 * The text of a proof, without an `extra` line (C2SP tlog-proof, "Format").
 * @throws BondmarkError `note-malformed` when the checkpoint is not a signed note
 */
export function formatTlogProof({ index, path, checkpoint }: TlogProof): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`not a leaf's index: ${index}`)
  if (path.length > PATH_MAX || path.some((hash) => hash.length !== HASH_LENGTH)) {
    throw new RangeError(`a path has at most ${PATH_MAX} hashes of ${HASH_LENGTH} bytes`)
  }
  parseCheckpoint(parseNote(checkpoint).text)
  return `${HEADER}\nindex ${index}\n${path.map((hash) => `${toBase64(hash)}\n`).join('')}\n${checkpoint}`
}

/**
 * Reads the text of a proof. Nothing is verified.
 * @throws BondmarkError `tlog-proof-malformed` `{reason}`
 */
export function parseTlogProof(text: string): ParsedTlogProof {
  if (text.length > PROOF_LENGTH_MAX) malformed('too long')
  const end = text.indexOf('\n\n')
  if (end < 0) malformed('no blank line')
  const lines = text.slice(0, end).split('\n')
  const checkpoint = text.slice(end + 2)
  if (lines.shift() !== HEADER) malformed('unknown header')
  const extra = lines[0]?.startsWith('extra ')
    ? decodeExtra((lines.shift() ?? '').slice('extra '.length))
    : null
  const indexLine = lines.shift() ?? malformed('no index')
  if (!indexLine.startsWith('index ')) malformed('no index')
  const index = parseCount(indexLine.slice('index '.length)) ?? malformed('not an index')
  if (lines.length > PATH_MAX) malformed('path too long')
  const path = lines.map((line) => decodeHash(line) ?? malformed('not a hash'))
  return { index, path, checkpoint, extra }
}

/** What a proof is checked against. */
export interface TlogProofCheck {
  /** text of the proof */
  readonly proof: string
  /** the bytes that must be in the log */
  readonly leaf: Uint8Array
  /** the log's verifier key; its name is the log's origin */
  readonly logVkey: string
  readonly witnessVkeys: readonly string[]
  /** how many different witnesses must have cosigned */
  readonly k: number
  readonly verify: Verify
  /**
   * Whether the proof must have one spelling: exactly the log's line, then exactly k witness lines in the order of
   * `witnessVkeys`. Evidence needs it, receipts do not.
   */
  readonly exact?: boolean
}

/** What a proof proves: the leaf stands at `index` of the log's tree of this size and root. */
export interface ProvenEntry {
  readonly index: number
  readonly size: number
  readonly root: Uint8Array
  /** Unix seconds, the latest that a counted witness gives: the leaf was logged by then. Null without witnesses. */
  readonly cosignedAt: number | null
}

/**
 * Checks a proof offline: the log's signature, k witnesses, the audit path. An `extra` line is refused, because nothing
 * authenticates it.
 * @throws BondmarkError `tlog-proof-malformed`, `tlog-proof-lines` `{needed}`, `checkpoint-origin-differs`
 * `{origin, expected}`, `witnesses-missing` `{found, needed}`, `inclusion-refused` `{index, size}`, and those of
 * `openNote` and `parseCheckpoint`
 */
export function verifyTlogProof(check: TlogProofCheck): ProvenEntry {
  const { proof, leaf, k } = check
  const { index, path, checkpoint, extra } = parseTlogProof(proof)
  if (extra !== null) malformed('extra data')
  const { note, size, root, cosignedAt } = verifyCheckpoint({ ...check, checkpoint })
  if (check.exact === true && !isExact(note, check.logVkey, check.witnessVkeys, k)) {
    throw new BondmarkError('tlog-proof-lines', { needed: k })
  }
  if (!verifyInclusion({ index, size, leafHash: leafHash(leaf), path, root })) {
    throw new BondmarkError('inclusion-refused', { index, size })
  }
  return { index, size, root, cosignedAt }
}

/**
 * Opens a log's signed checkpoint and counts its witnesses. A witness is counted once, whatever its names, and never
 * the log itself.
 * @throws BondmarkError as `verifyTlogProof`
 */
export function verifyCheckpoint(check: {
  readonly checkpoint: string
  readonly logVkey: string
  readonly witnessVkeys: readonly string[]
  readonly k: number
  readonly verify: Verify
}): Checkpoint & { readonly note: OpenedNote; readonly cosignedAt: number | null } {
  const log = parseVkey(check.logVkey)
  const witnessKeys = check.witnessVkeys.map(parseVkey)
  if (log.type !== noteSignatureTypes.ed25519)
    throw new BondmarkError('vkey-malformed', { reason: 'not a log key' })
  if (witnessKeys.some((key) => key.type !== noteSignatureTypes.cosignature)) {
    throw new BondmarkError('vkey-malformed', { reason: 'not a witness key' })
  }
  const note = openNote(check.checkpoint, [check.logVkey, ...check.witnessVkeys], check.verify)
  if (!note.verified.some(({ vkey }) => vkey.type === noteSignatureTypes.ed25519))
    throw new BondmarkError('note-unsigned')
  const checkpoint = parseCheckpoint(note.text)
  if (checkpoint.origin !== log.name) {
    throw new BondmarkError('checkpoint-origin-differs', { origin: checkpoint.origin, expected: log.name })
  }
  const times = new Map<string, number>()
  for (const { vkey, timestamp } of note.verified) {
    const independent = timestamp !== null && !equalBytes(vkey.publicKey, log.publicKey)
    if (independent) times.set(toBase64(vkey.publicKey), timestamp)
  }
  if (times.size < check.k)
    throw new BondmarkError('witnesses-missing', { found: times.size, needed: check.k })
  return { ...checkpoint, note, cosignedAt: times.size === 0 ? null : Math.max(...times.values()) }
}

/** Whether the lines are the log's, then k witnesses' in the order of the trust file, and no other. */
function isExact(note: OpenedNote, logVkey: string, witnessVkeys: readonly string[], k: number): boolean {
  const [first, ...rest] = note.signatures
  if (first === undefined || !isBy(first, parseVkey(logVkey)) || rest.length !== k) return false
  const keys = witnessVkeys.map(parseVkey)
  const places = rest.map((signature) => keys.findIndex((key) => isBy(signature, key)))
  return places.every((place, i) => place > (places[i - 1] ?? -1))
}

/**
 * A receipt reduced to the one spelling that evidence carries: the log's line, then the first k witness lines in the
 * order of `witnessVkeys`; unknown lines and `extra` are dropped. The result is verified with `exact`.
 * @throws BondmarkError as `verifyTlogProof`
 */
export function exactTlogProof(check: Omit<TlogProofCheck, 'exact'>): string {
  const { index, path, checkpoint } = parseTlogProof(check.proof)
  const { text, signatures } = parseNote(checkpoint)
  const lineOf = (vkey: string) => {
    const key = parseVkey(vkey)
    return signatures.find((signature) => isBy(signature, key))?.line
  }
  const witnesses = check.witnessVkeys.map(lineOf).filter((line) => line !== undefined)
  const lines = [lineOf(check.logVkey), ...witnesses.slice(0, check.k)].filter((line) => line !== undefined)
  if (lines.length === 0) throw new BondmarkError('note-unsigned')
  const proof = formatTlogProof({ index, path, checkpoint: `${text}\n${lines.join('')}` })
  verifyTlogProof({ ...check, proof, exact: true })
  return proof
}

function decodeExtra(encoded: string): Uint8Array {
  try {
    return fromBase64(encoded)
  } catch (error) {
    if (error instanceof BondmarkError) malformed('extra is not base64')
    throw error
  }
}

function malformed(reason: string): never {
  throw new BondmarkError('tlog-proof-malformed', { reason })
}
