import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { canonicalText } from '../../../core/catalogue/canonical-row.ts'
import type { Category } from '../../../core/catalogue/rows.ts'
import { readSnapshot, type SignedSnapshot } from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import { approvers, membershipOf } from '../../../core/rules/approvers.stub.ts'
import { openCatalogue } from '../../../platform/catalogue/catalogue-reader.ts'
import { verifyEd25519 } from '../../../platform/keys/ed25519.ts'
import { openCatalogueFile, RowWriter } from '../catalogue-file.ts'
import { applySnapshot } from './apply-snapshot.ts'
import type { ChunkSource } from './chunk-source.ts'
import { makeSnapshot, rowsInOrder } from './make-snapshot.ts'
import { openPack } from './pack-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'bondmark-snapshot-'))
afterAll(() => rmSync(folder, { recursive: true }))

const trust = { consortium: 'trace.example', memberships: [membershipOf()], verify: verifyEd25519 }
const t = '2026-11-22T09:00:00.000+08:00'
let files = 0
const newFile = (end = '.sqlite') => join(folder, `${++files}${end}`)

/** Names by number of category. */
type Names = Readonly<Record<number, string>>
const rowOf = (n: string, name: string): Category => ({ id: `c${n.padStart(5, '0')}`, names: { en: name } })
const many = (count: number): Record<number, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [n, `Category ${n}`]))

function make(
  names: Names,
  before: SignedSnapshot | null = null,
  { signer = approvers.zhao, isKnown = (_: string): boolean => false } = {},
) {
  const file = newFile()
  const db = openCatalogueFile(file)
  const writer = new RowWriter(db, 'local')
  db.transaction(() => {
    for (const [n, name] of Object.entries(names)) {
      const row = rowOf(n, name)
      writer.put('categories', { key: row.id, body: canonicalText(row) })
    }
  })()
  const out = newFile('.catalogue')
  const { consortium } = trust
  const made = makeSnapshot({ db, consortium, before, createdAt: t, signer, out, isKnown })
  db.close()
  return {
    out,
    made,
    signed: readSnapshot(openPack(out).manifest, { ...trust, memberships: [membershipOf()] }),
  }
}

const apply = (
  source: ChunkSource,
  catalogue: string,
  onProgress = (_: { stage: string; done: number }) => {},
) => applySnapshot(source, { catalogue, trust, t, onProgress })

function namesIn(catalogue: string): Names {
  const db = openCatalogueFile(catalogue)
  const rows = [...rowsInOrder(db, 'categories', 'consortium')]
  db.close()
  return Object.fromEntries(
    rows.map(({ key, body }) => [Number(key.slice(1)), (JSON.parse(body) as Category).names.en ?? '']),
  )
}

/** A source of which somebody can see what was asked, and change what it gives. */
const watched = (
  pack: ChunkSource,
  give: (sha256: string, bytes: Uint8Array | null) => Uint8Array | null = (_, b) => b,
) => {
  const asked: string[] = []
  const source: ChunkSource = {
    name: 'elsewhere',
    latest: () => pack.latest(),
    chunk: async (sha256) => {
      asked.push(sha256)
      return give(sha256, await pack.chunk(sha256))
    },
  }
  return { source, asked }
}

