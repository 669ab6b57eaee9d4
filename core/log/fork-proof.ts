import { z } from 'zod'
import { toBase64 } from '../encoding/base64.ts'
import { equalBytes } from '../encoding/equal-bytes.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { canonicalBytes, parseCanonical } from '../statement/canonical-json.ts'
import type { Verify } from '../statement/ed25519.ts'
import { type Checkpoint, decodeHash, parseCheckpoint } from './checkpoint.ts'
import { openNote } from './note.ts'
import { NOTE_BYTES_MAX } from './note-text.ts'
import { nodeHash } from './tree-hash.ts'
import { noteSignatureTypes, parseVkey } from './vkey.ts'

/** Subtrees on both sides of a cut through a tree: at most one a level on each. */
const HASHES_MAX = 106
/** Keys of one log, old and new. */
const VKEYS_MAX = 8
export const FORK_PROOF_BYTES_MAX = 2 * NOTE_BYTES_MAX + 16 * 1024

/**
 * Two checkpoints signed by one log that cannot both be true. `split-view`: one size, two roots. `rollback`: the larger
 * tree does not begin with the smaller one; `hashes` cut the larger one at the smaller one's size, so that its root and
 * the root of its beginning can be computed. Nothing else is needed to check it; whose keys they are, a membership says.
 */
export const forkProof = z.strictObject({
  format: z.literal('bondmark/fork-proof/1'),
  kind: z.enum(['split-view', 'rollback']),
  /** the log's verifier keys, all of one origin */
  vkeys: z.array(z.string().max(1024)).min(1).max(VKEYS_MAX),
  /** the signed notes, the smaller tree first, and of two of one size the lower root first */
  checkpoints: z.tuple([z.string().max(NOTE_BYTES_MAX), z.string().max(NOTE_BYTES_MAX)]),
  /** base64, from left to right; none for a split view */
  hashes: z.array(z.string().length(44)).max(HASHES_MAX),
})
export type ForkProof = z.infer<typeof forkProof>

/** What a proof proves. */
export interface Fork {
  readonly kind: ForkProof['kind']
  readonly origin: string
  readonly checkpoints: readonly [Checkpoint, Checkpoint]
}

/** Hash over `count` leaves of a tree, from leaf `start` on; only ranges that RFC 6962's recursion meets are asked for. */
export type RangeReader = (start: number, count: number) => Uint8Array

/**
 * Cuts the tree of `newSize` leaves at `oldSize` (0 < oldSize < newSize): the hashes of the largest subtrees that lie
 * wholly on one side, from left to right. With them {@link rootsOfCut} computes both roots.
 */
export function cutTree(range: RangeReader, oldSize: number, newSize: number): Uint8Array[] {
  const hashes: Uint8Array[] = []
  walkCut(oldSize, 0, newSize, (start, count) => {
    hashes.push(range(start, count))
    return ZERO
  })
  return hashes
}

const ZERO = new Uint8Array(32)

/** Roots of the first `oldSize` leaves and of all `newSize`, from the hashes of {@link cutTree}; null when they are not so many. */
export function rootsOfCut(
  hashes: readonly Uint8Array[],
  oldSize: number,
  newSize: number,
): { old: Uint8Array; new: Uint8Array } | null {
  const left: Uint8Array[] = []
  let next = 0
  const root = walkCut(oldSize, 0, newSize, (start) => {
    const hash = hashes[next] ?? ZERO
    next += 1
    if (start < oldSize) left.push(hash)
    return hash
  })
  const last = left.pop()
  if (next !== hashes.length || last === undefined) return null
  return { old: left.reduceRight((right, hash) => nodeHash(hash, right), last), new: root }
}

/** Hash of a range whose subtrees on one side of the cut are given by `leaf`; left before right. */
function walkCut(cut: number, start: number, count: number, leaf: RangeReader): Uint8Array {
  if (start + count <= cut || start >= cut) return leaf(start, count)
  const split = splitOf(count)
  const left = walkCut(cut, start, split, leaf)
  return nodeHash(left, walkCut(cut, start + split, count - split, leaf))
}

/** The largest power of two smaller than `count` (RFC 6962 §2.1). */
function splitOf(count: number): number {
  let power = 1
  while (power * 2 < count) power *= 2
  return power
}

/**
 * The proof that two signed checkpoints of a log contradict each other, or null when these hashes show none.
 * `hashes` are those of {@link cutTree} over the larger tree; none for two of one size.
 */
