import { describe, expect, it } from 'vitest'
import { fromBase64 } from '../../core/encoding/base64.ts'
import { fromHex } from '../../core/encoding/hex.ts'
import { toUtf8 } from '../../core/encoding/utf8.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { formatCheckpoint, parseCheckpoint } from '../../core/log/checkpoint.ts'
import { openNote } from '../../core/log/note.ts'
import { parseNote } from '../../core/log/note-text.ts'
import { parseTlogProof } from '../../core/log/tlog-proof.ts'
import { leafHash, verifyConsistency, verifyInclusion } from '../../core/log/tree.ts'
import { formatVkey, isKeyName, parseVkey } from '../../core/log/vkey.ts'
import { signerFromSeed, verifyEd25519 as verify } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { vectorText } from './vectors.ts'

/* What logs and witnesses in the world have signed, and what their libraries test with (fixtures/vectors/transparency-logs). */

interface Notes {
  readonly opened: readonly {
    readonly of: string
    readonly vkeys: readonly string[]
    readonly note: string
    readonly timestamps: readonly (number | null)[]
  }[]
  readonly vkeys: { readonly read: readonly string[]; readonly refused: readonly string[] }
  readonly signers: readonly { readonly key: string; readonly vkey: string }[]
  readonly cosignatureTime: { readonly signature: string; readonly timestamp: number }
  readonly checkpoints: {
    readonly refused: readonly string[]
    readonly refusedByBondmark: readonly { readonly text: string; readonly why: string }[]
  }
  readonly proofs: { readonly refused: readonly string[] }
}
interface Argon {
  readonly size: number
  readonly root: string
  readonly inclusion: { readonly index: number; readonly leaf: string; readonly path: readonly string[] }
  readonly consistency: {
    readonly oldSize: number
    readonly oldRoot: string
    readonly path: readonly string[]
  }
}

const notes = JSON.parse(vectorText('transparency-logs', 'notes.json')) as Notes
const argon = JSON.parse(vectorText('transparency-logs', 'argon2020.json')) as Argon

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof BondmarkError) return error.code
    throw error
  }
  return 'accepted'
}
/** A bit of one hash of a path turned over; which, differs from hash to hash. */
const spoilt = (path: readonly Uint8Array[], at: number): Uint8Array[] =>
  path.map((hash, i) => (i === at ? hash.with(at, (hash[at] ?? 0) ^ (1 << (at % 8))) : hash))

describe('a Certificate Transparency log of 961,984,013 leaves', () => {
  const root = fromBase64(argon.root)

  it('proves a leaf, and not by a path with one bit changed, one hash less or more, or for a neighbour', () => {
    const { index, leaf } = argon.inclusion
    const path = argon.inclusion.path.map(fromBase64)
    const right = { index, size: argon.size, leafHash: leafHash(fromBase64(leaf)), path, root }
    expect(verifyInclusion(right)).toBe(true)
    path.forEach((_, at) => {
      expect(verifyInclusion({ ...right, path: spoilt(path, at) })).toBe(false)
      expect(verifyInclusion({ ...right, path: path.toSpliced(at, 1) })).toBe(false)
      expect(verifyInclusion({ ...right, path: path.toSpliced(at, 0, root) })).toBe(false)
      // The same path of another leaf: beyond 32 bits too.
      expect(verifyInclusion({ ...right, index: index + 2 ** at })).toBe(false)
    })
  })

  it('proves that it only grew', () => {
    const { oldSize, oldRoot } = argon.consistency
    const path = argon.consistency.path.map(fromBase64)
    const right = { oldSize, newSize: argon.size, oldRoot: fromBase64(oldRoot), newRoot: root, path }
    expect(verifyConsistency(right)).toBe(true)
    path.forEach((_, at) => {
      expect(verifyConsistency({ ...right, path: spoilt(path, at) })).toBe(false)
      expect(verifyConsistency({ ...right, path: path.toSpliced(at, 1) })).toBe(false)
    })
    expect(verifyConsistency({ ...right, oldRoot: root })).toBe(false)
    expect(verifyConsistency({ ...right, oldSize: oldSize - 1 })).toBe(false)
  })
})

