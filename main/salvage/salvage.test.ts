import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wallClock } from '../../platform/clock/clock.ts'
import { makeBackup } from '../backup/make-backup.ts'
import { salvageReport } from './salvage-report.ts'
import { salvageWorkspace } from './salvage-workspace.ts'

const fixture = fileURLToPath(new URL('../../fixtures/workspaces/release-0.1', import.meta.url))
const PAGE = 4096
const SEQS = 31

let scratch: string
let workspace: string
let database: string
let whole: Buffer
/** Every statement's bytes, by id. */
let stated: Map<string, string>

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bondmark-salvage-'))
  workspace = join(scratch, 'w')
  cpSync(fixture, workspace, { recursive: true })
  database = join(workspace, 'station.sqlite')
  whole = readFileSync(database)
  const db = new Database(database, { readonly: true })
  const rows = db.prepare('SELECT lower(hex(id)) AS id, bytes FROM statement').all() as {
    id: string
    bytes: Buffer
  }[]
  db.close()
  stated = new Map(rows.map(({ id, bytes }) => [id, bytes.toString('base64url')]))
})
beforeEach(() => {
  for (const end of ['-wal', '-shm']) rmSync(`${database}${end}`, { force: true })
  writeFileSync(database, whole)
})
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const salvage = (out: string | null = null) => salvageWorkspace({ workspace, out, onProgress: () => {} })

/** Pages that hold statements, by what is on them. */
function pagesWithStatements(): number[] {
  const pages: number[] = []
  for (let n = 0; n * PAGE < whole.length; n++) {
    const page = whole.subarray(n * PAGE, (n + 1) * PAGE)
    if (page[0] === 0x0d && page.includes('application/epcis+json')) pages.push(n)
  }
  return pages
}

describe('a sound database', () => {
  it('proves every statement, with its receipt', async () => {
    const report = await salvage()
    expect(salvageReport.parse(report)).toEqual(report)
    expect(report).toMatchObject({ statements: 32, manifests: 1, receipts: 32, unproven: 0 })
    expect(report.chains).toMatchObject([
      { provable: [{ from: 1, to: SEQS }], broken: [], gone: [], highest: SEQS },
    ])
  })
})

describe('a database whose end is missing', () => {
  it('is not said to be whole, even where every place that it still tells of is proven', async () => {
    expect(await salvage()).toMatchObject({ whole: true })
    for (const bytes of [whole.length - 100, whole.length - PAGE, PAGE, 100]) {
      writeFileSync(database, whole.subarray(0, bytes))
      expect(await salvage()).toMatchObject({ whole: false })
    }
  })

  it('is told by its backup what is gone, when nothing is left in it', async () => {
    const out = join(scratch, 'whole.backup')
    const backup = { workspace, out, passphrase: null }
    await makeBackup(backup, wallClock, () => {})
    writeFileSync(database, whole.subarray(0, PAGE))
    const { kid } = JSON.parse(readFileSync(join(workspace, 'workspace.json'), 'utf8')) as { kid: string }
    expect(await salvage()).toMatchObject({
      statements: 0,
      chains: [
        { kid, provable: [], gone: [{ from: 1, to: SEQS, inBackup: true, atLedger: false }], highest: SEQS },
      ],
    })
    rmSync(join(workspace, 'backups.json'))
  })

  it('nor is one that does not begin as a database', async () => {
    const bytes = Buffer.from(whole)
    bytes[0] = 0
    writeFileSync(database, bytes)
    expect(await salvage()).toMatchObject({ statements: 32, whole: false })
  })
})

