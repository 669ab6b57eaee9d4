import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Frontier } from '../../core/log/frontier.ts'
import { consistencyPathFrom, inclusionPathFrom, rangeHash, rootFrom } from '../../core/log/stored-tree.ts'
import { TILE_WIDTH, tileWidth } from '../../core/log/tiles.ts'
import { verifyConsistency, verifyInclusion } from '../../core/log/tree.ts'

/*
 * The definitions of RFC 6962 §2.1 word by word, over lists of leaves: no stored nodes, no frontier, no loops, another
 * SHA-256. Slow, and by nobody's cleverness. Everything that a tree of up to SIZES_MAX leaves can be asked is compared.
 */

type Hash = Uint8Array
const SIZES_MAX = 130
const sha256 = (...parts: Uint8Array[]): Hash =>
  new Uint8Array(parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest())
const leaf = (n: number) => Buffer.from(`leaf ${n}`)

/** The largest power of two smaller than n. */
const split = (n: number): number => (n <= 2 ? 1 : 2 * split(Math.ceil(n / 2)))

const roots = new Map<string, Hash>()
/** MTH(D[from:to]), remembered. */
function mth(from: number, to: number): Hash {
  const known = roots.get(`${from} ${to}`)
  if (known !== undefined) return known
  const n = to - from
  const k = split(n)
  const root =
    n === 0
      ? sha256()
      : n === 1
        ? sha256(Uint8Array.of(0), leaf(from))
        : sha256(Uint8Array.of(1), mth(from, from + k), mth(from + k, to))
  roots.set(`${from} ${to}`, root)
  return root
}

/** PATH(m, D[from:to]), m counted from `from`. */
function path(m: number, from: number, to: number): Hash[] {
  const n = to - from
  if (n === 1) return []
  const k = split(n)
  return m < k
    ? [...path(m, from, from + k), mth(from + k, to)]
    : [...path(m - k, from + k, to), mth(from, from + k)]
}

/** SUBPROOF(m, D[from:to], isWhole). */
function subproof(m: number, from: number, to: number, isWhole: boolean): Hash[] {
  const n = to - from
  if (m === n) return isWhole ? [] : [mth(from, to)]
  const k = split(n)
  return m <= k
    ? [...subproof(m, from, from + k, isWhole), mth(from + k, to)]
    : [...subproof(m - k, from + k, to, false), mth(from, from + k)]
}

const stored = new Map<string, Hash>()
const frontier = new Frontier()
const frontierRoots = [frontier.root()]
for (let n = 0; n < SIZES_MAX; n += 1) {
  for (const { level, index, hash } of frontier.append(mth(n, n + 1))) stored.set(`${level} ${index}`, hash)
  frontierRoots.push(frontier.root())
}
/** Knows complete subtrees alone, and only those of leaves that are there. */
const node = (level: number, index: number): Hash => {
  const hash = stored.get(`${level} ${index}`)
  if (hash === undefined) throw new Error(`subtree ${index} of level ${level} was asked for`)
  return hash
}
const sizes = Array.from({ length: SIZES_MAX + 1 }, (_, size) => size)
/** One bit of one hash of a path turned over; the path itself where it is empty. */
const spoil = (path: readonly Hash[], at: number, bit: number): Hash[] =>
  path.map((hash, i) => (i === at % path.length ? flip(hash, bit % 256) : hash))
const flip = (hash: Hash, bit: number): Hash => hash.with(bit >> 3, (hash[bit >> 3] ?? 0) ^ (1 << (bit & 7)))
/** Hashes in hex: comparing lists of thousands of arrays one by one is what takes long here. */
const hex = (hashes: readonly Hash[]) => hashes.map((hash) => Buffer.from(hash).toString('hex')).join(' ')

