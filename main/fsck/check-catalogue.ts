import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { canonicalText } from '../../core/catalogue/canonical-row.ts'
import type { TreeRoot } from '../../core/catalogue/snapshot/chunk-entry.ts'
import { TreeBuilder } from '../../core/catalogue/snapshot/chunk-tree.ts'
import { readSnapshot, type SignedSnapshot } from '../../core/catalogue/snapshot/snapshot-manifest.ts'
import {
  type CatalogueRow,
  keyOf,
  rowSchema,
  type TableName,
  tableNames,
} from '../../core/catalogue/tables.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { Membership } from '../../core/membership/membership.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Findings } from './fsck-answer.ts'
import type { KnownKeys } from './known-keys.ts'
import { jsonIn } from './unless-wrong.ts'

/** Numbers of tables in the file, in the order of `tableNames`; written down here once more, as a reader of its own does. */
const numbers: Readonly<Record<TableName, number>> = {
  products: 1,
  manufacturers: 2,
  certificates: 3,
  brands: 4,
  sellers: 5,
  agencies: 6,
  categories: 7,
  figures: 8,
}

/**
 * The catalogue of goods, when there is one. It is no evidence; but what it calls the consortium's must be what an administrator
 * signed, row by row: the trees are built anew and held against the manifest. Local rows are judged by their form alone.
 */
export function checkCatalogue(file: string, keys: KnownKeys, findings: Findings): void {
  const { own } = keys
  checkFile(file, 'catalogue.sqlite', findings, (db) => {
    checkSigned(db, own && { newest: own, all: own }, findings)
    checkLocal(db, findings)
  })
}

/** A file of goods data, opened beside whoever writes it; what it says twice is held against each other. */
export function checkFile(
  file: string,
  where: string,
  findings: Findings,
  check: (db: Sqlite.Database) => void,
): void {
  if (!existsSync(file)) return
  let db: Sqlite.Database | undefined
  try {
    db = new Sqlite(file, { readonly: true, timeout: 5000 })
    db.exec('BEGIN')
    const [quick] = db.pragma('quick_check(1)') as { quick_check: string }[]
    if (quick?.quick_check !== 'ok') findings.add('catalogue-damaged', `${where}, ${quick?.quick_check}`)
    check(db)
    checkTallies(db, findings)
  } catch (error) {
    if (!(error instanceof Sqlite.SqliteError)) throw error
    findings.add('catalogue-damaged', `${where}, ${error.code}`)
  } finally {
    db?.close()
  }
}

interface SnapshotRow {
  readonly version: number
  readonly hash: string
  readonly createdAt: string
  readonly statement: Buffer
  readonly manifest: string
}

/** By which list versions were signed: the newest one, and those of before, which a key may have signed that is revoked now. */
export interface SignedBy {
  readonly newest: Pick<Membership, 'payload'>
  readonly all: Pick<Membership, 'payload'>
}

/** The rows that versions say, row by row, under the newest one; nothing is known of them without a list. */
export function checkSigned(db: Sqlite.Database, by: SignedBy | null, findings: Findings): void {
  const rows = db
    .prepare<[], SnapshotRow>(
      'SELECT version, hash, created_at AS createdAt, statement, manifest FROM snapshot ORDER BY version',
    )
    .all()
  let newest: SignedSnapshot | null = null
  for (const [place, row] of rows.entries()) {
    newest = by && signedIn(row, place === rows.length - 1 ? by.newest : withoutRevocations(by.all))
    if (newest === null) findings.add('catalogue-damaged', `snapshot ${row.version}`)
  }
  // Of a version that is not what was signed, no row can be told right from wrong.
  if (rows.length > 0 && newest === null) return
  for (const table of tableNames) {
    const expected = newest?.manifest.tables[table]
    const found = rootOf(db, table)
    if (found?.sha256 !== expected?.sha256 || found?.rows !== expected?.rows)
      findings.add('catalogue-damaged', `${table}, ${found?.rows ?? 0} rows of ${expected?.rows ?? 0}`)
  }
}

const withoutRevocations = ({ payload }: Pick<Membership, 'payload'>): Pick<Membership, 'payload'> => ({
  payload: { ...payload, revocations: [] },
})

function signedIn(row: SnapshotRow, membership: Pick<Membership, 'payload'>): SignedSnapshot | null {
  try {
    const { consortium } = membership.payload
    const signed = readSnapshot(row.statement, {
      consortium,
      memberships: [membership],
      verify: verifyEd25519,
    })
    const { version, createdAt } = signed.manifest
    const isSo =
      version === row.version &&
      signed.hash === row.hash &&
      createdAt === row.createdAt &&
      row.manifest === JSON.stringify(signed.manifest)
    return isSo ? signed : null
  } catch (error) {
    if (error instanceof BondmarkError) return null
    throw error
  }
}

function rootOf(db: Sqlite.Database, table: TableName): TreeRoot | null {
  const tree = new TreeBuilder(sha256Native, () => {})
  const rows = db
    .prepare<[number], { key: string; body: string }>(
      "SELECT key, body FROM row WHERE tbl = ? AND origin = 'consortium' ORDER BY key",
    )
    .iterate(numbers[table])
  for (const { key, body } of rows) tree.add(key, body)
  return tree.end()
}

/** A local row is a row of its table, in its one form, under its own key and name. */
function checkLocal(db: Sqlite.Database, findings: Findings): void {
  const rows = db
    .prepare<[], { tbl: number; key: string; name: string | null; body: string }>(
      "SELECT tbl, key, name, body FROM row WHERE origin = 'local' ORDER BY tbl, key",
    )
    .iterate()
  for (const { tbl, key, name, body } of rows) {
    const table = tableNames.find((one) => numbers[one] === tbl)
    if (!table || !isRow(table, key, name, body))
      findings.add('catalogue-damaged', `${table ?? `table ${tbl}`}, ${key}`)
  }
}

const named: ReadonlySet<TableName> = new Set(['manufacturers', 'brands', 'sellers'])

function isRow(table: TableName, key: string, name: string | null, body: string): boolean {
  const read = rowSchema(table).safeParse(jsonIn(body))
  if (!read.success) return false
  const row: CatalogueRow = read.data
  const called = named.has(table) && 'name' in row ? row.name : null
  return keyOf(table, row as never) === key && called === name && canonicalText(row) === body
}

function checkTallies(db: Sqlite.Database, findings: Findings): void {
  const wrong = db
    .prepare<[], { tbl: number; origin: string }>(
      `SELECT tbl, origin FROM (SELECT tbl, origin, count(*) AS n FROM row GROUP BY tbl, origin) AS counted
       FULL JOIN (SELECT tbl, origin, n FROM tally WHERE n <> 0) AS told USING (tbl, origin)
       WHERE counted.n IS NOT told.n`,
    )
    .all()
  for (const { tbl, origin } of wrong) findings.add('catalogue-damaged', `tally ${tbl}, ${origin}`)
}
