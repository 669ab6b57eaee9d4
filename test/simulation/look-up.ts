import type { Database } from '../../platform/sqlite/open-database.ts'

type Prepared = ReturnType<Database['prepare']>

const known = new WeakMap<Database, Map<string, Prepared>>()

/** All rows that a query finds in a database; it is prepared once a database, since a watcher asks the same all the time. */
export function rowsOf<Row>(db: Database, sql: string, ...values: unknown[]): Row[] {
  const ofDatabase = known.get(db) ?? new Map<string, Prepared>()
  known.set(db, ofDatabase)
  const statement = ofDatabase.get(sql) ?? db.prepare(sql)
  ofDatabase.set(sql, statement)
  return statement.all(...values) as Row[]
}
