import { existsSync } from 'node:fs'
import type {
  Agency,
  BatchFigures,
  Brand,
  Category,
  Certificate,
  InspectionKind,
  Manufacturer,
  Product,
  Seller,
} from '../../core/catalogue/rows.ts'
import { searchWords } from '../../core/catalogue/search-words.ts'
import { type RowOf, type TableName, tableNames } from '../../core/catalogue/tables.ts'
import type { FactoryReport } from '../../core/decision/history.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type Database, openDatabase } from '../sqlite/open-database.ts'
import {
  CATALOGUE_APPLICATION_ID,
  catalogueMigrations,
  type Origin,
  tableNumber,
} from './catalogue-schema.ts'

/** A row and whose word it is. */
export interface Told<T> {
  readonly row: T
  readonly origin: Origin
}

/** How much is known, and from where. */
export interface CatalogueOverview {
  /** Rows of each table that has any, by origin. */
  readonly tables: readonly {
    readonly table: TableName
    readonly consortium: number
    readonly local: number
  }[]
  /** The snapshot in force; null when none is. `t`: when it was made, and when it was applied here (RFC 3339). */
  readonly snapshot: {
    readonly version: number
    readonly hash: string
    readonly createdAt: string
    readonly t: string
  } | null
  /** The files that were taken last, the newest first. */
  readonly imports: readonly {
    readonly t: string
    readonly badge: string
    readonly file: string
    readonly table: TableName
    readonly added: number
    readonly changed: number
    readonly removed: number
  }[]
}

/**
 * What is known of goods. Where the consortium and a local file speak of the same thing, what the consortium signed
 * counts; of a batch's figures the newer ones; of certificates all.
 */
export interface CatalogueReader {
  /** @param gtin 14 digits */
  product(gtin: string): Product | null
  /** By its id, or by the name that plans give it. */
  manufacturer(name: string): Manufacturer | null
  brand(name: string): Brand | null
  seller(name: string): Seller | null
  category(id: string): Category | null
  /** All papers on a manufacturer, by its id or name. */
  certificates(manufacturer: string): readonly Certificate[]
  /**
   * Its factory evaluations that count for a category, as decisions are handed them: under the name that was asked for.
   */
  factoryReports(manufacturer: string, category: string): readonly FactoryReport[]
  /** @param gtin 14 digits */
  figures(gtin: string, lot: string): BatchFigures | null
  agency(id: string): Agency | null
  /** All agencies, or those that do one kind of inspection; by id. */
  agencies(inspection?: InspectionKind): readonly Agency[]
  /** Version of the consortium's snapshot that is in force here; null when none is. */
  version(): number | null
  /**
   * Another text after everything taken that decisions may go by: a version of the consortium's, or a file on makers, their papers or
   * figures of batches. Written in the transaction that takes it, so it is never older than the rows. `''` while nothing was taken.
   */
  mark(): string
  /** Whether a table has any row: while it has none, nobody need look into it. */
  hasAny(table: TableName): boolean
  overview(): CatalogueOverview
  /** Products whose names or brand hold every word of a text, at most `max` of them, in no order that means anything. */
  find(text: string, max: number): readonly Product[]
  /** What each origin says of a row, what counts first. */
  told<T extends TableName>(table: T, key: string): readonly Told<RowOf<T>>[]
  close(): void
}

/**
 * Reads a workspace's catalogue, in any thread and beside whoever writes it. While there is no file it knows nothing, and
 * finds the file once it is there. Throws `database-…` for a file that is there and cannot be read.
 */
export function openCatalogue(file: string): CatalogueReader {
  return new SqliteCatalogue(file)
}

interface Found {
  readonly body: string
  readonly origin: Origin
}