describe(`every tree of up to ${SIZES_MAX} leaves`, () => {
  it('has the root of the definition, grown or read from its store', () => {
    for (const size of sizes) {
      expect(hex([rootFrom(node, size), frontierRoots[size] ?? new Uint8Array()])).toBe(
        hex([mth(0, size), mth(0, size)]),
      )
    }
  })

  it('has the path of the definition for every leaf, which holds for no other leaf and with no bit changed', () => {
    const wrong: string[] = []
    for (const size of sizes.slice(1)) {
      const root = mth(0, size)
      for (let index = 0; index < size; index += 1) {
        const found = inclusionPathFrom(node, index, size)
        if (hex(found) !== hex(path(index, 0, size))) wrong.push(`path ${index} ${size}`)
        const right = { index, size, leafHash: mth(index, index + 1), path: found, root }
        if (!verifyInclusion(right)) wrong.push(`holds ${index} ${size}`)
        const other = (index + 1) % size
        if (size > 1 && verifyInclusion({ ...right, index: other })) wrong.push(`other ${index} ${size}`)
        const changed = spoil(found, index * 7, index * 31 + size)
        if (found.length > 0 && verifyInclusion({ ...right, path: changed }))
          wrong.push(`bit ${index} ${size}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('extends every smaller one by the proof of the definition, and no other root', () => {
    const wrong: string[] = []
    for (const newSize of sizes.slice(1)) {
      const newRoot = mth(0, newSize)
      for (let oldSize = 1; oldSize <= newSize; oldSize += 1) {
        const found = consistencyPathFrom(node, oldSize, newSize)
        if (hex(found) !== hex(subproof(oldSize, 0, newSize, true))) wrong.push(`proof ${oldSize} ${newSize}`)
        const right = { oldSize, newSize, oldRoot: mth(0, oldSize), newRoot, path: found }
        if (!verifyConsistency(right)) wrong.push(`holds ${oldSize} ${newSize}`)
        const oldRoot = flip(right.oldRoot, (oldSize * 13 + newSize) % 256)
        if (verifyConsistency({ ...right, oldRoot })) wrong.push(`root ${oldSize} ${newSize}`)
        const changed = spoil(found, oldSize * 5, oldSize * 17 + newSize)
        if (found.length > 0 && verifyConsistency({ ...right, path: changed }))
          wrong.push(`bit ${oldSize} ${newSize}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('has the subtrees of the definition', () => {
    for (let level = 0; 2 ** level <= SIZES_MAX; level += 1) {
      for (let start = 0; start < SIZES_MAX; start += 2 ** level) {
        for (let count = 1; count <= 2 ** level && start + count <= SIZES_MAX; count += 1) {
          expect(hex([rangeHash(node, start, count)])).toBe(hex([mth(start, start + count)]))
        }
      }
    }
  })
})

describe('size 0', () => {
  const [leafHash, root] = [mth(0, 1), mth(0, 0)]

  it('has no leaf: a path of one is an error (§2.1.1: 0 ≤ m < n), and none holds', () => {
    expect(() => inclusionPathFrom(node, 0, 0)).toThrow(RangeError)
    expect(verifyInclusion({ index: 0, size: 0, leafHash, path: [], root })).toBe(false)
    expect(verifyInclusion({ index: 0, size: 0, leafHash: root, path: [], root })).toBe(false)
  })

  it('extends nothing but itself', () => {
    expect(() => consistencyPathFrom(node, 1, 0)).toThrow(RangeError)
    const shrunk = { oldSize: 1, newSize: 0, oldRoot: leafHash, newRoot: root, path: [] }
    expect(verifyConsistency(shrunk)).toBe(false)
    expect(verifyConsistency({ ...shrunk, oldSize: 0, oldRoot: root })).toBe(true)
  })

  it('is extended without a proof: §2.1.2 defines none (0 < m < n), C2SP tlog-witness asks for the empty one', () => {
    expect(consistencyPathFrom(node, 0, 5)).toEqual([])
    const grown = { oldSize: 0, newSize: 5, oldRoot: root, newRoot: mth(0, 5), path: [] }
    expect(verifyConsistency(grown)).toBe(true)
    expect(verifyConsistency({ ...grown, oldRoot: leafHash })).toBe(false)
    expect(verifyConsistency({ ...grown, path: [root] })).toBe(false)
  })
})

describe('tiles', () => {
  it('hold what C2SP tlog-tiles defines, in a tree of two levels of them', () => {
    const size = 2 * TILE_WIDTH + 3
    const more = Array.from({ length: size - SIZES_MAX }, (_, i) => SIZES_MAX + i)
    for (const n of more)
      for (const { level, index, hash } of frontier.append(mth(n, n + 1)))
        stored.set(`${level} ${index}`, hash)
    const shape: string[] = []
    for (let level = 0; level < 3; level += 1) {
      for (let n = 0; tileWidth(level, n, size) > 0; n += 1) {
        const width = tileWidth(level, n, size)
        shape.push(`${level}/${n}: ${width}`)
        const span = TILE_WIDTH ** level
        for (let i = 0; i < width; i += 1) {
          const place = n * TILE_WIDTH + i
          expect(hex([node(8 * level, place)])).toBe(hex([mth(place * span, (place + 1) * span)]))
        }
      }
    }
    expect(shape).toEqual(['0/0: 256', '0/1: 256', '0/2: 3', '1/0: 2'])
  })
})
