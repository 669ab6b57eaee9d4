import type { NodeReader } from './stored-tree.ts'
import { emptyRoot, HASH_LENGTH, nodeHash } from './tree-hash.ts'

/** A subtree that just became complete: `2^level` leaves, number `index` on its level. Written once, never changed. */
export interface CompletedNode {
  readonly level: number
  readonly index: number
  readonly hash: Uint8Array
}

/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first. Appending costs one or two
 * hashes on average, and the root is there without reading the store.
 */
export class Frontier {
  #size = 0
  readonly #edge: CompletedNode[] = []

  /** The frontier of a stored tree of `size` leaves. Reads at most 53 nodes. */
  static from(node: NodeReader, size: number): Frontier {
    if (!Number.isSafeInteger(size) || size < 0) throw new RangeError(`${size} is not a tree size`)
    const frontier = new Frontier()
    let start = 0
    for (let level = 52; level >= 0; level--) {
      const width = 2 ** level
      if (size - start < width) continue
      const index = start / width
      frontier.#edge.push({ level, index, hash: requireHash(node(level, index)) })
      start += width
    }
    frontier.#size = size
    return frontier
  }

  /** Number of leaves. */
  get size(): number {
    return this.#size
  }

  /** Adds a leaf by its hash and answers every subtree that this completes, the leaf itself first. */
  append(leaf: Uint8Array): CompletedNode[] {
    let node: CompletedNode = { level: 0, index: this.#size, hash: requireHash(leaf) }
    const completed = [node]
    for (let last = this.#edge.at(-1); last?.level === node.level; last = this.#edge.at(-1)) {
      this.#edge.pop()
      node = { level: node.level + 1, index: last.index / 2, hash: nodeHash(last.hash, node.hash) }
      completed.push(node)
    }
    this.#edge.push(node)
    this.#size++
    return completed
  }

  /** Root of the tree as it is now (RFC 6962 §2.1). */
  root(): Uint8Array {
    const hashes = this.#edge.map((node) => node.hash)
    const right = hashes.pop()
    return right === undefined ? emptyRoot() : hashes.reduceRight((r, l) => nodeHash(l, r), right)
  }
}

function requireHash(hash: Uint8Array): Uint8Array {
  if (hash.length !== HASH_LENGTH) throw new RangeError(`a hash has ${HASH_LENGTH} bytes, not ${hash.length}`)
  return hash
}
