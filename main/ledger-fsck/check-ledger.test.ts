import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wallClock } from '../../platform/clock/clock.ts'
import { createLogger } from '../../platform/log/logger.ts'
import { serveLedger } from '../../sync/ledger/serve-ledger.ts'
import { originHash } from '../../sync/ledger/witness/witness-pages.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { seededRandom } from '../../test/shift/seeded-random.ts'
import { StatingStation } from '../../test/sync/stated-events.ts'
import { type Member, makeThreeMembers, type ThreeMembers } from '../../test/sync/three-members.ts'
import { makeStatements, sealBatch } from '../../test/sync/training-consortium.ts'
import { makeLedgerBackup } from '../backup/make-ledger-backup.ts'
import { keepBesideLog } from './beside-the-log.stub.ts'
import { checkLedger } from './check-ledger.ts'

const seed = Number(process.env.BONDMARK_BITS_SEED ?? 20261125)
const logger = createLogger({ name: 'test', level: 'silent' })

/** Stated at this log and at the one that is mirrored. */
const serials = ['B7QC0123456789XY', 'B7QC0123456789XZ']

let three: ThreeMembers
let consortium: Member
let work: string
beforeAll(async () => {
  three = makeThreeMembers()
  consortium = three.members[0]
  work = mkdtempSync(join(tmpdir(), 'bondmark-fsck-'))
  const { station, supervisor, logVkey, witnessVkey, data, membershipFile, membersFolder } = consortium
  const ledger = await serveLedger({
    data,
    host: '127.0.0.1',
    port: 0,
    membershipFile,
    membersFolder,
    logger,
  })
  const sync = (batch: ReturnType<typeof sealBatch>) =>
    syncBatch({
      url: ledger.url,
      station: station.issuer,
      batch,
      identity: station,
      logVkey,
      witnessVkeys: [witnessVkey],
      k: 1,
    })
  const stating = new StatingStation(station)
  for (const serial of [...serials, ...Array.from({ length: 10 }, (_, n) => `B7QC012345678900${n}`)])
    stating.commission(serial)
  const { statements } = stating
  await sync(sealBatch(station, supervisor, 1, statements.slice(0, 3)))
  await sync(sealBatch(station, supervisor, 2, statements.slice(3, 6), 4))
  // Contradicts the first, so there are refusals and a proof; then one that comes too early.
  await sync(sealBatch(station, supervisor, 3, makeStatements(station, 2)))
  await sync(sealBatch(station, supervisor, 5, statements.slice(9, 12), 10)).catch(() => undefined)
  // Verdicts come after the receipts.
  const judged = async () =>
    ((await (await fetch(`${ledger.url}/health`)).json()) as { judged: number }).judged
  while ((await judged()) < 8) await new Promise((resolve) => setTimeout(resolve, 50))
  await ledger.close()
  await keepBesideLog(consortium, three.members[1], serials)
})
afterAll(() => {
  three.remove()
  rmSync(work, { recursive: true, force: true })
})

/** A copy of the ledger's folder, changed by whoever has the disk: triggers and rules are no obstacle to them. */
function changed(change: (open: (name: string) => Sqlite.Database) => void): string {
  const folder = join(work, 'copy')
  rmSync(folder, { recursive: true, force: true })
  cpSync(consortium.data, folder, { recursive: true })
  change((name) => {
    const db = new Sqlite(join(folder, name))
    const triggers = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .pluck()
      .all() as string[]
    for (const trigger of triggers) db.exec(`DROP TRIGGER ${trigger}`)
    db.pragma('ignore_check_constraints = ON')
    db.pragma('foreign_keys = OFF')
    return db
  })
  return folder
}

const run = (sql: string, file = 'log.sqlite') =>
  checkLedger(
    changed((open) => {
      const db = open(file)
      db.exec(sql)
      db.close()
    }),
  ).problems.map(({ code, where }) => `${code} ${where}`)

