import type { Statement } from 'better-sqlite3'
import type { Database } from './open-database.ts'

/** A statement that is prepared once for each connection, and kept as long as that is: preparing costs more than most look-ups. */
export function preparedOnce<Bind extends unknown[] | object, Row>(
  sql: string,
): (db: Database) => Statement<Bind extends unknown[] ? Bind : [Bind], Row> {
  type Prepared = Statement<Bind extends unknown[] ? Bind : [Bind], Row>
  const made = new WeakMap<Database, Prepared>()
  return (db) => {
    const known = made.get(db)
    if (known) return known
    const statement = db.prepare<Bind, Row>(sql) as Prepared
    made.set(db, statement)
    return statement
  }
}