describe('a snapshot of the catalogue', () => {
  it('brings what it was made of, and every next version as a difference', async () => {
    const some = fc.dictionary(fc.integer({ min: 0, max: 900 }).map(String), fc.constantFrom('A', 'B', 'C'), {
      maxKeys: 120,
    })
    await fc.assert(
      fc.asyncProperty(some, some, async (older, newer) => {
        const catalogue = newFile()
        const first = make(older)
        await apply(openPack(first.out), catalogue)
        expect(namesIn(catalogue)).toEqual(older)
        const next = make(newer, first.signed)
        const applied = await apply(openPack(next.out), catalogue)
        expect(namesIn(catalogue)).toEqual(newer)
        const keys = (names: Names) => Object.keys(names)
        const before = older as Names
        expect(applied).toMatchObject({
          version: 2,
          added: keys(newer).filter((n) => !(n in older)).length,
          removed: keys(older).filter((n) => !(n in newer)).length,
          changed: keys(newer).filter((n) => n in older && (newer as Names)[Number(n)] !== before[Number(n)])
            .length,
        })
      }),
      { numRuns: 3 },
    )
  })

  it('fetches only the chunks that are not here', async () => {
    const catalogue = newFile()
    const first = make(many(3000))
    const whole = await apply(openPack(first.out), catalogue)
    const next = make({ ...many(3000), 1500: 'Another' }, first.signed)
    const { source, asked } = watched(openPack(next.out))
    const applied = await apply(source, catalogue)
    expect(applied).toMatchObject({
      outcome: 'applied',
      added: 0,
      changed: 1,
      removed: 0,
      fetched: asked.length,
    })
    expect(asked.length).toBeLessThan(5)
    expect(whole.fetched).toBeGreaterThan(20)
    expect(await apply(source, catalogue)).toMatchObject({ outcome: 'current', fetched: 0 })
  })

  it('is applied from a pack that holds only the difference', async () => {
    const catalogue = newFile()
    const first = make(many(2000))
    const pack = openPack(first.out)
    await apply(pack, catalogue)
    const next = make({ ...many(2000), 7: 'Seven' }, first.signed, { isKnown: pack.has })
    expect(next.made.written).toBeLessThan(next.made.chunks)
    await apply(openPack(next.out), catalogue)
    expect(namesIn(catalogue)[7]).toBe('Seven')
    // Whoever lacks the version before is told what is missing.
    await expect(apply(openPack(next.out), newFile())).rejects.toMatchObject({
      code: 'catalogue-chunk-missing',
    })
  })

  it('goes on where it was cut off, and until then everybody sees the old version', async () => {
    const catalogue = newFile()
    const first = make({ 1: 'One' })
    await apply(openPack(first.out), catalogue)
    const next = make(many(3000), first.signed)
    const { source, asked } = watched(openPack(next.out), (_, bytes) => {
      if (asked.length > 40) throw new Error('the line went dead')
      return bytes
    })
    await expect(apply(source, catalogue)).rejects.toThrow('the line went dead')
    expect(namesIn(catalogue)).toEqual({ 1: 'One' })
    const again = watched(openPack(next.out))
    await apply(again.source, catalogue)
    expect(again.asked.some((sha256) => asked.slice(0, 32).includes(sha256))).toBe(false)
    expect(namesIn(catalogue)).toEqual(many(3000))
    expect(existsSync(catalogue.replace('.sqlite', '-incoming.sqlite'))).toBe(false)
  })

  it('is given up between two rows without leaving one of them', async () => {
    const catalogue = newFile()
    const { out } = make(many(3000))
    const stop = ({ stage, done }: { stage: string; done: number }) => {
      if (stage === 'apply' && done >= 1000) throw new Error('stopped')
    }
    await expect(apply(openPack(out), catalogue, stop)).rejects.toThrow('stopped')
    expect(namesIn(catalogue)).toEqual({})
    await apply(openPack(out), catalogue)
    expect(namesIn(catalogue)).toEqual(many(3000))
  })

  it('never goes back, and takes no other history', async () => {
    const catalogue = newFile()
    const first = make({ 1: 'One' })
    const second = make({ 1: 'One', 2: 'Two' }, first.signed)
    await apply(openPack(second.out), catalogue)
    await expect(apply(openPack(first.out), catalogue)).rejects.toMatchObject({
      code: 'catalogue-snapshot-older',
      detail: { version: 1, have: 2 },
    })
    const otherFirst = make({ 9: 'Nine' })
    const otherSecond = make({ 9: 'Nine', 8: 'Eight' }, otherFirst.signed)
    const otherThird = make({ 9: 'Nine' }, otherSecond.signed)
    for (const other of [otherSecond, otherThird])
      await expect(apply(openPack(other.out), catalogue)).rejects.toMatchObject({
        code: 'catalogue-snapshot-forked',
      })
    expect(namesIn(catalogue)).toEqual({ 1: 'One', 2: 'Two' })
    expect(openCatalogue(catalogue).overview().snapshot).toMatchObject({
      version: 2,
      hash: second.signed.hash,
    })
  })

  it('counts only when an administrator who is listed has signed it', async () => {
    const cases = [
      [approvers.lin, 'key-may-not-state'],
      [approvers.stranger, 'key-unlisted'],
    ] as const
    for (const [signer, code] of cases)
      expect(() => make({ 1: 'One' }, null, { signer })).toThrow(expect.objectContaining({ code }))
    const { out } = make({ 1: 'One' })
    const foreign = { ...trust, consortium: 'other.example' }
    await expect(
      applySnapshot(openPack(out), { catalogue: newFile(), trust: foreign, t, onProgress: () => {} }),
    ).rejects.toMatchObject({ code: 'catalogue-snapshot-foreign' })
    const { kid } = approvers.zhao
    const revoked = [membershipOf({ revocations: [{ kid, at: '2026-11-20T00:00:00.000Z' }] })]
    await expect(
      applySnapshot(openPack(out), {
        catalogue: newFile(),
        trust: { ...trust, memberships: revoked },
        t,
        onProgress: () => {},
      }),
    ).rejects.toMatchObject({ code: 'key-revoked' })
  })

  it('refuses a file of which any byte is another one, and changes nothing', async () => {
    const catalogue = newFile()
    const first = make({ 1: 'One' })
    await apply(openPack(first.out), catalogue)
    const next = make({ 1: 'Other', 2: 'Two' }, first.signed)
    const good = readFileSync(next.out)
    const bad = newFile('.catalogue')
    for (let at = 0; at < good.length; at += 29) {
      const bytes = Buffer.from(good)
      bytes[at] = (bytes[at] ?? 0) ^ 0x55
      writeFileSync(bad, bytes)
      await expect((async () => apply(openPack(bad), catalogue))()).rejects.toMatchObject({
        code: expect.any(String),
      })
    }
    writeFileSync(bad, good.subarray(0, -1))
    expect(() => openPack(bad)).toThrow(expect.objectContaining({ code: 'catalogue-snapshot-malformed' }))
    expect(namesIn(catalogue)).toEqual({ 1: 'One' })
  })

  it('is not taken from parts of two versions', async () => {
    const catalogue = newFile()
    const first = make(many(500))
    const second = make({ ...many(500), 3: 'Three' }, first.signed)
    const [older, newer] = [openPack(first.out), openPack(second.out)]
    const root = second.signed.manifest.tables.categories?.sha256 ?? ''
    const oldRoot = first.signed.manifest.tables.categories?.sha256 ?? ''
    const source: ChunkSource = {
      name: 'mixed',
      latest: async () => newer.manifest,
      chunk: (sha256) => (sha256 === root ? older.chunk(oldRoot) : newer.chunk(sha256)),
    }
    await expect(apply(source, catalogue)).rejects.toMatchObject({
      code: 'catalogue-chunk-changed',
      detail: { table: 'categories', chunk: root },
    })
  })
})
