import { equalBytes } from '../encoding/equal-bytes.ts'
import { Frontier } from './frontier.ts'
import { consistencyPathFrom, inclusionPathFrom, type NodeReader } from './stored-tree.ts'
import { emptyRoot, HASH_LENGTH, leafHash, nodeHash } from './tree-hash.ts'

export { leafHash, nodeHash }

/** Longest path in a tree whose size fits a JavaScript integer, with the one extra hash of a consistency proof. */
const PATH_MAX = 64

/** Root of the tree over these leaf hashes (RFC 6962 §2.1). */
export function rootOf(leafHashes: readonly Uint8Array[]): Uint8Array {
  const frontier = new Frontier()
  for (const hash of leafHashes) frontier.append(hash)
  return frontier.root()
}

/** Audit path of leaf `index` in the tree of the first `size` leaves (default: all), leaf's sibling first. */
export function inclusionPath(
  leafHashes: readonly Uint8Array[],
  index: number,
  size = leafHashes.length,
): Uint8Array[] {
  return inclusionPathFrom(completeNodes(leafHashes, size), index, size)
}

/** Consistency proof between the trees of the first `oldSize` and the first `newSize` leaves (default: all). */
export function consistencyPath(
  leafHashes: readonly Uint8Array[],
  oldSize: number,
  newSize = leafHashes.length,
): Uint8Array[] {
  return consistencyPathFrom(completeNodes(leafHashes, newSize), oldSize, newSize)
}

export interface Inclusion {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly path: readonly Uint8Array[]
  readonly root: Uint8Array
}

/** Whether the leaf stands at `index` in the tree of `size` leaves with this root (RFC 9162 §2.1.3.2). Never throws. */
export function verifyInclusion({ index, size, leafHash, path, root }: Inclusion): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false
  if (!areHashes([leafHash, root]) || path.length > PATH_MAX || !areHashes(path)) return false
  let fn = index
  let sn = size - 1
  let hash = leafHash
  for (const sibling of path) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      hash = nodeHash(sibling, hash)
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else {
      hash = nodeHash(hash, sibling)
    }
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && equalBytes(hash, root)
}

export interface Consistency {
  readonly oldSize: number
  readonly newSize: number
  readonly oldRoot: Uint8Array
  readonly newRoot: Uint8Array
  readonly path: readonly Uint8Array[]
}

/**
 * Whether the new tree only added leaves to the old one (RFC 9162 §2.1.4.2). An empty old tree is consistent with
 * everything, by the empty path and its own root only. Never throws.
 */
export function verifyConsistency({ oldSize, newSize, oldRoot, newRoot, path }: Consistency): boolean {
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) return false
  if (!areHashes([oldRoot, newRoot]) || path.length > PATH_MAX || !areHashes(path)) return false
  if (oldSize === newSize) {
    return (
      path.length === 0 && equalBytes(oldRoot, newRoot) && (oldSize > 0 || equalBytes(oldRoot, emptyRoot()))
    )
  }
  if (oldSize === 0) return path.length === 0 && equalBytes(oldRoot, emptyRoot())
  const [first, ...rest] = isPowerOfTwo(oldSize) ? [oldRoot, ...path] : path
  if (first === undefined || path.length === 0) return false
  let fn = oldSize - 1
  let sn = newSize - 1
  while (isOdd(fn)) {
    fn = half(fn)
    sn = half(sn)
  }
  let older = first
  let newer = first
  for (const hash of rest) {
    if (sn === 0) return false
    if (isOdd(fn) || fn === sn) {
      older = nodeHash(hash, older)
      newer = nodeHash(hash, newer)
      while (!isOdd(fn) && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else {
      newer = nodeHash(newer, hash)
    }
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && equalBytes(older, oldRoot) && equalBytes(newer, newRoot)
}

/** The complete subtrees over the first `size` leaves, computed level by level. */
function completeNodes(leafHashes: readonly Uint8Array[], size: number): NodeReader {
  if (size > leafHashes.length) throw new RangeError(`there are ${leafHashes.length} leaves, not ${size}`)
  const levels: Uint8Array[][] = []
  const frontier = new Frontier()
  for (const leaf of leafHashes.slice(0, size)) {
    for (const { level, index, hash } of frontier.append(leaf)) {
      levels[level] ??= []
      const row = levels[level]
      row[index] = hash
    }
  }
  return (level, index) => {
    const hash = levels[level]?.[index]
    if (hash === undefined) throw new RangeError(`subtree ${index} of level ${level} is not complete`)
    return hash
  }
}

const isCount = (n: number) => Number.isSafeInteger(n) && n >= 0
const areHashes = (hashes: readonly Uint8Array[]) => hashes.every((hash) => hash.length === HASH_LENGTH)
// Sizes go beyond 32 bits, so no bitwise operators here.
const isOdd = (n: number) => n % 2 === 1
const half = (n: number) => Math.floor(n / 2)
const isPowerOfTwo = (n: number) => {
  let rest = n
  while (rest > 1 && !isOdd(rest)) rest /= 2
  return rest === 1
}
