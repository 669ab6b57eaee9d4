import { existsSync, rmSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import Sqlite from 'better-sqlite3'
import type { TreeRoot } from '../../../core/catalogue/snapshot/chunk-entry.ts'
import { TreeBuilder } from '../../../core/catalogue/snapshot/chunk-tree.ts'
import {
  type SignedSnapshot,
  type SnapshotManifest,
  signSnapshot,
} from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import { type TableName, tableNames } from '../../../core/catalogue/tables.ts'
import type { Sign } from '../../../core/statement/ed25519.ts'
import { type Origin, tableNumber } from '../../../platform/catalogue/catalogue-schema.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { asDatabaseFailure, type Database } from '../../../platform/sqlite/open-database.ts'
import { PackWriter } from './pack-file.ts'

export interface SnapshotToMake {
  /** A catalogue opened to be read. */
  readonly db: Database
  readonly consortium: string
  /** The version before; null for the first one. */
  readonly before: Pick<SignedSnapshot, 'manifest' | 'hash'> | null
  /** RFC 3339 with milliseconds. */
  readonly createdAt: string
  readonly signer: { readonly kid: string; readonly issuer: string; readonly sign: Sign }
  /** Where the pack is written. */
  readonly out: string
  /** Leaves out of the pack what whoever applies it has already. */
  readonly isKnown: (sha256: string) => boolean
}

export interface MadeSnapshot {
  readonly version: number
  readonly hash: string
  readonly rows: number
  readonly chunks: number
  /** Chunks that were written, and the bytes of the file. */
  readonly written: number
  readonly bytes: number
}

/** The rows of one origin in the order of their keys. */
export function* rowsInOrder(
  db: Database,
  table: TableName,
  origin: Origin,
): Generator<{ readonly key: string; readonly body: string }> {
  yield* db
    .prepare<[number, Origin], { key: string; body: string }>(
      'SELECT key, body FROM row WHERE tbl = ? AND origin = ? ORDER BY key',
    )
    .iterate(tableNumber[table], origin)
}

/**
 * Makes the next version of the consortium's catalogue out of what this workspace says itself (its local rows), signed by
 * an administrator, in one file. The same rows give the same chunks. Chunks wait in a file beside it until all are made: the
 * manifest stands before them. Throws `disk-full`, `database-…`.
 */
export function makeSnapshot(wanted: SnapshotToMake): MadeSnapshot {
  const { db, out, before, isKnown } = wanted
  const waiting = `${out}.chunks`
  rmSync(waiting, { force: true })
  const chunks = new Sqlite(waiting)
  try {
    chunks.pragma('journal_mode = OFF')
    chunks.pragma('synchronous = OFF')
    chunks.exec(
      'CREATE TABLE chunk (n INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, bytes BLOB NOT NULL); BEGIN',
    )
    const add = chunks.prepare('INSERT OR IGNORE INTO chunk (sha256, bytes) VALUES (?, ?)')
    const tables: Partial<Record<TableName, TreeRoot>> = {}
    let total = 0
    for (const table of tableNames) {
      const tree = new TreeBuilder(sha256Native, ({ sha256, text }) => {
        if (!isKnown(sha256)) add.run(sha256, deflateRawSync(text))
      })
      for (const { key, body } of rowsInOrder(db, table, 'local')) tree.add(key, body)
      const root = tree.end()
      if (root) tables[table] = root
      total += tree.chunks
    }
    chunks.exec('COMMIT')
    const signed = signSnapshot(manifestOf(wanted, tables), wanted.signer)
    const rows = Object.values(tables).reduce((sum, root) => sum + root.rows, 0)
    const { written, bytes } = writePack(out, signed.bytes, chunks)
    return {
      version: (before?.manifest.version ?? 0) + 1,
      hash: signed.hash,
      rows,
      chunks: total,
      written,
      bytes,
    }
  } catch (error) {
    throw asDatabaseFailure(error, waiting)
  } finally {
    chunks.close()
    if (existsSync(waiting)) rmSync(waiting)
  }
}

const manifestOf = (
  { consortium, before, createdAt }: SnapshotToMake,
  tables: SnapshotManifest['tables'],
): SnapshotManifest => ({
  format: 'bondmark/catalogue-snapshot/1',
  consortium,
  version: (before?.manifest.version ?? 0) + 1,
  previous: before?.hash ?? null,
  createdAt,
  tables,
})

function writePack(out: string, manifest: Uint8Array, chunks: Database): { written: number; bytes: number } {
  const pack = new PackWriter(out, manifest)
  try {
    let written = 0
    const all = chunks.prepare<[], { sha256: string; bytes: Buffer }>(
      'SELECT sha256, bytes FROM chunk ORDER BY n',
    )
    for (const { sha256, bytes } of all.iterate()) {
      pack.add(sha256, bytes)
      written++
    }
    return { written, bytes: pack.commit() }
  } catch (error) {
    pack.abandon()
    throw error
  }
}
