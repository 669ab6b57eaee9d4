import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateSeed, signerFromSeed, verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'
import { formatCheckpoint } from './checkpoint.ts'
import {
  cutTree,
  type ForkProof,
  proveFork,
  readForkProof,
  rootsOfCut,
  writeForkProof,
} from './fork-proof.ts'
import { signNote } from './note.ts'
import { leafHash, rootOf } from './tree.ts'
import { formatVkey } from './vkey.ts'

const log = { ...signerFromSeed(generateSeed()), name: 'ledger.example/bondmark/a' }
const vkey = formatVkey(log.name, 1, log.publicKey)

const leaves = (count: number, forkAt = count) =>
  Array.from({ length: count }, (_, i) => leafHash(Uint8Array.of(i < forkAt ? 0 : 1, i >> 8, i & 255)))
const checkpoint = (of: readonly Uint8Array[], by = log) =>
  signNote(formatCheckpoint({ origin: by.name, size: of.length, root: rootOf(of) }), [by])
const range = (of: readonly Uint8Array[]) => (start: number, count: number) =>
  rootOf(of.slice(start, start + count))

const sizes = fc.tuple(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 600 })).map(([a, b]) => ({
  old: a,
  new: a + b,
}))

describe('a cut through a tree', () => {
  it('gives the roots of both trees, whatever their sizes', () => {
    fc.assert(
      fc.property(sizes, ({ old, new: size }) => {
        const all = leaves(size)
        const roots = rootsOfCut(cutTree(range(all), old, size), old, size)
        expect(roots).toEqual({ old: rootOf(all.slice(0, old)), new: rootOf(all) })
      }),
      { numRuns: 20 },
    )
  })
})

describe('a proof of a fork', () => {
  it('shows that a larger tree does not begin with a smaller one, and only then', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ({ old, new: size }, at) => {
        const forkAt = at % (size + 1)
        const rewritten = leaves(size, forkAt)
        const notes = [checkpoint(leaves(old)), checkpoint(rewritten)] as const
        const proof = proveFork(notes, cutTree(range(rewritten), old, size), [vkey], verifyEd25519)
        expect(proof === null).toBe(forkAt >= old)
        if (proof === null) return
        const fork = readForkProof(writeForkProof(proof), verifyEd25519)
        expect(fork).toMatchObject({ kind: 'rollback', origin: log.name })
        expect(fork.checkpoints.map((each) => each.size)).toEqual([old, size])
      }),
      { numRuns: 20 },
    )
  })

  it('shows two roots of one size, in whichever order they came', () => {
    const notes = [checkpoint(leaves(9)), checkpoint(leaves(9, 3))] as const
    const proof = proveFork(notes, [], [vkey], verifyEd25519)
    const other = proveFork([notes[1], notes[0]], [], [vkey], verifyEd25519)
    expect(proof?.kind).toBe('split-view')
    expect(other).toEqual(proof)
    expect(readForkProof(writeForkProof(proof as ForkProof), verifyEd25519).kind).toBe('split-view')
  })

  const whole = proveFork(
    [checkpoint(leaves(5)), checkpoint(leaves(9, 2))],
    cutTree(range(leaves(9, 2)), 5, 9),
    [vkey],
    verifyEd25519,
  ) as ForkProof
  const stranger = { ...signerFromSeed(generateSeed()), name: log.name }
  it.each<[string, Partial<ForkProof>, string]>([
    [
      'signed by another key',
      { checkpoints: [whole.checkpoints[0], checkpoint(leaves(9, 2), stranger)] },
      'fork-unproven',
    ],
    [
      'of one and the same view',
      { checkpoints: [checkpoint(leaves(5, 2)), whole.checkpoints[1]] },
      'fork-unproven',
    ],
    ['without its hashes', { hashes: [] }, 'fork-unproven'],
    ['with a hash too many', { hashes: [...whole.hashes, whole.hashes[0] ?? ''] }, 'fork-unproven'],
    ['of another kind', { kind: 'split-view' }, 'fork-proof-malformed'],
    [
      'in another order',
      { checkpoints: [whole.checkpoints[1], whole.checkpoints[0]] },
      'fork-proof-malformed',
    ],
    ['without keys', { vkeys: [] }, 'fork-proof-malformed'],
    ['of a witness key', { vkeys: [formatVkey(log.name, 4, log.publicKey)] }, 'fork-proof-malformed'],
  ])('is refused when it is %s', (_, change, code) => {
    expect(() => readForkProof(canonicalBytes({ ...whole, ...change }), verifyEd25519)).toThrow(
      expect.objectContaining({ code }),
    )
  })

  it('is refused in any other spelling', () => {
    const spaced = Buffer.from(JSON.stringify(whole, null, 1))
    expect(() => readForkProof(spaced, verifyEd25519)).toThrow(
      expect.objectContaining({ code: 'fork-proof-malformed' }),
    )
  })
})
