import { existsSync } from 'node:fs'
import {
  coversRow,
  coversTable,
  everything,
  type PublisherScope,
} from '../../core/catalogue/publisher/publisher-scope.ts'
import type { CatalogueRow, RowOf, TableName } from '../../core/catalogue/tables.ts'
import type { Database } from '../sqlite/open-database.ts'
import { type Origin, tableNumber } from './catalogue-schema.ts'
import { type CatalogueStatements, catalogueStatements } from './catalogue-statements.ts'
import { openCatalogueToRead } from './open-catalogue-reader.ts'
import { publisherFile } from './publisher-file.ts'

/** Whose word rows are: the own organisation's, another member's (`publisher`), or a local file's. */
export interface Teller {
  readonly origin: 'consortium' | 'publisher' | 'local'
  /** The member's name; null for the own organisation and local files. */
  readonly publisher: string | null
  readonly ask: CatalogueStatements
  /** How its rows are kept in its file. */
  readonly kept: Origin
  readonly scope: PublisherScope
}

/** Another member that is believed. */
export interface TrustedPublisher {
  readonly org: string
  /** Hex statement id of the word by which it is. */
  readonly word: string
  /** RFC 3339 */
  readonly since: string
  readonly scope: PublisherScope
}

interface Opened {
  readonly db: Database
  readonly ask: CatalogueStatements
}

/** The files that a catalogue consists of, opened once they are there, and who speaks in them. */
export class Tellers {
  readonly #file
  readonly #open = new Map<string, Opened>()
  readonly #scopes = new Map<string, PublisherScope>()

  constructor(file: string) {
    this.#file = file
  }

  /** The workspace's own file; null while there is none. */
  own(): CatalogueStatements | null {
    return this.#ask(this.#file)
  }

  /** Who is believed, first who counts first, whether anything of theirs is here or not. */
  publishers(): TrustedPublisher[] {
    return (this.own()?.publishers.all() ?? []).map(({ scope, ...one }) => ({
      ...one,
      scope: this.#scopeOf(scope),
    }))
  }

  /** What lies here of a publisher; null for nothing. Whether it counts is asked apart. */
  fileOf(org: string): CatalogueStatements | null {
    return this.#ask(publisherFile(this.#file, org))
  }

  /** Everybody whose rows count, in the order in which they do: the own organisation, publishers, local files. */
  all(): Teller[] {
    const own = this.own()
    if (!own) return []
    const others = this.publishers().flatMap(({ org, word, scope }): Teller[] => {
      const ask = this.fileOf(org)
      if (ask?.standing.get() !== word) return []
      return [{ origin: 'publisher', publisher: org, ask, kept: 'consortium', scope }]
    })
    return [
      { origin: 'consortium', publisher: null, ask: own, kept: 'consortium', scope: everything },
      ...others,
      { origin: 'local', publisher: null, ask: own, kept: 'local', scope: everything },
    ]
  }

  close(): void {
    for (const { db } of this.#open.values()) db.close()
    this.#open.clear()
  }

  #ask(file: string): CatalogueStatements | null {
    const known = this.#open.get(file)
    if (known) return known.ask
    const db = existsSync(file) ? openCatalogueToRead(file) : null
    if (!db) return null
    const ask = catalogueStatements(db)
    this.#open.set(file, { db, ask })
    return ask
  }

  /** Read once: the same few texts are met at every look-up. */
  #scopeOf(text: string): PublisherScope {
    let scope = this.#scopes.get(text)
    if (!scope) {
      scope = JSON.parse(text) as PublisherScope
      this.#scopes.set(text, scope)
    }
    return scope
  }
}

/** What a teller says of a key, as far as that counts. */
export function rowBy<T extends TableName>(
  teller: Teller,
  table: T,
  key: string,
  brandOf: (gtin: string) => string | undefined,
): RowOf<T> | null {
  if (!coversTable(teller.scope, table)) return null
  return counted(teller, table, teller.ask.byKey.get(tableNumber[table], key, teller.kept), brandOf)
}

/** The same by the name that other papers give it. */
export function rowNamed<T extends TableName>(
  teller: Teller,
  table: T,
  name: string,
  brandOf: (gtin: string) => string | undefined,
): RowOf<T> | null {
  if (!coversTable(teller.scope, table)) return null
  return counted(teller, table, teller.ask.byName.get(tableNumber[table], name, teller.kept), brandOf)
}

function counted<T extends TableName>(
  { scope }: Teller,
  table: T,
  body: string | undefined,
  brandOf: (gtin: string) => string | undefined,
): RowOf<T> | null {
  if (body === undefined) return null
  const row = JSON.parse(body) as RowOf<T>
  return coversRow(scope, table, row as CatalogueRow, brandOf) ? row : null
}
