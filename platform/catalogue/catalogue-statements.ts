import type { Database } from '../sqlite/open-database.ts'
import type { Origin } from './catalogue-schema.ts'

/** What is asked of one file of goods data. */
export const catalogueStatements = (db: Database) => ({
  byKey: db
    .prepare<[number, string, Origin], string>(
      'SELECT body FROM row WHERE tbl = ? AND key = ? AND origin = ?',
    )
    .pluck(),
  byName: db
    .prepare<[number, string, Origin], string>(
      'SELECT body FROM row WHERE tbl = ? AND name = ? AND origin = ? ORDER BY key LIMIT 1',
    )
    .pluck(),
  inRange: db
    .prepare<[number, string, string, Origin], string>(
      'SELECT body FROM row WHERE tbl = ? AND key >= ? AND key < ? AND origin = ? ORDER BY key LIMIT 2000',
    )
    .pluck(),
  all: db.prepare<[number, Origin], { key: string; body: string }>(
    'SELECT key, body FROM row WHERE tbl = ? AND origin = ? ORDER BY key LIMIT 10000',
  ),
  any: db.prepare<[number], unknown>('SELECT 1 FROM row WHERE tbl = ? LIMIT 1'),
  tallies: db.prepare<[], { tbl: number; consortium: number | null; local: number | null }>(
    `SELECT tbl, sum(n) FILTER (WHERE origin = 'consortium') AS consortium, sum(n) FILTER (WHERE origin = 'local') AS local
     FROM tally GROUP BY tbl`,
  ),
  snapshot: db.prepare<[], { version: number; hash: string; t: string; createdAt: string }>(
    'SELECT version, hash, t, created_at AS createdAt FROM snapshot ORDER BY version DESC LIMIT 1',
  ),
  imports: db.prepare<
    [],
    {
      t: string
      badge: string
      file: string
      tbl: number
      added: number
      changed: number
      removed: number
    }
  >('SELECT t, badge, file, tbl, added, changed, removed FROM import ORDER BY n DESC LIMIT 20'),
  found: db
    .prepare<[string, number], string>(
      'SELECT body FROM row WHERE n IN (SELECT rowid FROM search WHERE search MATCH ? LIMIT ?)',
    )
    .pluck(),
  mark: db
    .prepare<[number, number, number], string>(
      `SELECT concat_ws(' ', (SELECT version || ' ' || hash || ' ' || t FROM snapshot ORDER BY version DESC LIMIT 1),
       (SELECT '+' || n || ' ' || t FROM import WHERE tbl IN (?, ?, ?) ORDER BY n DESC LIMIT 1)) AS mark`,
    )
    .pluck(),
  publishers: db.prepare<[], { org: string; word: string; since: string; scope: string }>(
    'SELECT org, word, since, scope FROM publisher ORDER BY n',
  ),
  standing: db.prepare<[], string>('SELECT word FROM standing').pluck(),
})

export type CatalogueStatements = ReturnType<typeof catalogueStatements>
