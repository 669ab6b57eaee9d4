import { emptyRoot, nodeHash } from './tree-hash.ts'

/**
 * Reads one hash of a stored tree: the complete subtree of `2^level` leaves that is number `index` on its level. Only
 * complete subtrees are ever asked for, so a store keeps exactly what `Frontier.append` hands it.
 */
export type NodeReader = (level: number, index: number) => Uint8Array

/** Root of the first `size` leaves (RFC 6962 §2.1). At most 53 nodes are read. */
export function rootFrom(node: NodeReader, size: number): Uint8Array {
  requireSize(size, 'size')
  return size === 0 ? emptyRoot() : rangeHash(node, 0, size)
}

/**
 * Audit path of leaf `index` in the tree of the first `size` leaves, leaf's sibling first (RFC 6962 §2.1.1). Throws
 * RangeError when the tree has no such leaf.
 */
export function inclusionPathFrom(node: NodeReader, index: number, size: number): Uint8Array[] {
  requireSize(size, 'size')
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`)
  }
  const path: Uint8Array[] = []
  let start = 0
  let count = size
  while (count > 1) {
    const left = splitOf(count)
    if (index - start < left) {
      path.push(rangeHash(node, start + left, count - left))
      count = left
    } else {
      path.push(rangeHash(node, start, left))
      start += left
      count -= left
    }
  }
  return path.reverse()
}

/**
 * Proof that the tree of `newSize` leaves extends the tree of `oldSize` leaves (RFC 6962 §2.1.2). Empty for an empty
 * old tree and for equal sizes. Throws RangeError when `oldSize > newSize`.
 */
export function consistencyPathFrom(node: NodeReader, oldSize: number, newSize: number): Uint8Array[] {
  requireSize(oldSize, 'old size')
  requireSize(newSize, 'new size')
  if (oldSize > newSize) throw new RangeError(`a tree of ${newSize} leaves does not extend one of ${oldSize}`)
  const path: Uint8Array[] = []
  if (oldSize === 0 || oldSize === newSize) return path
  let start = 0
  let count = newSize
  let old = oldSize
  while (old < count) {
    const left = splitOf(count)
    if (old <= left) {
      path.push(rangeHash(node, start + left, count - left))
      count = left
    } else {
      path.push(rangeHash(node, start, left))
      start += left
      count -= left
      old -= left
    }
  }
  // The old root itself is left out: the verifier has it (RFC 6962 §2.1.2, the boolean of SUBPROOF).
  if (start > 0) path.push(rangeHash(node, start, count))
  return path.reverse()
}

/** Hash over `count` leaves from `start`, which is a multiple of the largest power of two within `count`. */
export function rangeHash(node: NodeReader, start: number, count: number): Uint8Array {
  const level = levelOf(count)
  if (2 ** level === count) return node(level, start / count)
  const left = 2 ** level
  return nodeHash(node(level, start / left), rangeHash(node, start + left, count - left))
}

/** The largest power of two smaller than `count` (RFC 6962 §2.1: k < n ≤ 2k). */
function splitOf(count: number): number {
  const power = 2 ** levelOf(count)
  return power === count ? power / 2 : power
}

/** Floor of log2, exact where a 53-bit logarithm is not. */
function levelOf(count: number): number {
  let level = 0
  while (2 ** (level + 1) <= count) level++
  return level
}

function requireSize(size: number, name: string): void {
  if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${name} ${size} is not a tree size`)
}
