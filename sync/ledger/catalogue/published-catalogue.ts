import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { type Database, openDatabase } from '../../../platform/sqlite/open-database.ts'

/** "BMcp": snapshots of the catalogue that a ledger hands out. */
const APPLICATION_ID = 0x42_4d_63_70

const migrations = [
  {
    number: 1,
    sql: `
CREATE TABLE snapshot (version INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, statement BLOB NOT NULL) STRICT;
CREATE TRIGGER snapshot_no_update BEFORE UPDATE ON snapshot BEGIN SELECT RAISE(ABORT, 'snapshots are never changed'); END;
CREATE TRIGGER snapshot_no_delete BEFORE DELETE ON snapshot BEGIN SELECT RAISE(ABORT, 'snapshots are never removed'); END;
CREATE TABLE chunk (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
`,
  },
  {
    // Versions of other members, each in a line of its own; their chunks lie with all others.
    number: 2,
    sql: `
CREATE TABLE published (
  org TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL UNIQUE, statement BLOB NOT NULL, PRIMARY KEY (org, version)
) STRICT;
CREATE TRIGGER published_no_update BEFORE UPDATE ON published BEGIN SELECT RAISE(ABORT, 'snapshots are never changed'); END;
CREATE TRIGGER published_no_delete BEFORE DELETE ON published BEGIN SELECT RAISE(ABORT, 'snapshots are never removed'); END;
`,
  },
]

/** Where a ledger keeps them, in its folder. */
export const publishedCatalogueFile = (data: string): string => join(data, 'catalogue.sqlite')

export interface PublishedVersion {
  readonly version: number
  readonly hash: string
  readonly statement: Uint8Array
}

/** The newest snapshot that was published, of the own organisation and of other members, and every chunk of it; chunks of older ones stay for whoever is still fetching. */
export interface PublishedCatalogue {
  newest(): PublishedVersion | null
  /** The same of another member. */
  newestOf(org: string): PublishedVersion | null
  /** Other members of whom there is a version, by name. */
  publishers(): readonly { readonly org: string; readonly version: number; readonly hash: string }[]
  /** In raw deflate. */
  chunk(sha256: string): Uint8Array | null
}

const statementsOf = (db: Database) => ({
  newest: db.prepare<[], { version: number; hash: string; statement: Buffer }>(
    'SELECT version, hash, statement FROM snapshot ORDER BY version DESC LIMIT 1',
  ),
  newestOf: db.prepare<[string], { version: number; hash: string; statement: Buffer }>(
    'SELECT version, hash, statement FROM published WHERE org = ? ORDER BY version DESC LIMIT 1',
  ),
  publishers: db.prepare<[], { org: string; version: number; hash: string }>(
    'SELECT org, max(version) AS version, hash FROM published GROUP BY org ORDER BY org LIMIT 1024',
  ),
  chunk: db.prepare<[string], { bytes: Buffer }>('SELECT bytes FROM chunk WHERE sha256 = ?'),
})

/** Reads what is published in a file, and finds it once somebody has published. Throws `database-…`. */
export class CatalogueShelf implements PublishedCatalogue {
  readonly #file
  #open: { readonly db: Database; readonly ask: ReturnType<typeof statementsOf> } | null = null

  constructor(file: string) {
    this.#file = file
  }

  newest() {
    return this.#ask()?.newest.get() ?? null
  }

  newestOf(org: string) {
    return this.#ask()?.newestOf.get(org) ?? null
  }

  publishers() {
    return this.#ask()?.publishers.all() ?? []
  }

  chunk(sha256: string): Uint8Array | null {
    return this.#ask()?.chunk.get(sha256)?.bytes ?? null
  }

  close(): void {
    this.#open?.db.close()
    this.#open = null
  }

  #ask() {
    if (this.#open) return this.#open.ask
    if (!existsSync(this.#file)) return null
    const db = openToRead(this.#file)
    this.#open = { db, ask: statementsOf(db) }
    return this.#open.ask
  }
}

/** One of an older release is brought forward first: a ledger that runs hands out what it did. */
function openToRead(file: string): Database {
  const options = { applicationId: APPLICATION_ID, migrations }
  try {
    return openDatabase(file, { ...options, readonly: true })
  } catch (error) {
    if (!(error instanceof BondmarkError) || error.code !== 'database-older') throw error
    openDatabase(file, { ...options, mustExist: true }).close()
    return openDatabase(file, { ...options, readonly: true })
  }
}

/** Publishes a version, beside a ledger that runs too. Who calls it has verified every chunk. */
export class CataloguePublisher {
  readonly #db: Database
  readonly #ask
  readonly #add
  readonly #org

  /** `org`: the member whose versions these are; null for the ledger's own organisation. */
  constructor(file: string, org: string | null = null) {
    this.#org = org
    this.#db = openDatabase(file, { applicationId: APPLICATION_ID, migrations })
    this.#ask = statementsOf(this.#db)
    this.#add = this.#db.prepare('INSERT OR IGNORE INTO chunk VALUES (?, ?)')
  }

  newest() {
    return (this.#org === null ? this.#ask.newest.get() : this.#ask.newestOf.get(this.#org)) ?? null
  }

  chunk(sha256: string): Uint8Array | null {
    return this.#ask.chunk.get(sha256)?.bytes ?? null
  }

  /** Keeps chunks: nobody asks for them before a manifest names them, so that a kill between them leaves nothing half-said. */
  keep(chunks: readonly (readonly [sha256: string, deflated: Uint8Array])[]): void {
    this.#db.transaction(() => {
      for (const [sha256, bytes] of chunks) this.#add.run(sha256, bytes)
    })()
  }

  publish(version: number, hash: string, statement: Uint8Array): void {
    if (this.#org === null)
      this.#db.prepare('INSERT INTO snapshot VALUES (?, ?, ?)').run(version, hash, statement)
    else
      this.#db.prepare('INSERT INTO published VALUES (?, ?, ?, ?)').run(this.#org, version, hash, statement)
  }

  close(): void {
    this.#db.close()
  }
}