const statementsOf = (db: Database) => ({
  // 'consortium' sorts before 'local'.
  byKey: db.prepare<[number, string], Found>(
    'SELECT body, origin FROM row WHERE tbl = ? AND key = ? ORDER BY origin',
  ),
  byName: db.prepare<[number, string], Found>(
    'SELECT body, origin FROM row WHERE tbl = ? AND name = ? ORDER BY origin, key LIMIT 1',
  ),
  inRange: db.prepare<[number, string, string], Found>(
    'SELECT body, origin FROM row WHERE tbl = ? AND key >= ? AND key < ? ORDER BY key, origin LIMIT 2000',
  ),
  all: db.prepare<[number], Found & { key: string }>(
    'SELECT key, body, origin FROM row WHERE tbl = ? ORDER BY key, origin LIMIT 10000',
  ),
  any: db.prepare<[number], unknown>('SELECT 1 FROM row WHERE tbl = ? LIMIT 1'),
  tallies: db.prepare<[], { tbl: number; consortium: number; local: number }>(
    `SELECT tbl, sum(n) FILTER (WHERE origin = 'consortium') AS consortium, sum(n) FILTER (WHERE origin = 'local') AS local
     FROM tally GROUP BY tbl`,
  ),
  snapshot: db.prepare<[], { version: number; hash: string; t: string; createdAt: string }>(
    'SELECT version, hash, t, created_at AS createdAt FROM snapshot ORDER BY version DESC LIMIT 1',
  ),
  imports: db.prepare<[], CatalogueOverview['imports'][number] & { tbl: number }>(
    'SELECT t, badge, file, tbl, added, changed, removed FROM import ORDER BY n DESC LIMIT 20',
  ),
  found: db.prepare<[string, number], { body: string }>(
    'SELECT body FROM row WHERE n IN (SELECT rowid FROM search WHERE search MATCH ? LIMIT ?)',
  ),
  mark: db.prepare<[number, number, number], { mark: string }>(
    `SELECT concat_ws(' ', (SELECT version || ' ' || hash || ' ' || t FROM snapshot ORDER BY version DESC LIMIT 1),
       (SELECT '+' || n || ' ' || t FROM import WHERE tbl IN (?, ?, ?) ORDER BY n DESC LIMIT 1)) AS mark`,
  ),
  version: db.prepare<[], { version: number | null }>('SELECT max(version) AS version FROM snapshot'),
})

class SqliteCatalogue implements CatalogueReader {
  readonly #file
  #open: { readonly db: Database; readonly ask: ReturnType<typeof statementsOf> } | null = null

  constructor(file: string) {
    this.#file = file
  }

  product(gtin: string): Product | null {
    return this.#row('products', gtin)
  }

  manufacturer(name: string): Manufacturer | null {
    return this.#row('manufacturers', name) ?? this.#named('manufacturers', name)
  }

  brand(name: string): Brand | null {
    return this.#row('brands', name) ?? this.#named('brands', name)
  }

  seller(name: string): Seller | null {
    return this.#row('sellers', name) ?? this.#named('sellers', name)
  }

  category(id: string): Category | null {
    return this.#row('categories', id)
  }

  certificates(manufacturer: string): readonly Certificate[] {
    const maker = this.manufacturer(manufacturer)
    if (maker === null) return []
    // '0' follows '/': every key that begins with the maker's id and the stroke.
    const found = this.#ask()?.inRange.all(tableNumber.certificates, `${maker.id}/`, `${maker.id}0`) ?? []
    return found.map(({ body }) => JSON.parse(body) as Certificate)
  }

  factoryReports(manufacturer: string, category: string): readonly FactoryReport[] {
    return this.certificates(manufacturer)
      .filter((one) => one.kind === 'factory-evaluation' && (one.category ?? category) === category)
      .map(({ id, until }) => ({ manufacturer, category, report: id, expires: until }))
  }

  figures(gtin: string, lot: string): BatchFigures | null {
    const found = this.#ask()?.byKey.all(tableNumber.figures, `${gtin}/${lot}`) ?? []
    const figures = found.map(({ body }) => JSON.parse(body) as BatchFigures)
    return figures.reduce<BatchFigures | null>(
      (best, one) => (best && best.asOf >= one.asOf ? best : one),
      null,
    )
  }