describe('a damaged database', () => {
  it('with a page of zeros loses what stood on it, which was synced and so is at the ledger', async () => {
    const [, second = 0] = pagesWithStatements()
    const bytes = Buffer.from(whole)
    bytes.fill(0, second * PAGE, (second + 1) * PAGE)
    writeFileSync(database, bytes)
    const report = await salvage()
    const [chain] = report.chains
    const gone = chain?.gone.reduce((sum, { from, to }) => sum + to - from + 1, 0) ?? 0
    expect(gone).toBeGreaterThan(0)
    expect(report.statements + gone).toBe(32)
    expect(chain?.gone.every(({ atLedger, inBackup }) => atLedger && !inBackup)).toBe(true)
  })

  it('says which of what is gone is in the newest backup, and the commands that bring it back', async () => {
    const out = join(scratch, 'a backup')
    await makeBackup({ workspace, out, passphrase: null }, wallClock, () => {})
    const bytes = Buffer.from(whole)
    for (const n of pagesWithStatements()) bytes.fill(0xff, n * PAGE, (n + 1) * PAGE)
    writeFileSync(database, bytes)
    const report = await salvage()
    // The manifest stands on one of these pages too: only the backup still tells of the chain.
    expect(report.chains).toMatchObject([{ gone: [{ from: 1, to: SEQS, inBackup: true }], highest: SEQS }])
    expect(report.newestBackup).toMatchObject({ file: out, statements: 32, there: true })
    expect(report.restore.join('\n')).toContain(`restore --from '${out}' --workspace ${workspace}-restored`)
    rmSync(join(workspace, 'backups.json'))
  })

  it('takes any word on how far the ledger has come, and answers as fast', async () => {
    const logged = 2 ** 50
    const report = await salvageWorkspace({
      workspace,
      out: null,
      atLedger: () => logged,
      onProgress: () => {},
    })
    expect(report.chains[0]?.gone).toEqual([{ from: SEQS + 1, to: logged, inBackup: false, atLedger: true }])
  })

  it('without a header, a schema or indexes proves as much as before', async () => {
    const bytes = Buffer.from(whole)
    bytes.fill(0, 0, PAGE)
    writeFileSync(database, bytes)
    expect(await salvage()).toMatchObject({ statements: 32, receipts: 32 })
  })

  it('that was cut off proves what is left, and tells the rest by its manifest or not at all', async () => {
    for (const pages of [57, 40, 30, 20, 10, 3, 1]) {
      writeFileSync(database, whole)
      truncateSync(database, pages * PAGE - 100)
      const report = await salvage()
      expect(report.statements).toBeLessThanOrEqual(32)
      expect(salvageReport.safeParse(report).success).toBe(true)
    }
  })

  it('is answered for any bytes there are, and nothing is proven that was not signed', async () => {
    const out = join(scratch, 'salvaged')
    const damage = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: whole.length - 1 }),
        length: fc.integer({ min: 1, max: 6000 }),
        seed: fc.integer({ min: 0, max: 255 }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    await fc.assert(
      fc.asyncProperty(damage, async (wounds) => {
        const bytes = Buffer.from(whole)
        for (const { at, length, seed } of wounds)
          for (let n = at; n < Math.min(at + length, bytes.length); n++) bytes[n] = (n * 31 + seed) & 0xff
        writeFileSync(database, bytes)
        const report = await salvage(out)
        const [head = '', ...lines] = readFileSync(out, 'utf8').trimEnd().split('\n')
        expect(JSON.parse(head)).toMatchObject({
          format: 'bondmark/salvaged/1',
          statements: report.statements,
        })
        expect(lines).toHaveLength(report.statements)
        for (const line of lines) {
          const { id, statement } = JSON.parse(line) as { id: string; statement: string }
          expect(statement).toBe(stated.get(id))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is read with what stands in its WAL alone, and not with what was torn off', async () => {
    const live = new Database(database)
    live.pragma('journal_mode = WAL')
    live.pragma('wal_autocheckpoint = 0')
    // Rows that only the WAL knows: the pages in the file itself are emptied behind SQLite's back.
    live.exec("DROP TRIGGER statement_no_update; UPDATE statement SET t = t || ' '")
    const copy = join(scratch, 'hot')
    cpSync(fixture, copy, { recursive: true })
    const hot = join(copy, 'station.sqlite')
    copyFileSync(`${database}-wal`, `${hot}-wal`)
    live.close()
    const bytes = Buffer.from(whole)
    for (const n of pagesWithStatements()) bytes.fill(0, n * PAGE, (n + 1) * PAGE)
    writeFileSync(hot, bytes)
    const of = () => salvageWorkspace({ workspace: copy, out: null, onProgress: () => {} })
    expect(await of()).toMatchObject({ statements: 32 })
    truncateSync(`${hot}-wal`, readFileSync(`${hot}-wal`).length - 10)
    expect((await of()).statements).toBeLessThan(32)
    rmSync(`${hot}-wal`)
    expect((await of()).statements).toBeLessThan(32)
  })
})
