import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ArchiveReader, archiveEntry, archiveHead } from '../../core/archive/batch-archive.ts'
import { type ArchiveVerdict, verifyArchive } from '../../core/archive/verify-archive.ts'
import { archiveAnswer, verifyAnswer } from '../../core/contract/answers.ts'
import { eventIdOf } from '../../core/epcis/event-hash.ts'
import { parseTrustFile } from '../../core/evidence/trust.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { answerOf, bondmark } from './bondmark.ts'
import { playedShift } from './played-shift.ts'
import { look, makeScratch } from './workspace-on-disk.ts'

const scratch = makeScratch()
const workspace = join(scratch, 'training')
const out = join(scratch, 'archives', 'old')
const trust = join(workspace, 'trust.json')
let file: string
let bytes: Uint8Array

const archive = (...args: string[]) =>
  answerOf<unknown>(['archive', '--workspace', workspace, '--out', out, ...args])

beforeAll(async () => {
  await playedShift('mistakes', workspace)
  const { json, code } = await archive('--batch', '1')
  expect(code).toBe(0)
  file = archiveAnswer.parse(json).archived[0]?.file ?? ''
  bytes = new Uint8Array(readFileSync(file))
}, 180_000)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

function verified(pieces: readonly Uint8Array[]): ArchiveVerdict {
  return verifyArchive(() => pieces, {
    trust: parseTrustFile(readFileSync(trust, 'utf8')),
    verify: verifyEd25519,
    eventIdOf: (event) => eventIdOf(event),
    sha256: sha256Native,
    membership: null,
  })
}

/** The same content under a digest that fits it. */
function sealed(content: Uint8Array): Uint8Array {
  return Buffer.concat([createHash('sha256').update(content).digest(), content])
}

function contentOf(): { membership: Uint8Array[]; entries: { statement: Uint8Array; proof: string }[] } {
  const reader = new ArchiveReader([bytes])
  reader.digest()
  return { membership: reader.membership(), entries: [...reader.entries()] }
}

const written = ({ membership, entries }: ReturnType<typeof contentOf>) =>
  sealed(
    Buffer.concat([
      archiveHead(membership, entries.length),
      ...entries.map(({ statement, proof }) => archiveEntry(statement, proof)),
    ]),
  )

describe('the archive of a batch', () => {
  it('holds every statement of it, the manifest last, and verifies by the trust file alone', async () => {
    const stated = look<{ id: string }>(
      workspace,
      'SELECT lower(hex(id)) AS id FROM statement WHERE batch = 1 ORDER BY n',
    )
    const elsewhere = join(scratch, 'elsewhere.archive')
    copyFileSync(file, elsewhere)
    const { json, code } = await answerOf<unknown>(['verify', elsewhere, '--trust', trust])
    const verdict = verifyAnswer.parse(json)
    expect([code, verdict.ok, verdict.reason]).toEqual([0, true, null])
    expect(verdict.statements.map(({ id }) => id)).toEqual(stated.map(({ id }) => id))
  })

  it('is the same file when it is made again, and nothing lies beside it', async () => {
    const { json } = await archive('--batch', '1')
    expect(new Uint8Array(readFileSync(file))).toEqual(bytes)
    expect(archiveAnswer.parse(json).archived[0]?.sha256).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    )
    expect(readdirSync(out)).toEqual([file.split('/').at(-1)])
  })

  it('is read the same in pieces of any size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length }), (size) => {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        )
        return verified(pieces).ok
      }),
      { numRuns: 4, examples: [[997]] },
    )
  })

  it('is refused when any byte is changed', () => {
    for (let at = 0; at < bytes.length; at += 1 + Math.floor(bytes.length / 400)) {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
      expect(verified([changed]), `byte ${at}`).toMatchObject({ ok: false, reason: 'archive-damaged' })
    }
    expect(verified([bytes.subarray(0, bytes.length - 1)])).toMatchObject({
      ok: false,
      reason: 'archive-damaged',
    })
    expect(verified([bytes, Uint8Array.of(0)])).toMatchObject({ ok: false, reason: 'archive-damaged' })
    expect(verified([])).toMatchObject({ ok: false, reason: 'archive-damaged' })
  })

  it('is refused when a byte is changed and the digest made to fit', () => {
    const step = 1 + Math.floor(bytes.length / 120)
    for (let at = 32; at < bytes.length; at += step) {
      const changed = bytes.slice(32)
      changed[at - 32] = (changed[at - 32] ?? 0) ^ (1 << (at % 8))
      expect(verified([sealed(changed)]).ok, `byte ${at}`).toBe(false)
    }
  })

  it.each([
    ['a statement is left out', (entries: unknown[]) => entries.splice(3, 1)],
    ['the last before the manifest is left out', (entries: unknown[]) => entries.splice(-2, 1)],
    ['the first is left out', (entries: unknown[]) => entries.shift()],
    ['the manifest is left out', (entries: unknown[]) => entries.pop()],
    ['two change places', (entries: unknown[]) => entries.splice(2, 2, entries[3], entries[2])],
    ['one stands twice', (entries: unknown[]) => entries.splice(3, 0, entries[3])],
    ['nothing is in it', (entries: unknown[]) => entries.splice(0)],
    ['the manifest comes first', (entries: unknown[]) => entries.unshift(entries.pop())],
  ])('is refused when %s', (_, change) => {
    const content = contentOf()
    expect(verified([written(content)]).ok).toBe(true)
    change(content.entries)
    expect(verified([written(content)]).ok).toBe(false)
  })

  it('is answered in words when it is refused', async () => {
    const broken = join(scratch, 'broken.archive')
    const changed = bytes.slice()
    changed[5000] = (changed[5000] ?? 0) ^ 1
    writeFileSync(broken, changed)
    const { code, stderr } = await bondmark(['verify', broken, '--trust', trust])
    expect(code).toBe(1)
    expect(stderr).toContain('archive')
  })
})

