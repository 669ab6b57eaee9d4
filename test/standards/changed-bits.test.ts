import { describe, expect, it } from 'vitest'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { formatCheckpoint } from '../../core/log/checkpoint.ts'
import { cosign, verifyCosignature } from '../../core/log/cosignature.ts'
import { appendSignature, openNote, signNote } from '../../core/log/note.ts'
import { parseTilePath, tilePath } from '../../core/log/tiles.ts'
import { formatTlogProof, verifyTlogProof } from '../../core/log/tlog-proof.ts'
import { inclusionPath, leafHash, rootOf } from '../../core/log/tree.ts'
import { formatVkey, parseVkey } from '../../core/log/vkey.ts'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'

/* Each single bit of everything that is signed, hashed or named is turned over in turn, and each time it is refused. */

const log = { ...signerFromSeed(new Uint8Array(32).fill(1)), name: 'ledger.example/a' }
const witness = { ...signerFromSeed(new Uint8Array(32).fill(2)), name: 'w.example' }
const logVkey = formatVkey(log.name, 1, log.publicKey)
const witnessVkey = formatVkey(witness.name, 4, witness.publicKey)
const leaves = ['one', 'two', 'three'].map(toUtf8)
const hashes = leaves.map(leafHash)
const noteText = formatCheckpoint({ origin: log.name, size: 3, root: rootOf(hashes) })
const line = cosign({ noteText, timestamp: 1_790_000_000, ...witness })
const note = appendSignature(signNote(noteText, [log]), line)
const proof = formatTlogProof({ index: 1, path: inclusionPath(hashes, 1), checkpoint: note })

/** Every text that differs from this one in one bit of its UTF-8. What is no UTF-8 is read as a lenient peer would. */
function* changedBits(text: string): Generator<string> {
  const bytes = toUtf8(text)
  const lenient = new TextDecoder('utf-8', { ignoreBOM: true })
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    const at = bit >> 3
    yield lenient.decode(bytes.with(at, (bytes[at] ?? 0) ^ (1 << (bit & 7))))
  }
}

/** The changed texts that something takes all the same. */
function taken(text: string, take: (changed: string) => unknown): string[] {
  expect(take(text)).toBeTruthy()
  const found: string[] = []
  for (const changed of changedBits(text)) {
    try {
      if (take(changed)) found.push(changed)
    } catch (error) {
      if (!(error instanceof BondmarkError)) throw error
    }
  }
  return found
}

describe('with any one bit changed', () => {
  it('a proof is refused', () => {
    const leaf = leaves[1] ?? new Uint8Array()
    const check = { leaf, logVkey, witnessVkeys: [witnessVkey], k: 1, verify }
    expect(taken(proof, (changed) => verifyTlogProof({ ...check, proof: changed }))).toEqual([])
  })

  it('a proof is refused for another leaf', () => {
    const check = { proof, logVkey, witnessVkeys: [witnessVkey], k: 1, verify }
    expect(taken('two', (leaf) => verifyTlogProof({ ...check, leaf: toUtf8(leaf) }))).toEqual([])
  })

  it('a checkpoint is refused, whichever of its keys opens it', () => {
    expect(
      taken(note, (changed) => openNote(changed, [logVkey, witnessVkey], verify).verified.length === 2),
    ).toEqual([])
    const signed = signNote(noteText, [log])
    expect(taken(signed, (changed) => openNote(changed, [logVkey], verify))).toEqual([])
  })

  it('a cosignature is refused, and over another text', () => {
    const check = { noteText, line, vkey: witnessVkey, verify }
    expect(taken(line, (changed) => verifyCosignature({ ...check, line: changed }))).toEqual([])
    expect(taken(noteText, (changed) => verifyCosignature({ ...check, noteText: changed }))).toEqual([])
  })

  it('a verifier key is refused', () => {
    for (const vkey of [logVkey, witnessVkey]) expect(taken(vkey, parseVkey)).toEqual([])
  })

  it('a tile’s name is no name, or another tile’s only one', () => {
    for (const path of ['tile/3/x001/x234/067', 'tile/entries/x001/x234/067.p/8', 'tile/0/273.p/112']) {
      const others = taken(path, parseTilePath)
      expect(others.length).toBeGreaterThan(0)
      for (const other of others) {
        const tile = parseTilePath(other)
        expect(tile).not.toEqual(parseTilePath(path))
        expect(tile === null ? null : tilePath(tile)).toBe(other)
      }
    }
  })
})
