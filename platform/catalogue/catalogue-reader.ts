import type { PublisherScope } from '../../core/catalogue/publisher/publisher-scope.ts'
import { coversTable } from '../../core/catalogue/publisher/publisher-scope.ts'
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
import { tableNumber } from './catalogue-schema.ts'
import type { CatalogueStatements } from './catalogue-statements.ts'
import { rowBy, rowNamed, type Teller, Tellers, type TrustedPublisher } from './tellers.ts'

/** A row and whose word it is. */
export interface Told<T> {
  readonly row: T
  readonly origin: Teller['origin']
  /** The member whose word it is; null for the own organisation and local files. */
  readonly publisher: string | null
}

/** A version of goods data that lies here. `t`: when it was made, and when it was applied here (RFC 3339). */
export interface SnapshotHere {
  readonly version: number
  readonly hash: string
  readonly createdAt: string
  readonly t: string
}

/** Another member whose goods data is believed, and what of it is here. */
export interface PublisherOverview {
  readonly org: string
  readonly since: string
  readonly scope: PublisherScope
  /** The newest version that was applied; null when none was. */
  readonly snapshot: SnapshotHere | null
  /** Whether that version counts: it was verified under the trust that is in force. */
  readonly counts: boolean
  /** Rows of each table that has any; `isBelieved`: whether any of the table can count. */
  readonly tables: readonly {
    readonly table: TableName
    readonly rows: number
    readonly isBelieved: boolean
  }[]
}