export function proveFork(
  checkpoints: readonly [string, string],
  hashes: readonly Uint8Array[],
  vkeys: readonly string[],
  verify: Verify,
): ForkProof | null {
  const [a, b] = checkpoints.map((note) => ({ note, ...signedCheckpoint(note, vkeys, verify) }))
  if (a === undefined || b === undefined || a.origin !== b.origin) return null
  const inOrder = a.size < b.size || (a.size === b.size && toBase64(a.root) <= toBase64(b.root))
  const [first, second] = inOrder ? [a, b] : [b, a]
  if (whyNoFork(first, second, hashes) !== null) return null
  return {
    format: 'bondmark/fork-proof/1',
    kind: first.size === second.size ? 'split-view' : 'rollback',
    vkeys: [...vkeys],
    checkpoints: [first.note, second.note],
    hashes: hashes.map(toBase64),
  }
}

/** The one file of a proof: its RFC 8785 bytes. */
export const writeForkProof = (proof: ForkProof): Uint8Array => canonicalBytes(proof)

/**
 * Reads and checks the file of a proof, by nothing but itself.
 * @throws BondmarkError `fork-proof-malformed` `{at, reason}` for what is no such file, `fork-unproven` `{origin, reason}`
 * for one that proves nothing
 */
export function readForkProof(bytes: Uint8Array, verify: Verify): Fork {
  if (bytes.length > FORK_PROOF_BYTES_MAX) malformed('file', 'too large')
  const parsed = forkProof.safeParse(attempt('file', () => parseCanonical(bytes)))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return malformed(issue?.path.join('.') ?? '', issue?.message ?? '')
  }
  const { kind, vkeys, checkpoints } = parsed.data
  const origin = originOf(vkeys)
  const hashes = parsed.data.hashes.map(
    (text, i) => decodeHash(text) ?? malformed(`hashes.${i}`, 'not a hash'),
  )
  const unproven = (reason: string): never => {
    throw new BondmarkError('fork-unproven', { origin, reason })
  }
  const [a, b] = checkpoints.map((note) => {
    try {
      return signedCheckpoint(note, vkeys, verify)
    } catch (error) {
      if (error instanceof BondmarkError) return unproven(error.code)
      throw error
    }
  })
  if (a === undefined || b === undefined) return malformed('checkpoints', 'two expected')
  if (a.origin !== origin || b.origin !== origin) return unproven('a checkpoint of another log')
  if ((a.size === b.size) !== (kind === 'split-view')) return malformed('kind', 'not what the sizes are')
  if (a.size > b.size || (a.size === b.size && toBase64(a.root) > toBase64(b.root)))
    return malformed('checkpoints', 'the smaller one stands first')
  const why = whyNoFork(a, b, hashes)
  return why === null ? { kind, origin, checkpoints: [a, b] } : unproven(why)
}

/** Why the two may both be true for all these hashes show, or null. `a` is not larger than `b`. */
function whyNoFork(a: Checkpoint, b: Checkpoint, hashes: readonly Uint8Array[]): string | null {
  if (a.size === b.size) {
    if (hashes.length > 0) return 'hashes that nothing needs'
    return equalBytes(a.root, b.root) ? 'both say the same' : null
  }
  if (a.size === 0) return 'every log begins empty'
  const roots = rootsOfCut(hashes, a.size, b.size)
  if (roots === null || !equalBytes(roots.new, b.root)) return 'the hashes are not of the larger tree'
  return equalBytes(roots.old, a.root) ? 'the larger tree begins with the smaller one' : null
}

/** A checkpoint that one of these keys, all of one log, signed as its log. */
function signedCheckpoint(note: string, vkeys: readonly string[], verify: Verify): Checkpoint {
  return parseCheckpoint(openNote(note, vkeys, verify).text)
}

function originOf(vkeys: readonly string[]): string {
  const keys = vkeys.map((text, i) => attempt(`vkeys.${i}`, () => parseVkey(text)))
  const [first] = keys
  if (first === undefined || keys.some(({ name }) => name !== first.name))
    return malformed('vkeys', 'not of one log')
  if (keys.some(({ type }) => type !== noteSignatureTypes.ed25519))
    return malformed('vkeys', 'not keys of a log')
  if (new Set(vkeys).size !== vkeys.length) return malformed('vkeys', 'one twice')
  return first.name
}

function attempt<Value>(at: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (error instanceof BondmarkError) return malformed(at, error.code)
    throw error
  }
}

function malformed(at: string, reason: string): never {
  throw new BondmarkError('fork-proof-malformed', { at, reason })
}