describe('fsck of a ledger', () => {
  it('finds nothing wrong with one that served, also while it serves', async () => {
    expect(checkLedger(consortium.data)).toMatchObject({ ok: true, problems: [] })
    const db = new Sqlite(join(consortium.data, 'log.sqlite'), { readonly: true })
    for (const table of [
      'entries',
      'nodes',
      'checkpoints',
      'equivocations',
      'refusals',
      'held_batches',
      'held_statements',
    ])
      expect([table, db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()]).not.toEqual([table, 0])
    db.close()
    const { data, membershipFile } = consortium
    const ledger = await serveLedger({ data, host: '127.0.0.1', port: 0, membershipFile, logger })
    expect(checkLedger(data).ok).toBe(true)
    await ledger.close()
  })

  it('says what is gone, and what is not where it belongs', () => {
    expect(run('DELETE FROM entries WHERE leaf = 2')).toContain('ledger-leaf-missing leaf 2')
    expect(run('DELETE FROM nodes WHERE level = 1 AND place = 1')).toContain('ledger-node-missing hash 1/1')
    expect(run('INSERT INTO nodes VALUES (9, 9, zeroblob(32))')).toHaveLength(1)
    expect(run('DELETE FROM held_statements WHERE seq = 11').join()).toContain('ledger-held-invalid')
    const swapped = run('UPDATE entries SET seq = NULL WHERE leaf = 1')
    expect(swapped).toEqual(['ledger-entry-differs leaf 1'])
  })

  it('says what is wrong beside the log', () => {
    const origin = three.members[1].logSigner.name
    const mirror = join('mirror', `${originHash(origin)}.sqlite`)
    expect(run('DELETE FROM entries WHERE leaf = 0', mirror)).toContain(
      `ledger-leaf-missing mirror of ${origin}, leaf 0`,
    )
    expect(run("UPDATE forks SET proof = x'7b7d'", mirror)).toEqual([
      `ledger-fork-invalid mirror of ${origin}, fork 1`,
    ])
    expect(run('DELETE FROM open_record WHERE n = 1', 'between.sqlite')).toEqual([
      'ledger-standing-differs conflict between logs 1, open or settled',
    ])
    expect(run('UPDATE frozen SET signature = zeroblob(64) WHERE n = 2', 'documents.sqlite')).toEqual([
      'ledger-document-forged frozen document 2',
    ])
    expect(run('DELETE FROM kept WHERE place = 0', 'documents.sqlite')).toEqual([
      'ledger-document-differs unfinished batch/LBL07/41',
    ])
    expect(run('DELETE FROM change WHERE generation = 1', 'workspace.sqlite')).toHaveLength(1)
    expect(run('UPDATE first_check SET statement = zeroblob(32)', 'checks.sqlite')).toHaveLength(1)
  })

  it('looks at who asks to be let in', () => {
    const folder = changed(() => {})
    const [name = ''] = readdirSync(join(folder, 'enrolments'))
    const file = join(folder, 'enrolments', name)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"request":"', '"request":" '))
    expect(checkLedger(folder).problems).toEqual([])
    writeFileSync(file, readFileSync(file, 'utf8').replace('payload', 'pbyload'))
    expect(checkLedger(folder).problems).toEqual([
      { code: 'ledger-enrolment-invalid', where: `enrolment ${name}` },
    ])
  })

  it('finds nothing wrong in a backup, in which what follows from a database was copied before it', async () => {
    const out = join(work, 'backup.tar')
    const { header } = await makeLedgerBackup({ data: consortium.data, out, passphrase: null }, wallClock)
    const hash = originHash(three.members[1].logSigner.name)
    const last = header.files.slice(-2).map(({ name }) => name)
    expect(last).toEqual([`mirror/${hash}.sqlite`, 'log.sqlite'])
    const restored = join(work, 'restored')
    mkdirSync(restored)
    execFileSync('tar', ['xf', out, '-C', restored])
    expect(checkLedger(restored).problems).toEqual([])
  })

  it('refuses what is no ledger', () => {
    expect(() => checkLedger(work)).toThrow(expect.objectContaining({ code: 'database-missing' }))
  })
})

