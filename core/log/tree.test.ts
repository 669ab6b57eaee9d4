import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../encoding/hex.ts'
import { type CompletedNode, Frontier } from './frontier.ts'
import { consistencyPathFrom, inclusionPathFrom, rootFrom } from './stored-tree.ts'
import {
  consistencyPath,
  inclusionPath,
  leafHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './tree.ts'

// The reference tree of Certificate Transparency's implementations (RFC 6962): leaves, roots by size, proofs.
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const audits: [index: number, size: number, path: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]
const extensions: [oldSize: number, newSize: number, path: string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
  [
    6,
    7,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
]
const reference = leaves.map((leaf) => leafHash(fromHex(leaf)))

/** `count` different leaf hashes. */
const hashes = (count: number) =>
  Array.from({ length: count }, (_, i) => leafHash(Uint8Array.of(i >>> 8, i & 255)))
const flip = (bytes: Uint8Array, bit: number) =>
  bytes.map((byte, i) => (i === bit >>> 3 ? byte ^ (1 << (bit & 7)) : byte))
const bit = fc.nat(255)
const sizes = fc.integer({ min: 1, max: 70 })

describe('the tree of RFC 6962', () => {
  it.each(roots.map((root, size) => [size, root] as const))(
    'has the published root over %i leaves',
    (size, root) => {
      expect(toHex(rootOf(reference.slice(0, size)))).toBe(root)
    },
  )

  it.each(audits)('gives and accepts the published path of leaf %i of %i', (index, size, expected) => {
    const path = inclusionPath(reference, index, size)
    expect(path.map(toHex)).toEqual(expected)
    const leafHash = reference[index] ?? new Uint8Array()
    expect(verifyInclusion({ index, size, leafHash, path, root: fromHex(roots[size] ?? '') })).toBe(true)
  })

  it.each(extensions)(
    'gives and accepts the published proof from %i to %i leaves',
    (oldSize, newSize, expected) => {
      const path = consistencyPath(reference, oldSize, newSize)
      expect(path.map(toHex)).toEqual(expected)
      const [oldRoot, newRoot] = [fromHex(roots[oldSize] ?? ''), fromHex(roots[newSize] ?? '')]
      expect(verifyConsistency({ oldSize, newSize, oldRoot, newRoot, path })).toBe(true)
    },
  )

  it('proves nothing in a tree without leaves, nor a leaf beyond its end', () => {
    const [leaf = new Uint8Array()] = hashes(1)
    expect(verifyInclusion({ index: 0, size: 0, leafHash: leaf, path: [], root: leaf })).toBe(false)
    expect(verifyInclusion({ index: 1, size: 1, leafHash: leaf, path: [], root: leaf })).toBe(false)
    expect(verifyInclusion({ index: -1, size: 1, leafHash: leaf, path: [], root: leaf })).toBe(false)
    expect(verifyInclusion({ index: 0.5, size: 1, leafHash: leaf, path: [], root: leaf })).toBe(false)
    expect(() => inclusionPath([leaf], 1)).toThrow(RangeError)
  })

  it('lets an empty old tree be extended by the empty path and its own root only', () => {
    const [leaf = new Uint8Array()] = hashes(1)
    const empty = rootOf([])
    expect(verifyConsistency({ oldSize: 0, newSize: 1, oldRoot: empty, newRoot: leaf, path: [] })).toBe(true)
    expect(verifyConsistency({ oldSize: 0, newSize: 1, oldRoot: leaf, newRoot: leaf, path: [] })).toBe(false)
    expect(verifyConsistency({ oldSize: 0, newSize: 1, oldRoot: empty, newRoot: leaf, path: [leaf] })).toBe(
      false,
    )
    expect(verifyConsistency({ oldSize: 1, newSize: 0, oldRoot: leaf, newRoot: empty, path: [] })).toBe(false)
    expect(() => consistencyPath([leaf], 1, 0)).toThrow(RangeError)
  })
})

describe('a proof', () => {
  it('of inclusion holds for every leaf, and for nothing that differs in a bit or a number', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), bit, (size, at, step, flipped) => {
        const tree = hashes(size)
        const index = at % size
        const leafHash = tree[index] ?? new Uint8Array()
        const right = { index, size, leafHash, path: inclusionPath(tree, index), root: rootOf(tree) }
        expect(verifyInclusion(right)).toBe(true)
        expect(verifyInclusion({ ...right, leafHash: flip(leafHash, flipped) })).toBe(false)
        expect(verifyInclusion({ ...right, root: flip(right.root, flipped) })).toBe(false)
        right.path.forEach((hash, i) => {
          expect(verifyInclusion({ ...right, path: right.path.with(i, flip(hash, flipped)) })).toBe(false)
        })
        expect(verifyInclusion({ ...right, path: right.path.slice(0, -1) })).toBe(right.path.length === 0)
        expect(verifyInclusion({ ...right, path: [...right.path, leafHash] })).toBe(false)
        const other = (index + 1 + (step % size)) % size
        if (other !== index) expect(verifyInclusion({ ...right, index: other })).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('of inclusion does not hold in a tree of twice the size, where paths are longer', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, at) => {
        const tree = hashes(size)
        const index = at % size
        const leafHash = tree[index] ?? new Uint8Array()
        const path = inclusionPath(tree, index)
        const root = rootOf(tree)
        expect(verifyInclusion({ index, size: size * 2, leafHash, path, root })).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('of consistency holds between any two sizes, and for nothing that differs', () => {
    fc.assert(
      fc.property(sizes, sizes, bit, (a, b, flipped) => {
        const [oldSize, newSize] = [Math.min(a, b), Math.max(a, b)]
        const tree = hashes(newSize)
        const right = {
          oldSize,
          newSize,
          oldRoot: rootOf(tree.slice(0, oldSize)),
          newRoot: rootOf(tree),
          path: consistencyPath(tree, oldSize, newSize),
        }
        expect(verifyConsistency(right)).toBe(true)
        expect(verifyConsistency({ ...right, oldRoot: flip(right.oldRoot, flipped) })).toBe(false)
        expect(verifyConsistency({ ...right, newRoot: flip(right.newRoot, flipped) })).toBe(false)
        right.path.forEach((hash, i) => {
          expect(verifyConsistency({ ...right, path: right.path.with(i, flip(hash, flipped)) })).toBe(false)
        })
        expect(verifyConsistency({ ...right, path: [...right.path, right.newRoot] })).toBe(false)
        if (oldSize < newSize) {
          expect(verifyConsistency({ ...right, path: right.path.slice(0, -1) })).toBe(false)
          expect(verifyConsistency({ ...right, path: [] })).toBe(false)
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a stored tree', () => {
  it('that kept what the frontier completed answers the same roots and paths', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, at, earlier) => {
        const tree = hashes(size)
        const store = new Map<string, Uint8Array>()
        const frontier = new Frontier()
        for (const leaf of tree) {
          for (const { level, index, hash } of frontier.append(leaf)) store.set(`${level}/${index}`, hash)
        }
        const node = (level: number, index: number) => store.get(`${level}/${index}`) ?? new Uint8Array()
        const index = at % size
        expect(rootFrom(node, size)).toEqual(rootOf(tree))
        expect(frontier.root()).toEqual(rootOf(tree))
        expect(Frontier.from(node, size).root()).toEqual(rootOf(tree))
        expect(inclusionPathFrom(node, index, size)).toEqual(inclusionPath(tree, index))
        expect(consistencyPathFrom(node, earlier % size, size)).toEqual(consistencyPath(tree, earlier % size))
      }),
      { numRuns: 60 },
    )
  })

  it('goes on from its frontier as if it had never stopped', () => {
    fc.assert(
      fc.property(sizes, sizes, (before, after) => {
        const tree = hashes(before + after)
        const store = new Map<string, CompletedNode>()
        const first = new Frontier()
        const keep = (nodes: CompletedNode[]) => {
          for (const node of nodes) store.set(`${node.level}/${node.index}`, node)
        }
        for (const leaf of tree.slice(0, before)) keep(first.append(leaf))
        const second = Frontier.from(
          (level, index) => store.get(`${level}/${index}`)?.hash ?? new Uint8Array(),
          before,
        )
        for (const leaf of tree.slice(before)) keep(second.append(leaf))
        expect(second.size).toBe(before + after)
        expect(second.root()).toEqual(rootOf(tree))
      }),
      { numRuns: 30 },
    )
  })

  it('proves beyond 32-bit sizes', () => {
    // All complete subtrees of one level alike: a tree of any size whose nodes need no store.
    const levels = [leafHash(new Uint8Array())]
    const node = (level: number): Uint8Array => {
      for (let l = levels.length; l <= level; l++) {
        const below = levels[l - 1] ?? new Uint8Array()
        const frontier = new Frontier()
        frontier.append(below)
        frontier.append(below)
        levels.push(frontier.root())
      }
      return levels[level] ?? new Uint8Array()
    }
    const size = 2 ** 40 + 12_345
    const index = 2 ** 35 + 7
    const path = inclusionPathFrom(node, index, size)
    const root = rootFrom(node, size)
    expect(verifyInclusion({ index, size, leafHash: node(0), path, root })).toBe(true)
    const oldSize = 2 ** 33 + 5
    const proof = consistencyPathFrom(node, oldSize, size)
    const oldRoot = rootFrom(node, oldSize)
    expect(verifyConsistency({ oldSize, newSize: size, oldRoot, newRoot: root, path: proof })).toBe(true)
  })
})
