import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { toBase64 } from '../encoding/base64.ts'
import { toUtf8 } from '../encoding/utf8.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { formatCheckpoint } from './checkpoint.ts'
import { cosign } from './cosignature.ts'
import { appendSignature, signNote } from './note.ts'
import {
  exactTlogProof,
  formatTlogProof,
  parseTlogProof,
  type TlogProofCheck,
  verifyTlogProof,
} from './tlog-proof.ts'
import { inclusionPath, leafHash, rootOf } from './tree.ts'
import { formatVkey } from './vkey.ts'

const origin = 'ledger.example/bondmark/acme'
const log = signerFromSeed(new Uint8Array(32).fill(1))
const logVkey = formatVkey(origin, 1, log.publicKey)
const witnesses = [2, 3, 4].map((seed) => ({
  name: `w${seed}.example`,
  ...signerFromSeed(new Uint8Array(32).fill(seed)),
}))
const witnessVkeys = witnesses.map(({ name, publicKey }) => formatVkey(name, 4, publicKey))

const leaves = Array.from({ length: 11 }, (_, i) => toUtf8(`statement ${i}`))
const hashes = leaves.map(leafHash)
const noteText = formatCheckpoint({ origin, size: leaves.length, root: rootOf(hashes) })
const signed = signNote(noteText, [{ name: origin, ...log }])
const lines = witnesses.map((witness, i) => cosign({ noteText, timestamp: 1_700_000_000 + i, ...witness }))
const checkpointWith = (...order: number[]) =>
  order.reduce((note, i) => appendSignature(note, lines[i] ?? ''), signed)
const index = 6
const leaf = leaves[index] ?? new Uint8Array()
const path = inclusionPath(hashes, index)
const proofOf = (checkpoint: string) => formatTlogProof({ index, path, checkpoint })
const check = (proof: string, k = 2): TlogProofCheck => ({ proof, leaf, logVkey, witnessVkeys, k, verify })

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof BondmarkError) return error.code
    throw error
  }
  return 'accepted'
}

