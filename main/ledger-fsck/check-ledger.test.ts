import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../../platform/log/logger.ts'
import { serveLedger } from '../../sync/ledger/serve-ledger.ts'
import { syncBatch } from '../../sync/replication/sync-batch.ts'
import { seededRandom } from '../../test/shift/seeded-random.ts'
import {
  makeStatements,
  makeTrainingConsortium,
  sealBatch,
  type TrainingConsortium,
} from '../../test/sync/training-consortium.ts'
import { checkLedger } from './check-ledger.ts'

const seed = Number(process.env.BONDMARK_BITS_SEED ?? 20261125)
const logger = createLogger({ name: 'test', level: 'silent' })

let consortium: TrainingConsortium
let work: string
beforeAll(async () => {
  consortium = makeTrainingConsortium()
  work = mkdtempSync(join(tmpdir(), 'bondmark-fsck-'))
  const { station, supervisor, logVkey, witnessVkey, data, membershipFile } = consortium
  const ledger = await serveLedger({ data, host: '127.0.0.1', port: 0, membershipFile, logger })
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
  const statements = makeStatements(station, 12)
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
})
afterAll(() => {
  consortium.remove()
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

const run = (sql: string) =>
  checkLedger(
    changed((open) => {
      const db = open('log.sqlite')
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

  it('refuses what is no ledger', () => {
    expect(() => checkLedger(work)).toThrow(expect.objectContaining({ code: 'ledger-membership-unreadable' }))
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
])
/** Follows from the log and is made anew by the ledger. */
const derived =
  /^standing\.sqlite (life|mention|waiting|finding)\.|^standing\.sqlite statement\.(malformed|failures)$/

interface Column {
  readonly file: string
  readonly table: string
  readonly column: string
}

function columns(): Column[] {
  return ['log.sqlite', 'standing.sqlite', 'witness.sqlite'].flatMap((file) => {
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
    const name = `${place.file} ${place.table}.${place.column}`
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
  expect(judged).toBeGreaterThan(30)
}, 60_000)

/** Flips one bit of one cell; false when SQLite has no such row: its number is taken, or there is no value. */
function flipBit(db: Sqlite.Database, { table, column }: Column, random: () => number): boolean {
  const cells = db
    .prepare(`SELECT DISTINCT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`)
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
