import { createHash } from 'node:crypto'

/** A complete subtree as the log stores it: `2^level` leaves, number `place` on its level. */
export interface TreeNode {
  readonly level: number
  readonly place: number
  readonly hash: Buffer
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
const LEAF = Uint8Array.of(0)
const INNER = Uint8Array.of(1)

/**
 * Hashes a log anew from its first entry on (RFC 6962 §2.1), by code of its own: what the ledger computed is held against
 * it. Keeps one hash a level.
 */
export class TreeWalk {
  #size = 0
  /** Complete subtrees at the right edge, the largest first. */
  readonly #edge: { level: number; hash: Buffer }[] = []

  get size(): number {
    return this.#size
  }

  /** Takes the next entry; the subtrees that it completes, its own leaf first. */
  append(entry: Uint8Array): TreeNode[] {
    let node = { level: 0, hash: sha256(LEAF, entry) }
    const done: TreeNode[] = [{ ...node, place: this.#size }]
    for (let left = this.#edge.at(-1); left?.level === node.level; left = this.#edge.at(-1)) {
      this.#edge.pop()
      node = { level: node.level + 1, hash: sha256(INNER, left.hash, node.hash) }
      done.push({ ...node, place: Math.floor(this.#size / 2 ** node.level) })
    }
    this.#edge.push(node)
    this.#size += 1
    return done
  }

  /** The root of everything taken so far. */
  root(): Buffer {
    const [smallest, ...larger] = this.#edge.toReversed()
    if (smallest === undefined) return sha256()
    return larger.reduce((right, { hash }) => sha256(INNER, hash, right), smallest.hash)
  }
}

/** How many subtrees are complete in a log of `size` entries. */
export function completeSubtrees(size: number): number {
  let count = 0
  for (let width = size; width > 0; width = Math.floor(width / 2)) count += width
  return count
}