/** What nobody signs and nothing repeats: a changed bit cannot be told from the truth. */
const unjudged = new Set([
  'log.sqlite refusals.n', // an order of arrival
  'log.sqlite refusals.brought_by', // one listed key or another
  'log.sqlite equivocations.n',
  'log.sqlite held_batches.place',
  'log.sqlite held_batches.station',
  'log.sqlite held_batches.n',
  'log.sqlite held_batches.first_missing', // told to the sender, and found out anew
  'log.sqlite held_batches.last_missing',
  'log.sqlite held_batches.since',
  'log.sqlite held_batches.expired',
  'standing.sqlite conflict.n',
  'witness.sqlite logs.note', // a copy of what was cosigned
  'documents.sqlite kept.document', // one document or another of what nobody has looked at yet
  'documents.sqlite kept.kid',
  'documents.sqlite kept.at',
  'documents.sqlite kept.frame',
  'documents.sqlite taken.document', // its number may be another than the batch's
  'documents.sqlite taken.head', // Automerge's own, of the statements in the log
  'documents.sqlite frozen.n',
  'documents.sqlite frozen.evidence', // what was refused, cut off
  'workspace.sqlite document.opened_ms',
  'workspace.sqlite heard.at_ms',
  'workspace.sqlite set_aside.at_ms',
  'workspace.sqlite set_aside.change', // one refused change or another
  'workspace.sqlite set_aside.code',
  'workspace.sqlite set_aside.detail',
  'workspace.sqlite change.n',
  'checks.sqlite first_check.at_ms',
  'mirror.sqlite forks.n',
])
/** Follows from the log and is made anew by the ledger. */
const derived =
  /asns\.sqlite (asn|asn_line|about|news)\.|standing\.sqlite (life|mention|waiting|finding|touched|notice)\.|standing\.sqlite statement\.(malformed|failures)$/

interface Column {
  readonly file: string
  readonly table: string
  readonly column: string
}

function columns(): Column[] {
  const files = readdirSync(consortium.data, { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.sqlite'))
    .flatMap((file) => {
      const db = new Sqlite(join(consortium.data, file), { readonly: true })
      const tables = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .pluck()
        .all() as string[]
      const found = tables
        .filter((table) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() !== 0)
        .flatMap((table) => {
          const names = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
          return names.map((column) => ({ file, table, column }))
        })
      db.close()
      return found
    })
}

it('finds one changed bit in every column that it judges', () => {
  const random = seededRandom(seed)
  const missed: string[] = []
  let judged = 0
  for (const place of columns()) {
    const file = place.file.replace(/^mirror\/[0-9a-f]{64}/, 'mirror')
    const name = `${file} ${place.table}.${place.column}`
    if (unjudged.has(name) || derived.test(name)) continue
    let isFlipped = false
    const folder = changed((open) => {
      const db = open(place.file)
      isFlipped = flipBit(db, place, random)
      db.close()
    })
    if (isFlipped) judged += 1
    if (isFlipped && checkLedger(folder).ok) missed.push(name)
  }
  expect(missed).toEqual([])
  expect(judged).toBeGreaterThan(70)
})

/** Flips one bit of one cell; false when SQLite has no such row: its number is taken, or there is no value. */
function flipBit(db: Sqlite.Database, { table, column }: Column, random: () => number): boolean {
  const cells = db
    .prepare(
      `SELECT DISTINCT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL AND ${column} <> x''`,
    )
    .all() as { value: number | string | Buffer }[]
  const cell = cells[Math.floor(random() * cells.length)]
  if (cell === undefined) return false
  try {
    db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`).run(
      flipped(cell.value, random),
      cell.value,
    )
    return true
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error
    return false
  }
}

function flipped(value: number | string | Buffer, random: () => number): number | string | Buffer {
  if (typeof value === 'number') return value ^ 64
  const at = Math.floor(random() * value.length)
  const bit = 1 << Math.floor(random() * 6)
  if (typeof value === 'string')
    return value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ bit) + value.slice(at + 1)
  const bytes = Buffer.from(value)
  bytes[at] = (bytes[at] ?? 0) ^ bit
  return bytes
}
