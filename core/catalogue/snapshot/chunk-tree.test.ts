import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BondmarkError } from '../../errors/bondmark-error.ts'
import { canonicalText } from '../canonical-row.ts'
import type { ChunkEntry, TreeRoot } from './chunk-entry.ts'
import { type MadeChunk, TreeBuilder } from './chunk-tree.ts'
import { assertChunk, entriesOfChunk, rowsOfChunk } from './read-chunk.ts'

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest())

/** Categories `c00000…` with a name each. */
const rowsOf = (numbers: readonly number[], name = 'n') =>
  [...new Set(numbers)]
    .sort((a, b) => a - b)
    .map((n) => {
      const id = `c${String(n).padStart(5, '0')}`
      return { key: id, body: canonicalText({ id, names: { en: `${name} ${n}` } }) }
    })

function build(rows: readonly { key: string; body: string }[]) {
  const chunks = new Map<string, MadeChunk>()
  const tree = new TreeBuilder(sha256, (chunk) => chunks.set(chunk.sha256, chunk))
  for (const { key, body } of rows) tree.add(key, body)
  return { root: tree.end(), chunks }
}

function read(root: TreeRoot | null, chunks: ReadonlyMap<string, MadeChunk>) {
  const walk = (entry: ChunkEntry, level: number): { key: string; body: string }[] => {
    const text = chunks.get(entry.sha256)?.text ?? new Uint8Array()
    assertChunk('categories', entry, text, sha256)
    return level === 0
      ? rowsOfChunk('categories', entry, text)
      : entriesOfChunk('categories', entry, text).flatMap((child) => walk(child, level - 1))
  }
  return root ? walk(root, root.level) : []
}

const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 99_999 }), { maxLength: 400 })

describe('the tree of a table', () => {
  it('gives back the rows it was made of, and is the same for the same rows', () => {
    fc.assert(
      fc.property(numbers, (some) => {
        const rows = rowsOf(some)
        const { root, chunks } = build(rows)
        expect(read(root, chunks)).toEqual(rows)
        expect(build(rows).root).toEqual(root)
        expect(root?.rows ?? 0).toBe(rows.length)
      }),
      { numRuns: 40 },
    )
  })

  it('has other chunks only near what changed', () => {
    const all = Array.from({ length: 6000 }, (_, n) => n * 3)
    const before = build(rowsOf(all))
    const changed = build(
      [...rowsOf(all)].map((row, at) => (at === 3000 ? (rowsOf([at * 3], 'other')[0] ?? row) : row)),
    )
    const added = build(rowsOf([...all, 9001]))
    const newIn = ({ chunks }: typeof before) =>
      [...chunks.keys()].filter((hash) => !before.chunks.has(hash)).length
    const height = (before.root?.level ?? 0) + 1
    expect(height).toBeGreaterThan(1)
    expect([newIn(changed), newIn(added)].every((count) => count <= height + 1)).toBe(true)
    expect(before.chunks.size).toBeGreaterThan(40)
  })

  it('refuses a chunk of which any byte is another one', () => {
    const { root, chunks } = build(rowsOf(Array.from({ length: 30 }, (_, n) => n)))
    const chunk = [...chunks.values()][0]
    if (!root || !chunk) throw new Error('no chunk')
    fc.assert(
      fc.property(fc.nat(chunk.text.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const text = Uint8Array.from(chunk.text)
        text[at] = (text[at] ?? 0) ^ by
        expect(() => assertChunk('categories', chunk, text, sha256)).toThrow(
          expect.objectContaining({ code: 'catalogue-chunk-changed' }),
        )
      }),
      { numRuns: 50 },
    )
    expect(() => assertChunk('categories', chunk, chunk.text.subarray(1), sha256)).toThrow(BondmarkError)
  })

  it.each([
    ['rows in another order', ['c00002', 'c00001'], 2],
    ['fewer rows than it says', ['c00001'], 2],
    ['other keys than it says', ['c00001', 'c00003'], 2],
  ])('refuses a chunk with %s, whoever signed it', (_, ids, rows) => {
    const text = Buffer.from(ids.map((id) => `${canonicalText({ id, names: { en: 'x' } })}\n`).join(''))
    const entry = { first: 'c00001', last: 'c00002', rows, bytes: text.length, sha256: '0'.repeat(64) }
    expect(() => rowsOfChunk('categories', entry, text)).toThrow(
      expect.objectContaining({ code: 'catalogue-chunk-wrong' }),
    )
  })

  it('refuses rows that are of another table, or not in their one form', () => {
    const refused = (line: string) => {
      const text = Buffer.from(`${line}\n`)
      const entry = { first: 'a', last: 'a', rows: 1, bytes: text.length, sha256: '0'.repeat(64) }
      expect(() => rowsOfChunk('categories', entry, text)).toThrow(
        expect.objectContaining({ code: 'catalogue-chunk-wrong' }),
      )
    }
    refused('{"id":"a","name":"A","country":"AU"}')
    refused('{"names":{"en":"A"},"id":"a"}')
    refused('not JSON')
  })
})

describe('a chunk of entries', () => {
  const child = (first: string, last: string, rows = 1): ChunkEntry => ({
    ...{ first, last, rows, bytes: 9, sha256: 'ab'.repeat(32) },
  })
  const readEntries = (...children: ChunkEntry[]) =>
    entriesOfChunk(
      'categories',
      {
        ...child(children[0]?.first ?? 'x', children.at(-1)?.last ?? 'x'),
        rows: children.reduce((sum, { rows }) => sum + rows, 0),
      },
      Buffer.from(children.map((entry) => `${JSON.stringify(entry)}\n`).join('')),
    )

  it('names keys in order, each in one of them', () => {
    expect(readEntries(child('a', 'c'), child('d', 'f'))).toHaveLength(2)
    for (const wrong of [
      [child('a', 'c'), child('c', 'f')],
      [child('a', 'c'), child('b', 'f')],
      [child('d', 'f'), child('a', 'c')],
      [child('c', 'a')],
    ])
      expect(() => readEntries(...wrong)).toThrow('catalogue-chunk-wrong')
  })
})