describe('a receipt', () => {
  it('has the lines of C2SP tlog-proof', () => {
    const proof = proofOf(signed)
    const expected = ['c2sp.org/tlog-proof@v1', `index ${index}`, ...path.map(toBase64), '', signed].join(
      '\n',
    )
    expect(proof).toBe(expected)
    expect(parseTlogProof(proof)).toEqual({ index, path, checkpoint: signed, extra: null })
  })

  it('proves place, size, root and the latest time when the log and k witnesses signed', () => {
    expect(verifyTlogProof(check(proofOf(checkpointWith(2, 0))))).toEqual({
      index,
      size: 11,
      root: rootOf(hashes),
      cosignedAt: 1_700_000_002,
    })
  })

  it('of the only leaf of a log has no path', () => {
    const [hash = new Uint8Array()] = hashes
    const note = signNote(formatCheckpoint({ origin, size: 1, root: hash }), [{ name: origin, ...log }])
    const proof = formatTlogProof({ index: 0, path: [], checkpoint: note })
    expect(verifyTlogProof({ ...check(proof, 0), leaf: leaves[0] ?? leaf })).toMatchObject({
      index: 0,
      size: 1,
    })
  })

  it('lacks witnesses when fewer than k signed, one signed twice, or one has two names', () => {
    expect(codeOf(() => verifyTlogProof(check(proofOf(checkpointWith(1)))))).toBe('witnesses-missing')
    expect(codeOf(() => verifyTlogProof(check(proofOf(checkpointWith(1, 1)))))).toBe('witnesses-missing')
    const [first] = witnesses
    const alias = {
      name: 'alias.example',
      publicKey: first?.publicKey ?? log.publicKey,
      sign: first?.sign ?? log.sign,
    }
    const proof = proofOf(appendSignature(checkpointWith(0), cosign({ noteText, timestamp: 1, ...alias })))
    const vkeys = [...witnessVkeys, formatVkey(alias.name, 4, alias.publicKey)]
    expect(codeOf(() => verifyTlogProof({ ...check(proof), witnessVkeys: vkeys }))).toBe('witnesses-missing')
  })

  it('does not count the log as its own witness', () => {
    const own = cosign({ noteText, timestamp: 1, name: origin, ...log })
    const vkeys = [formatVkey(origin, 4, log.publicKey)]
    const proof = proofOf(appendSignature(signed, own))
    expect(codeOf(() => verifyTlogProof({ ...check(proof, 1), witnessVkeys: vkeys }))).toBe(
      'witnesses-missing',
    )
  })

  it('is refused for another leaf, another log, or without the log’s signature', () => {
    const proof = proofOf(checkpointWith(0, 1))
    const other = { ...check(proof), leaf: leaves[5] ?? leaf }
    expect(codeOf(() => verifyTlogProof(other))).toBe('inclusion-refused')
    const elsewhere = formatVkey('ledger.example/bondmark/other', 1, log.publicKey)
    expect(codeOf(() => verifyTlogProof({ ...check(proof), logVkey: elsewhere }))).toBe('note-unsigned')
    const unsigned = proof.replace(/— ledger[^\n]*\n/, '')
    expect(codeOf(() => verifyTlogProof(check(unsigned)))).toBe('note-unsigned')
  })

  it('of a log that signs under another origin is refused', () => {
    const text = formatCheckpoint({ origin: 'ledger.example/bondmark/other', size: 11, root: rootOf(hashes) })
    const proof = proofOf(signNote(text, [{ name: origin, ...log }]))
    expect(codeOf(() => verifyTlogProof(check(proof, 0)))).toBe('checkpoint-origin-differs')
  })

  it('with extra data is refused, because nothing authenticates it', () => {
    const proof = proofOf(checkpointWith(0, 1)).replace('@v1\n', '@v1\nextra AAAA\n')
    expect(parseTlogProof(proof).extra).toEqual(new Uint8Array(3))
    expect(codeOf(() => verifyTlogProof(check(proof)))).toBe('tlog-proof-malformed')
  })

  it.each([
    ['another version', (proof: string) => proof.replace('@v1', '@v2')],
    ['no index', (proof: string) => proof.replace(/index 6\n/, '')],
    ['an index with a leading zero', (proof: string) => proof.replace('index 6', 'index 06')],
    ['a negative index', (proof: string) => proof.replace('index 6', 'index -6')],
    ['a second index', (proof: string) => proof.replace('index 6', 'index 6\nindex 6')],
    ['extra after the index', (proof: string) => proof.replace('index 6', 'index 6\nextra AAAA')],
    ['a hash cut short', (proof: string) => proof.replace(/=\n/, '\n')],
    [
      'a path of 64 hashes',
      (proof: string) => proof.replace('index 6', `index 6${`\n${toBase64(leafHash(leaf))}`.repeat(64)}`),
    ],
    ['carriage returns', (proof: string) => proof.replaceAll('\n', '\r\n')],
    ['no checkpoint', (proof: string) => proof.slice(0, proof.indexOf('\n\n'))],
  ])('with %s is refused', (_, change) => {
    expect(codeOf(() => verifyTlogProof(check(change(proofOf(checkpointWith(0, 1))))))).toBe(
      'tlog-proof-malformed',
    )
  })
})

describe('a proof in evidence', () => {
  const exact = (proof: string) => codeOf(() => verifyTlogProof({ ...check(proof), exact: true }))

  it('is the log’s line and the first k witnesses in the trust file’s order, made from any receipt', () => {
    const proof = exactTlogProof(check(proofOf(checkpointWith(2, 1, 0))))
    expect(proof).toBe(proofOf(checkpointWith(0, 1)))
    expect(exact(proof)).toBe('accepted')
    expect(exactTlogProof(check(proofOf(checkpointWith(2, 1))))).toBe(proofOf(checkpointWith(1, 2)))
  })

  it('is refused with more lines, in another order, or with a stranger’s line', () => {
    const stranger = cosign({
      noteText,
      name: 'stranger.example',
      timestamp: 1,
      ...signerFromSeed(new Uint8Array(32).fill(9)),
    })
    expect(exact(proofOf(checkpointWith(0, 1, 2)))).toBe('tlog-proof-lines')
    expect(exact(proofOf(checkpointWith(1, 0)))).toBe('tlog-proof-lines')
    expect(exact(proofOf(appendSignature(checkpointWith(0, 1), stranger)))).toBe('tlog-proof-lines')
    const proof = proofOf(checkpointWith(0, 1))
    const [logLine = ''] = proof.match(/— ledger[^\n]*\n/) ?? []
    expect(exact(proof.replace(logLine, '') + logLine)).toBe('tlog-proof-lines')
  })

  it('has no second spelling: any changed character is refused', () => {
    const proof = proofOf(checkpointWith(0, 1))
    fc.assert(
      fc.property(fc.nat(proof.length - 1), fc.string({ maxLength: 2, unit: 'binary' }), (at, piece) => {
        const changed = proof.slice(0, at) + piece + proof.slice(at + 1)
        if (changed !== proof) expect(exact(changed)).not.toBe('accepted')
      }),
      { numRuns: 300 },
    )
  })
})
