import { describe, expect, it } from 'vitest'
import { fromHex } from '../../core/encoding/hex.ts'
import { inclusionPath, leafHash, verifyConsistency, verifyInclusion } from '../../core/log/tree.ts'

/*
 * The tree and the proofs that Certificate Transparency's implementations test with (RFC 6962; transparency-dev/merkle,
 * `proof/verify_test.go`), and every way in which that suite spoils them. Roots and paths themselves are compared
 * beside the code.
 */

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
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
].map(fromHex)
const rootAt = (size: number): Uint8Array => roots[size - 1] ?? new Uint8Array()
const emptyRoot = fromHex('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
const someHash = fromHex('abacaba000000000000000000000000000000000000000000060061e00123456')
const nothing = new Uint8Array()
const hashes = leaves.map((leaf) => leafHash(fromHex(leaf)))

const flipped = (path: readonly Uint8Array[], at: number, bits: number): Uint8Array[] =>
  path.map((hash, i) => (i === at ? hash.with(0, (hash[0] ?? 0) ^ bits) : hash))

describe('an inclusion proof of the reference tree', () => {
  const places = [...Array(8).keys()].flatMap((size) =>
    [...Array(size + 1).keys()].map((index) => ({ index, size: size + 1 })),
  )

  it.each(places)('of leaf $index of $size holds, and no spoilt form of it', ({ index, size }) => {
    const leaf = hashes[index] ?? nothing
    const path = inclusionPath(hashes, index, size)
    const root = rootAt(size)
    const right = { index, size, leafHash: leaf, path, root }
    const spoilt = {
      'index − 1': { ...right, index: index - 1 },
      'index + 1': { ...right, index: index + 1 },
      'index ^ 2': { ...right, index: index ^ 2 },
      'size × 2': { ...right, size: size * 2 },
      'size / 2': { ...right, size: size >>> 1 },
      'another leaf': { ...right, leafHash: new TextEncoder().encode('WrongLeaf') },
      'an empty leaf': { ...right, leafHash: nothing },
      'the root of nothing': { ...right, root: emptyRoot },
      'some root': { ...right, root: someHash },
      'no root': { ...right, root: nothing },
      'garbage at the end': { ...right, path: [...path, nothing] },
      'the root at the end': { ...right, path: [...path, root] },
      'garbage in front': { ...right, path: [nothing, ...path] },
      'the root in front': { ...right, path: [root, ...path] },
      ...(path.length > 0 && { 'one hash less': { ...right, path: path.slice(0, -1) } }),
      ...(path.length > 1 && {
        'one hash between': { ...right, path: [path[0] ?? nothing, someHash, ...path.slice(1)] },
      }),
      ...Object.fromEntries(
        path.map((_, i) => [`bit 3 of hash ${i}`, { ...right, path: flipped(path, i, 8) }]),
      ),
    }
    expect(verifyInclusion(right)).toBe(true)
    const wrong = Object.entries(spoilt).filter(([, probe]) => verifyInclusion(probe))
    expect(wrong.map(([what]) => what)).toEqual([])
  })

  it.each([
    [0, 0],
    [0, 1],
    [1, 0],
    [2, 1],
  ])('without a path is none of leaf %i of %i for other hashes', (index, size) => {
    const probe = { index, size, path: [] }
    expect(verifyInclusion({ ...probe, leafHash: someHash, root: nothing })).toBe(false)
    expect(verifyInclusion({ ...probe, leafHash: nothing, root: emptyRoot })).toBe(false)
    expect(verifyInclusion({ ...probe, leafHash: someHash, root: emptyRoot })).toBe(false)
  })
})

const consistencyProofs: [oldSize: number, newSize: number, path: string[]][] = [
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

describe('a consistency proof of the reference tree', () => {
  it.each(consistencyProofs)(
    'from %i to %i leaves holds, and no spoilt form of it',
    (oldSize, newSize, hex) => {
      const path = hex.map(fromHex)
      const right = { oldSize, newSize, oldRoot: rootAt(oldSize), newRoot: rootAt(newSize), path }
      const wrongRoot = new TextEncoder().encode('WrongRoot')
      const { oldRoot, newRoot } = right
      const spoilt = {
        'old size − 1': { ...right, oldSize: oldSize - 1 },
        'old size + 1': { ...right, oldSize: oldSize + 1 },
        'old size ^ 2': { ...right, oldSize: oldSize ^ 2 },
        'new size × 2': { ...right, newSize: newSize * 2 },
        'new size / 2': { ...right, newSize: newSize >>> 1 },
        'another old root': { ...right, oldRoot: wrongRoot },
        'another new root': { ...right, newRoot: wrongRoot },
        'roots exchanged': { ...right, oldRoot: newRoot, newRoot: oldRoot },
        'no path': { ...right, path: [] },
        'garbage at the end': { ...right, path: [...path, nothing] },
        'old root at the end': { ...right, path: [...path, oldRoot] },
        'new root at the end': { ...right, path: [...path, newRoot] },
        'garbage in front': { ...right, path: [nothing, ...path] },
        'old root in front': { ...right, path: [oldRoot, ...path] },
        'new root in front': { ...right, path: [newRoot, ...path] },
        'its first hash twice': { ...right, path: [path[0] ?? nothing, ...path] },
        'one hash less': { ...right, path: path.slice(0, -1) },
        ...Object.fromEntries(
          path.map((_, i) => [`bit 4 of hash ${i}`, { ...right, path: flipped(path, i, 16) }]),
        ),
      }
      expect(verifyConsistency(right)).toBe(true)
      const wrong = Object.entries(spoilt).filter(([, probe]) => verifyConsistency(probe))
      expect(wrong.map(([what]) => what)).toEqual([])
    },
  )

  it.each([
    [1, 1, someHash, emptyRoot, []],
    [1, 0, someHash, someHash, []],
    [2, 1, someHash, someHash, []],
    [1, 2, someHash, someHash, []],
    [0, 0, emptyRoot, someHash, []],
    [0, 0, emptyRoot, emptyRoot, [emptyRoot]],
    [0, 1, emptyRoot, emptyRoot, [emptyRoot]],
    [1, 1, emptyRoot, emptyRoot, [emptyRoot]],
  ])(
    'from %i to %i leaves does not hold for such roots and paths',
    (oldSize, newSize, oldRoot, newRoot, path) => {
      expect(verifyConsistency({ oldSize, newSize, oldRoot, newRoot, path })).toBe(false)
    },
  )
})