describe('the store', () => {
  it('remembers which batch was archived where, and fsck holds the file to it', async () => {
    expect(look(workspace, 'SELECT batch, file, bytes FROM archive')).toEqual([
      { batch: 1, file, bytes: bytes.length },
    ])
    const fsck = async () =>
      (await answerOf<{ problems: unknown[] }>(['fsck', '--workspace', workspace])).json.problems
    expect(await fsck()).toEqual([])
    writeFileSync(file, Buffer.concat([bytes, Buffer.of(0)]))
    expect(await fsck()).toEqual([{ code: 'archive-differs', where: `batch 1, ${file}` }])
    // On another disk it is out of sight, and no fault.
    rmSync(file)
    expect(await fsck()).toEqual([])
    writeFileSync(file, bytes)
  })

  it('offers only what is older and not archived yet', async () => {
    const archivedOf = async (...args: string[]) =>
      archiveAnswer.parse((await archive(...args)).json).archived.map(({ batch }) => batch)
    expect(await archivedOf('--before', '2000-01-01')).toEqual([])
    expect(await archivedOf('--before', '2199-01-01T00:00:00Z')).toEqual([])
  })

  it('replaces no archive by one that does not verify', async () => {
    const copy = join(scratch, 'doubtful')
    cpSync(workspace, copy, { recursive: true })
    const trustFile = join(copy, 'trust.json')
    const trusted = JSON.parse(readFileSync(trustFile, 'utf8')) as object
    writeFileSync(trustFile, JSON.stringify({ ...trusted, membershipHead: '00'.repeat(32) }))
    const { code, stderr } = await bondmark([
      'archive',
      '--workspace',
      copy,
      '--out',
      dirname(file),
      '--batch',
      '1',
    ])
    expect([code, stderr]).toEqual([1, expect.stringContaining(basename(file))])
    expect(readFileSync(file)).toEqual(Buffer.from(bytes))
    expect(existsSync(`${file}.new`)).toBe(false)
  })

  it('archives no batch that waits for its receipts, and none that is not there', async () => {
    const fresh = join(scratch, 'fresh')
    await bondmark(['init', '--workspace', fresh, '--training'])
    const of = (batch: string) =>
      bondmark(['archive', '--workspace', fresh, '--out', join(fresh, 'x'), '--batch', batch])
    expect((await of('1')).code).toBe(2)
    expect(existsSync(join(fresh, 'x'))).toBe(false)
    expect((await of('none')).code).toBe(2)
  })
})