describe('published notes', () => {
  it.each(notes.opened)('$of: opens by all its keys, and by each', ({ vkeys, note, timestamps }) => {
    const opened = openNote(note, vkeys, verify)
    expect(opened.verified.map(({ vkey }) => formatVkey(vkey.name, vkey.type, vkey.publicKey))).toEqual(vkeys)
    expect(opened.verified.map(({ timestamp }) => timestamp)).toEqual(timestamps)
    for (const vkey of vkeys) expect(openNote(note, [vkey], verify).text).toBe(opened.text)
  })

  it.each(notes.opened)('$of: no key opens another text or another key’s signature', ({ vkeys, note }) => {
    const { text } = parseNote(note)
    const other = note.replace(text, text.replace(/\n$/, ' \n'))
    for (const vkey of vkeys) {
      expect(codeOf(() => openNote(other, [vkey], verify))).toBe('note-signature-invalid')
      const { name, type, publicKey } = parseVkey(vkey)
      const asAnother = formatVkey(name, type === 1 ? 4 : 1, publicKey)
      expect(codeOf(() => openNote(note, [asAnother], verify))).toBe('note-unsigned')
    }
  })

  it('a witnessed checkpoint of a public log reads, with lines of kinds that are not known here beside', () => {
    const { note, vkeys } = notes.opened.at(-1) ?? { note: '', vkeys: [] }
    const { text, signatures } = parseNote(note)
    expect(signatures.length).toBe(vkeys.length + 1)
    expect(parseCheckpoint(text)).toMatchObject({
      origin: parseVkey(vkeys[0] ?? '').name,
      size: 1_432_088_532,
    })
    expect(formatCheckpoint(parseCheckpoint(text))).toBe(text)
    // As long as an ML-DSA-44 cosignature: an unknown kind, no reason to refuse the rest.
    const long = `— witness.example ${Buffer.alloc(4 + 8 + 2420, 6).toString('base64')}\n`
    expect(openNote(note + long, vkeys, verify).verified).toHaveLength(vkeys.length)
  })

  it('a cosignature says when it was made', () => {
    const bytes = fromBase64(notes.cosignatureTime.signature)
    const at = new DataView(bytes.buffer, bytes.byteOffset + 4).getBigUint64(0)
    expect([Number(at), bytes.length]).toEqual([notes.cosignatureTime.timestamp, 4 + 72])
  })
})

describe('published keys', () => {
  it.each(notes.vkeys.read)('%s reads and writes back', (text) => {
    const { name, type, publicKey } = parseVkey(text)
    expect(formatVkey(name, type, publicKey)).toBe(text)
  })

  it.each(notes.vkeys.refused)('%s is refused', (text) => {
    expect(codeOf(() => parseVkey(text))).toBe('vkey-malformed')
  })

  it.each(notes.signers)('$key has its public half', ({ key, vkey }) => {
    const seed = fromBase64(key.split('+').slice(4).join('+')).slice(1)
    expect(formatVkey(parseVkey(vkey).name, 1, signerFromSeed(seed).publicKey)).toBe(vkey)
  })

  it('names are counted in bytes, at most 255', () => {
    expect(['', 'a', 'a'.repeat(255), `${'é'.repeat(127)}a`].map(isKeyName)).toEqual([
      false,
      true,
      true,
      true,
    ])
    expect(['a'.repeat(256), 'é'.repeat(128), '一'.repeat(86)].map(isKeyName)).toEqual([false, false, false])
  })
})

describe('published checkpoints and proofs', () => {
  it.each(notes.checkpoints.refused)('%j is no checkpoint', (text) => {
    expect(codeOf(() => parseCheckpoint(text))).toMatch(/^(?:checkpoint|note)-malformed$/)
  })

  it.each(notes.checkpoints.refusedByBondmark)('others take one that is refused here: $why', ({ text }) => {
    expect(codeOf(() => parseCheckpoint(text))).toBe('checkpoint-malformed')
  })

  it('Go’s tree of one record is written as Go writes it, but for its origin', () => {
    const root = leafHash(toUtf8('hello world'))
    expect(formatCheckpoint({ origin: 'go.sum.database.tree', size: 123_456_789_012, root })).toBe(
      'go.sum.database.tree\n123456789012\nTszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=\n',
    )
  })

  it.each(notes.proofs.refused)('%j is no proof', (text) => {
    expect(codeOf(() => parseTlogProof(text))).toBe('tlog-proof-malformed')
  })

  it('the written forms of transparency-dev/formats read', () => {
    const hash = (text: string) => sha256Native(toUtf8(text))
    const line = (text: string) => Buffer.from(hash(text)).toString('base64')
    const long = `c2sp.org/tlog-proof@v1\nindex 5\n${line('hash1')}\n${line('hash2')}\n\ntest checkpoint\n`
    expect(parseTlogProof(long)).toEqual({
      index: 5,
      path: [hash('hash1'), hash('hash2')],
      checkpoint: 'test checkpoint\n',
      extra: null,
    })
    const extra = `c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n${line('hash1')}\n\ncheckpoint data\n`
    expect(parseTlogProof(extra)).toMatchObject({ index: 10, extra: toUtf8('extra information') })
    const short = 'c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n'
    expect(parseTlogProof(short)).toMatchObject({ index: 0, path: [], checkpoint: 'checkpoint\n' })
  })

  it('the example of C2SP signed-note has the key that it shows', () => {
    const { hash, publicKey } = parseVkey(notes.opened[0]?.vkeys[0] ?? '')
    expect(hash).toEqual(fromHex('530d903a'))
    expect(publicKey).toEqual(fromHex('e932791ae6e7a840a46164c904786426d5e7821dd8b29a00d61cae72afdd4da4'))
  })
})