  agency(id: string): Agency | null {
    return this.#row('agencies', id)
  }

  agencies(inspection?: InspectionKind): readonly Agency[] {
    const byId = new Map<string, Agency>()
    for (const { key, body } of this.#ask()?.all.all(tableNumber.agencies) ?? [])
      if (!byId.has(key)) byId.set(key, JSON.parse(body) as Agency)
    const all = [...byId.values()]
    return inspection ? all.filter(({ inspections }) => inspections.includes(inspection)) : all
  }

  version(): number | null {
    return this.#ask()?.version.get()?.version ?? null
  }

  mark(): string {
    const { manufacturers, certificates, figures } = tableNumber
    return this.#ask()?.mark.get(manufacturers, certificates, figures)?.mark ?? ''
  }

  hasAny(table: TableName): boolean {
    return this.#ask()?.any.get(tableNumber[table]) !== undefined
  }

  overview(): CatalogueOverview {
    const ask = this.#ask()
    const tables = (ask?.tallies.all() ?? []).flatMap(({ tbl, consortium, local }) => {
      const table = tableNames.find((name) => tableNumber[name] === tbl)
      return table ? [{ table, consortium: consortium ?? 0, local: local ?? 0 }] : []
    })
    const imports = (ask?.imports.all() ?? []).flatMap(({ tbl, ...one }) => {
      const table = tableNames.find((name) => tableNumber[name] === tbl)
      return table ? [{ ...one, table }] : []
    })
    return { tables, snapshot: ask?.snapshot.get() ?? null, imports }
  }

  find(text: string, max: number): readonly Product[] {
    const words = searchWords(text)
    if (words.length === 0) return []
    // A beginning of a word is enough for the last one, while it is long enough to say something.
    const query = words.map((word, at) => `"${word}"${at === words.length - 1 && word.length > 2 ? '*' : ''}`)
    // A product may be known twice, from here and from the consortium.
    const found = this.#ask()?.found.all(query.join(' AND '), 2 * max) ?? []
    const gtins = new Set(found.map(({ body }) => (JSON.parse(body) as Product).gtin))
    return [...gtins].slice(0, max).flatMap((gtin) => this.product(gtin) ?? [])
  }

  told<T extends TableName>(table: T, key: string): readonly Told<RowOf<T>>[] {
    const found = this.#ask()?.byKey.all(tableNumber[table], key) ?? []
    return found.map(({ body, origin }) => ({ row: JSON.parse(body) as RowOf<T>, origin }))
  }

  close(): void {
    this.#open?.db.close()
    this.#open = null
  }

  #row<T extends TableName>(table: T, key: string): RowOf<T> | null {
    const found = this.#ask()?.byKey.get(tableNumber[table], key)
    return found ? (JSON.parse(found.body) as RowOf<T>) : null
  }

  #named<T extends TableName>(table: T, name: string): RowOf<T> | null {
    const found = this.#ask()?.byName.get(tableNumber[table], name)
    return found ? (JSON.parse(found.body) as RowOf<T>) : null
  }

  #ask(): ReturnType<typeof statementsOf> | null {
    if (this.#open) return this.#open.ask
    const db = openIfMade(this.#file)
    if (!db) return null
    this.#open = { db, ask: statementsOf(db) }
    return this.#open.ask
  }
}

/** Null while there is no file, or somebody is just making it. */
function openIfMade(file: string): Database | null {
  if (!existsSync(file)) return null
  try {
    return openDatabase(file, {
      applicationId: CATALOGUE_APPLICATION_ID,
      migrations: catalogueMigrations,
      readonly: true,
    })
  } catch (error) {
    if (error instanceof BondmarkError && error.code === 'database-older' && error.detail.found === 0)
      return null
    throw error
  }
}