/** How much is known, and from where. */
export interface CatalogueOverview {
  /** Rows of each table that has any, by origin. */
  readonly tables: readonly {
    readonly table: TableName
    readonly consortium: number
    readonly local: number
  }[]
  /** The own organisation's version in force; null when none is. */
  readonly snapshot: SnapshotHere | null
  /** Other members that are believed, in the order in which they count. */
  readonly publishers: readonly PublisherOverview[]
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
 * What is known of goods. Where several speak of the same thing, what the own organisation signed counts; then what other
 * members signed, in the order in which they were trusted and as far as they are; then local files. Of a batch's figures the
 * newer ones count, of certificates all.
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
  /** Version of the own organisation's that is in force here; null when none is. */
  version(): number | null
  /**
   * Another text after everything taken that decisions may go by: a version of the own organisation's or of a member that is trusted, trust begun or ended, or a file on makers, their papers or
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

class SqliteCatalogue implements CatalogueReader {
  readonly #tellers

  constructor(file: string) {
    this.#tellers = new Tellers(file)
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
    const byId = new Map<string, Certificate>()
    for (const teller of this.#tellers.all())
      for (const one of certificatesBy(teller, maker)) if (!byId.has(one.id)) byId.set(one.id, one)
    return [...byId.values()]
  }

  factoryReports(manufacturer: string, category: string): readonly FactoryReport[] {
    return this.certificates(manufacturer)
      .filter((one) => one.kind === 'factory-evaluation' && (one.category ?? category) === category)
      .map(({ id, until }) => ({ manufacturer, category, report: id, expires: until }))
  }

  figures(gtin: string, lot: string): BatchFigures | null {
    return this.told('figures', `${gtin}/${lot}`).reduce<BatchFigures | null>(
      (best, { row }) => (best && best.asOf >= row.asOf ? best : row),
      null,
    )
  }

  agency(id: string): Agency | null {
    return this.#row('agencies', id)
  }

  agencies(inspection?: InspectionKind): readonly Agency[] {
    const byId = new Map<string, Agency>()
    for (const { ask, kept, scope } of this.#tellers.all()) {
      if (!coversTable(scope, 'agencies')) continue
      for (const { key, body } of ask.all.all(tableNumber.agencies, kept))
        if (!byId.has(key)) byId.set(key, JSON.parse(body) as Agency)
    }
    const all = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    return inspection ? all.filter(({ inspections }) => inspections.includes(inspection)) : all
  }

  version(): number | null {
    return this.#tellers.own()?.snapshot.get()?.version ?? null
  }

  mark(): string {
    const { manufacturers, certificates, figures } = tableNumber
    const own = this.#tellers.own()?.mark.get(manufacturers, certificates, figures) ?? ''
    const others = this.#tellers.publishers().map(({ org, word }) => {
      const ask = this.#tellers.fileOf(org)
      const counted = ask?.standing.get() === word ? ask.snapshot.get()?.hash : undefined
      return `${word}/${counted ?? '-'}`
    })
    return others.length === 0 ? own : `${own} ${others.join(' ')}`
  }

  hasAny(table: TableName): boolean {
    return this.#tellers
      .all()
      .some(({ ask, scope }) => coversTable(scope, table) && ask.any.get(tableNumber[table]) !== undefined)
  }

  overview(): CatalogueOverview {
    const ask = this.#tellers.own()
    const tables = talliesIn(ask).map(({ table, consortium, local }) => ({
      table,
      consortium: consortium ?? 0,
      local: local ?? 0,
    }))
    const imports = (ask?.imports.all() ?? []).flatMap(({ tbl, ...one }) => {
      const table = tableNames.find((name) => tableNumber[name] === tbl)
      return table ? [{ ...one, table }] : []
    })
    const publishers = this.#tellers.publishers().map((one) => this.#overviewOf(one))
    return { tables, snapshot: ask?.snapshot.get() ?? null, publishers, imports }
  }

  find(text: string, max: number): readonly Product[] {
    const words = searchWords(text)
    if (words.length === 0) return []
    // A beginning of a word is enough for the last one, while it is long enough to say something.
    const query = words
      .map((word, at) => `"${word}"${at === words.length - 1 && word.length > 2 ? '*' : ''}`)
      .join(' AND ')
    const files = new Set(this.#tellers.all().map(({ ask }) => ask))
    // A product may be known twice in one file, from here and from the own organisation.
    const found = [...files].flatMap((ask) => ask.found.all(query, 2 * max))
    const gtins = new Set(found.map((body) => (JSON.parse(body) as Product).gtin))
    const products: Product[] = []
    for (const gtin of gtins) {
      if (products.length >= max) break
      const product = this.product(gtin)
      if (product) products.push(product)
    }
    return products
  }

  told<T extends TableName>(table: T, key: string): readonly Told<RowOf<T>>[] {
    return this.#tellers.all().flatMap((teller) => {
      const row = rowBy(teller, table, key, this.#brandOf)
      return row ? [{ row, origin: teller.origin, publisher: teller.publisher }] : []
    })
  }

  close(): void {
    this.#tellers.close()
  }

  readonly #brandOf = (gtin: string): string | undefined => this.product(gtin)?.brand

  #overviewOf({ org, word, since, scope }: TrustedPublisher): PublisherOverview {
    const ask = this.#tellers.fileOf(org)
    return {
      org,
      since,
      scope,
      snapshot: ask?.snapshot.get() ?? null,
      counts: ask?.standing.get() === word,
      tables: talliesIn(ask).map(({ table, consortium }) => ({
        table,
        rows: consortium ?? 0,
        isBelieved: coversTable(scope, table),
      })),
    }
  }

  #row<T extends TableName>(table: T, key: string): RowOf<T> | null {
    for (const teller of this.#tellers.all()) {
      const row = rowBy(teller, table, key, this.#brandOf)
      if (row) return row
    }
    return null
  }

  #named<T extends TableName>(table: T, name: string): RowOf<T> | null {
    for (const teller of this.#tellers.all()) {
      const row = rowNamed(teller, table, name, this.#brandOf)
      if (row) return row
    }
    return null
  }
}

/**
 * Certificates that a teller has on a maker. Ids of makers are each publisher's own: what it calls by another maker's id is not
 * that maker's. Who says nothing of the id itself means whom the others mean by it, and so does a local file.
 */
function certificatesBy(teller: Teller, maker: Manufacturer): Certificate[] {
  const { ask, kept, scope } = teller
  const id = coversTable(scope, 'certificates') ? idOfMaker(teller, maker) : null
  if (id === null) return []
  // '0' follows '/': every key that begins with the maker's id and the stroke.
  return ask.inRange
    .all(tableNumber.certificates, `${id}/`, `${id}0`, kept)
    .map((body) => ({ ...(JSON.parse(body) as Certificate), manufacturer: maker.id }))
}

/** What a teller calls a maker by; null when it knows nobody of that name, and somebody else by that id. */
function idOfMaker({ ask, kept, origin }: Teller, { id, name }: Manufacturer): string | null {
  const read = (body: string | undefined) => (body === undefined ? null : (JSON.parse(body) as Manufacturer))
  const byId = read(ask.byKey.get(tableNumber.manufacturers, id, kept))
  if (byId?.name === name) return id
  const byName = read(ask.byName.get(tableNumber.manufacturers, name, kept))
  if (byName) return byName.id
  return byId === null || origin === 'local' ? id : null
}

function talliesIn(ask: CatalogueStatements | null) {
  return (ask?.tallies.all() ?? []).flatMap(({ tbl, ...counts }) => {
    const table = tableNames.find((name) => tableNumber[name] === tbl)
    return table ? [{ table, ...counts }] : []
  })
}
