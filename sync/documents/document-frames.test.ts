import { createHash, randomBytes } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import * as Automerge from '@automerge/automerge'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTlogProof } from '../../core/log/tlog-proof.ts'
import { batchLaw, writeBatchDocument } from './batch-document.ts'
import { cutDocument, joinDocument } from './document-frames.ts'
import { receiptsLaw, writeReceiptsDocument } from './receipts-document.ts'

const kid = 'ab'.repeat(32)
const document = 'batch/LBL07/1'
const law = batchLaw(document, kid, 1)
const named = (bytes: Uint8Array) => ({ id: createHash('sha256').update(bytes).digest('hex'), bytes })
const statements = Array.from({ length: 900 }, () => named(randomBytes(1_000)))
const batch = { n: 1, statements, manifest: named(randomBytes(500)) }
const doc = writeBatchDocument(kid, batch)
const whole = cutDocument(doc, [])

describe('a document in frames', () => {
  it('joins to the same document, whatever is deleted and built again from what it was made of', () => {
    const joined = joinDocument(whole.frames, law)
    expect(joined.doc && Automerge.getHeads(joined.doc)).toEqual(Automerge.getHeads(doc))
    expect(whole.frames.length).toBeGreaterThan(2)
    expect(cutDocument(writeBatchDocument(kid, batch), [])).toEqual(whole)
  })

  it('goes on from any change that the reader has, and from the first for a stranger to it', () => {
    const hashes = Automerge.getChangesMetaSince(doc, []).map(({ hash }) => hash)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: hashes.length - 1 }), (at) => {
        const have = [hashes[at] ?? '']
        const rest = cutDocument(doc, have)
        expect(rest.after).toEqual(have)
        const beginning = deflateRawSync(Buffer.concat(Automerge.getAllChanges(doc).slice(0, at + 1)))
        // A frame may hold no more than a frame may; the beginning is the reader's own affair.
        if (at < 2) expect(joinDocument([beginning, ...rest.frames], law).unlawful).toBeNull()
      }),
      { numRuns: 5 },
    )
    expect(cutDocument(doc, ['00'.repeat(32)])).toEqual(whole)
    expect(cutDocument(doc, whole.heads).frames).toEqual([])
  })

  it('names the last good heads and the change when one in the middle is not lawful', () => {
    const more = named(randomBytes(100))
    const bad = Automerge.change(doc, { time: 0 }, (map) => {
      map[`${more.id}`.replace(/^./, 'x')] = more.bytes
    })
    const after = Automerge.change(bad, { time: 0 }, (map) => {
      map[more.id] = more.bytes
    })
    const joined = joinDocument(cutDocument(after, []).frames, law)
    expect(joined.unlawful).toMatchObject({
      change: Automerge.getHeads(bad)[0],
      heads: Automerge.getHeads(doc),
      failure: { code: 'change-key-mismatch' },
    })
    expect(joined.unlawful && joined.evidence.length).toBeGreaterThan(100)
  })

  it.each([
    ['garbage', Uint8Array.of(1, 2, 3)],
    ['a bomb', deflateRawSync(Buffer.alloc(64 * 1024 * 1024))],
    ['changes that are none', deflateRawSync(Buffer.from('no changes at all'))],
    ['half a change', deflateRawSync((Automerge.getAllChanges(doc)[0] ?? new Uint8Array()).slice(0, 1_000))],
  ])('is refused for %s', (_, frame) => {
    for (const frames of [[frame], [...whole.frames, frame], [frame, ...whole.frames]])
      expect(joinDocument(frames, law).unlawful?.failure.code).toBe('document-malformed')
  })

  it('is refused for a frame that was sent before, and for a document saved whole', () => {
    const [first = new Uint8Array()] = whole.frames
    const saved = deflateRawSync(Automerge.save(writeBatchDocument(kid, { ...batch, statements: [] })))
    for (const frames of [[...whole.frames, first], [first, ...whole.frames], [saved]])
      expect(joinDocument(frames, law).unlawful?.failure.code).toBe('document-malformed')
  })

  it('is cut by bytes too, so that a change of the longest statements fits a frame', () => {
    const long = Array.from({ length: 40 }, () => named(randomBytes(65_000)))
    const large = writeBatchDocument(kid, { ...batch, statements: long })
    expect(Math.max(...Automerge.getAllChanges(large).map(({ length }) => length))).toBeLessThan(600_000)
    const { frames, heads } = cutDocument(large, [])
    const joined = joinDocument(frames, law)
    expect(joined.doc && Automerge.getHeads(joined.doc)).toEqual(heads)
  })
})

describe('a receipts document', () => {
  const root = Buffer.alloc(32, 1).toString('base64')
  const signature = Buffer.alloc(68, 1).toString('base64')
  const receipt = (index: number, size: number) => ({
    id: createHash('sha256').update(`${index}`).digest('hex'),
    proof: formatTlogProof({ index, path: [], checkpoint: `log\n${size}\n${root}\n\n— log ${signature}\n` }),
  })
  const logKid = 'cd'.repeat(32)
  const first = Array.from({ length: 130 }, (_, i) => receipt(i, 130))
  const later = Array.from({ length: 70 }, (_, i) => receipt(500 + i, 600))

  it('only grows when more of a batch is logged, in whatever order the receipts are at hand', () => {
    const before = writeReceiptsDocument(logKid, document, first)
    const after = writeReceiptsDocument(logKid, document, [...later, ...first.toReversed()])
    const have = Automerge.getHeads(before)
    const rest = cutDocument(after, have)
    expect(rest.after).toEqual(have)
    const law = receiptsLaw('receipts', logKid, document, 200)
    const joined = joinDocument([...cutDocument(before, []).frames, ...rest.frames], law)
    expect(joined.doc && Automerge.getHeads(joined.doc)).toEqual(Automerge.getHeads(after))
  })
})
