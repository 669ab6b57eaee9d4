import Database from 'better-sqlite3'
import { migrations } from '../store/schema.ts'
import type { Findings } from './fsck-answer.ts'
import type { StationFile } from './open-station-file.ts'

const INTEGRITY_MESSAGES_MAX = 100

/** What SQLite itself can tell: sound pages and indexes, references that lead somewhere, the schema as we made it. */
export function checkFile(db: StationFile, findings: Findings): void {
  const messages = db.pragma(`integrity_check(${INTEGRITY_MESSAGES_MAX})`) as { integrity_check: string }[]
  for (const { integrity_check: message } of messages) {
    if (message !== 'ok') findings.add('store-integrity', `station.sqlite: ${message}`)
  }
  const broken = db.pragma('foreign_key_check') as { table: string; rowid: number | null; parent: string }[]
  for (const { table, rowid, parent } of broken) {
    findings.add('store-reference-broken', `${table} ${rowid ?? '?'} → ${parent}`)
  }
  checkSchema(db, findings)
}

interface SchemaPart {
  readonly type: string
  readonly name: string
  readonly sql: string | null
}

/** Tables, indexes and above all the triggers that keep statements from being changed must be the ones we made. */
function checkSchema(db: StationFile, findings: Findings): void {
  schema ??= new Map(freshParts().map((part) => [nameOf(part), part.sql]))
  const found = partsOf(db)
  const missing = new Set(schema.keys())
  for (const part of found) {
    const name = nameOf(part)
    if (schema.get(name) !== part.sql) findings.add('store-schema-differs', name)
    missing.delete(name)
  }
  for (const name of missing) findings.add('store-schema-differs', name)
}

/** What the migrations make: the same for every file, so that it is made once. */
let schema: ReadonlyMap<string, string | null> | undefined

function freshParts(): SchemaPart[] {
  const fresh = new Database(':memory:')
  try {
    for (const { sql } of migrations) fresh.exec(sql)
    return partsOf(fresh)
  } finally {
    fresh.close()
  }
}

const nameOf = ({ type, name }: SchemaPart) => `${type} ${name}`

// SQLite keeps statistics of its own in sqlite_stat tables, when it is asked to.
const partsOf = (db: StationFile) =>
  db
    .prepare<[], SchemaPart>(
      "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name",
    )
    .all()
