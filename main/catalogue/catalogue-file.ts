import type { Product } from '../../core/catalogue/rows.ts'
import { searchWords } from '../../core/catalogue/search-words.ts'
import { type CatalogueRow, nameOf, type TableName } from '../../core/catalogue/tables.ts'
import {
  CATALOGUE_APPLICATION_ID,
  catalogueMigrations,
  type Origin,
  tableNumber,
} from '../../platform/catalogue/catalogue-schema.ts'
import { type Database, openDatabase } from '../../platform/sqlite/open-database.ts'

/** Opens a catalogue to write it, and makes it when it is not there. Throws `database-…`, `disk-full`. */
export const openCatalogueFile = (file: string): Database =>
  openDatabase(file, { applicationId: CATALOGUE_APPLICATION_ID, migrations: catalogueMigrations })

/** A row as it is kept: `body` is RFC 8785 text. */
export interface KeptRow {
  readonly key: string
  readonly body: string
}

export interface PutAnswer {
  readonly outcome: 'added' | 'changed' | 'unchanged'
  readonly before: string | undefined
}

/** Writes rows of one origin, and what they are found by. Whoever uses it keeps the transaction. */
export class RowWriter {
  readonly #origin
  readonly #statements

  constructor(db: Database, origin: Origin) {
    this.#origin = origin
    this.#statements = {
      get: db.prepare<[number, string, Origin], { n: number; body: string }>(
        'SELECT n, body FROM row WHERE tbl = ? AND key = ? AND origin = ?',
      ),
      add: db.prepare<[number, string, Origin, string | null, string]>(
        'INSERT INTO row (tbl, key, origin, name, body) VALUES (?, ?, ?, ?, ?)',
      ),
      change: db.prepare<[string | null, string, number]>('UPDATE row SET name = ?, body = ? WHERE n = ?'),
      remove: db.prepare<[number]>('DELETE FROM row WHERE n = ?'),
      find: db.prepare<[number, string]>('INSERT OR REPLACE INTO search (rowid, words) VALUES (?, ?)'),
      forget: db.prepare<[number]>('DELETE FROM search WHERE rowid = ?'),
    }
  }

  /** The body of a row; undefined when there is none. */
  get(table: TableName, key: string): string | undefined {
    return this.#statements.get.get(tableNumber[table], key, this.#origin)?.body
  }

  /** Puts a row in its place, and says what was there before: the same bytes again do nothing. */
  put(table: TableName, { key, body }: KeptRow): PutAnswer {
    const tbl = tableNumber[table]
    const { get, add, change } = this.#statements
    const found = get.get(tbl, key, this.#origin)
    if (found?.body === body) return { outcome: 'unchanged', before: body }
    const row = JSON.parse(body) as CatalogueRow
    const name = nameOf(table, row)
    if (found) change.run(name, body, found.n)
    const n = found?.n ?? Number(add.run(tbl, key, this.#origin, name, body).lastInsertRowid)
    if (table === 'products') this.#statements.find.run(n, wordsOf(row as Product))
    return { outcome: found ? 'changed' : 'added', before: found?.body }
  }

  /** Whether there was such a row. */
  remove(table: TableName, key: string): boolean {
    const { get, remove, forget } = this.#statements
    const before = get.get(tableNumber[table], key, this.#origin)
    if (!before) return false
    remove.run(before.n)
    if (table === 'products') forget.run(before.n)
    return true
  }
}

const wordsOf = ({ names, brand }: Product): string =>
  searchWords([...Object.values(names), brand ?? ''].join(' ')).join(' ')
