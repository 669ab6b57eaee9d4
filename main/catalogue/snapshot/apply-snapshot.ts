import type { ChunkEntry, TreeRoot } from '../../../core/catalogue/snapshot/chunk-entry.ts'
import { assertChunk, entriesOfChunk, rowsOfChunk } from '../../../core/catalogue/snapshot/read-chunk.ts'
import {
  placeOf,
  readSnapshot,
  type SignedSnapshot,
  type SnapshotManifest,
  type SnapshotTrust,
} from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import { type TableName, tableNames } from '../../../core/catalogue/tables.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { tableNumber } from '../../../platform/catalogue/catalogue-schema.ts'
import { inflateExactly } from '../../../platform/files/inflate-exactly.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { asDatabaseFailure, type Database } from '../../../platform/sqlite/open-database.ts'
import { openCatalogueFile, RowWriter } from '../catalogue-file.ts'
import type { ChunkSource } from './chunk-source.ts'
import { IncomingChunks } from './incoming-chunks.ts'
import { mergeRows } from './merge-rows.ts'

/** How far it is, in chunks fetched or rows written. `store` cannot be cancelled any more. */
export interface ApplyProgress {
  readonly stage: 'fetch' | 'apply' | 'store'
  readonly done: number
  readonly total: number
}

export interface AppliedSnapshot {
  readonly version: number
  readonly hash: string
  /** `current`: it was in force already, and nothing was done. */
  readonly outcome: 'applied' | 'current'
  /** Chunks that came from the source now, and their bytes on the way. */
  readonly fetched: number
  readonly fetchedBytes: number
  readonly added: number
  readonly changed: number
  readonly removed: number
}

export interface ApplyOptions {
  readonly catalogue: string
  readonly trust: SnapshotTrust
  /** Hex id of the word by which another member is believed whose version this is; absent for the own organisation's. */
  readonly word?: string | undefined
  /** RFC 3339 */
  readonly t: string
  /** Told now and then; what it throws ends the work, and what was fetched is kept. */
  readonly onProgress: (progress: ApplyProgress) => void
}

/** How many chunks are asked for at once. */
const AT_ONCE = 16

const incomingFile = (catalogue: string): string => catalogue.replace(/(\.sqlite)?$/, '-incoming.sqlite')

/**
 * Brings the catalogue to the newest version that a source has, as a difference: only chunks that are not here are fetched,
 * and only rows that differ are written, all in one transaction. Cut off at any point it goes on from what was fetched, and
 * readers see the old version or the new one. Throws `catalogue-snapshot-missing`, those of `readSnapshot` and `placeOf`,
 * `catalogue-chunk-…`, `database-…`, `disk-full`, and what the source throws.
 */
export async function applySnapshot(source: ChunkSource, options: ApplyOptions): Promise<AppliedSnapshot> {
  const bytes = await source.latest()
  if (bytes === null) throw new BondmarkError('catalogue-snapshot-missing', { where: source.name })
  const signed = readSnapshot(bytes, options.trust)
  const db = openCatalogueFile(options.catalogue)
  try {
    const before = inForce(db)
    const nothing = { fetched: 0, fetchedBytes: 0, added: 0, changed: 0, removed: 0 }
    const { hash, manifest } = signed
    if (placeOf(signed, before && { hash: before.hash, version: before.manifest.version }) === 'current') {
      if (options.word !== undefined) stand(db, options.word)
      return { version: manifest.version, hash, outcome: 'current', ...nothing }
    }
    const incoming = new IncomingChunks(incomingFile(options.catalogue))
    try {
      const work = new SnapshotWork(db, source, incoming, options)
      const done = await work.bring(before, signed)
      incoming.remove()
      return { version: manifest.version, hash, outcome: 'applied', ...done }
    } catch (error) {
      incoming.close()
      throw error
    }
  } catch (error) {
    throw asDatabaseFailure(error, options.catalogue)
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
    db.close()
  }
}

/** What lies here counts by this word from now on: it was just verified. */
export const stand = (db: Database, word: string): void => {
  db.prepare('INSERT OR REPLACE INTO standing (n, word) VALUES (1, ?)').run(word)
}

/** The version that is in force here; it was verified when it was applied, and its bytes are its own. */
function inForce(db: Database): SignedSnapshot | null {
  const row = db
    .prepare<[], { hash: string; manifest: string; statement: Buffer }>(
      'SELECT hash, manifest, statement FROM snapshot ORDER BY version DESC LIMIT 1',
    )
    .get()
  return row ? { hash: row.hash, manifest: JSON.parse(row.manifest), bytes: row.statement } : null
}

/** What is to be done for one table: leaves that go, and leaves that come, each in the order of keys. */
interface TableDifference {
  readonly table: TableName
  readonly gone: readonly ChunkEntry[]
  readonly come: readonly ChunkEntry[]
  /** Every chunk of entries of the new tree, by its hash. */
  readonly nodes: ReadonlyMap<string, Uint8Array>
}

class SnapshotWork {
  readonly #db
  readonly #source
  readonly #incoming
  readonly #options
  readonly #node
  #fetched = 0
  #fetchedBytes = 0

  constructor(db: Database, source: ChunkSource, incoming: IncomingChunks, options: ApplyOptions) {
    this.#db = db
    this.#source = source
    this.#incoming = incoming
    this.#options = options
    this.#node = db.prepare<[string], { bytes: Buffer }>('SELECT bytes FROM node WHERE hash = ?')
  }

  async bring(before: SignedSnapshot | null, next: SignedSnapshot) {
    const differences: TableDifference[] = []
    for (const table of tableNames) {
      const [was, is] = [before?.manifest.tables[table], next.manifest.tables[table]]
      if (was?.sha256 === is?.sha256) continue
      differences.push(await this.#differenceOf(table, was, is))
    }
    const leaves = differences.flatMap(({ table, come }) => come.map((entry) => ({ table, entry })))
    await this.#fetchAll(leaves)
    const counts = this.#store(differences, next)
    return { fetched: this.#fetched, fetchedBytes: this.#fetchedBytes, ...counts }
  }

  /** Walks both trees where they differ. */
  async #differenceOf(
    table: TableName,
    was: TreeRoot | undefined,
    is: TreeRoot | undefined,
  ): Promise<TableDifference> {
    const old = new Set<string>()
    if (was) this.#collect(table, was, was.level, old)
    const shared = new Set<string>()
    const nodes = new Map<string, Uint8Array>()
    const come: ChunkEntry[] = []
    let level: readonly ChunkEntry[] = is ? [is] : []
    for (let height = is?.level ?? -1; height >= 0; height--) {
      const next: ChunkEntry[] = []
      const different = level.filter((entry) => {
        if (old.has(entry.sha256)) shared.add(entry.sha256)
        return !old.has(entry.sha256)
      })
      if (height === 0) come.push(...different)
      else {
        await this.#fetchAll(different.map((entry) => ({ table, entry })))
        for (const entry of different) {
          const text = this.#text(table, entry)
          nodes.set(entry.sha256, text)
          next.push(...entriesOfChunk(table, entry, text))
        }
      }
      level = next
    }
    return { table, gone: was ? this.#leavesBut(table, was, was.level, shared) : [], come, nodes }
  }

  /** Every hash of a tree that is here. */
  #collect(table: TableName, entry: ChunkEntry, level: number, into: Set<string>): void {
    into.add(entry.sha256)
    if (level > 0)
      for (const child of this.#children(table, entry)) this.#collect(table, child, level - 1, into)
  }

  /** The leaves of a tree that is here, but those of shared branches. */
  #leavesBut(table: TableName, entry: ChunkEntry, level: number, shared: ReadonlySet<string>): ChunkEntry[] {
    if (shared.has(entry.sha256)) return []
    if (level === 0) return [entry]
    return this.#children(table, entry).flatMap((child) => this.#leavesBut(table, child, level - 1, shared))
  }

  #children(table: TableName, entry: ChunkEntry): ChunkEntry[] {
    const text = this.#node.get(entry.sha256)?.bytes
    if (!text) throw new BondmarkError('catalogue-damaged', { where: `${table}, ${entry.sha256}` })
    assertChunk(table, entry, text, sha256Native)
    return entriesOfChunk(table, entry, text)
  }

  /** Has the source give what is not here yet; each chunk is checked before it is kept. */
  async #fetchAll(
    wanted: readonly { readonly table: TableName; readonly entry: ChunkEntry }[],
  ): Promise<void> {
    const missing = wanted.filter(({ entry }) => this.#incoming.get(entry.sha256) === null)
    let done = wanted.length - missing.length
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      this.#options.onProgress({ stage: 'fetch', done, total: wanted.length })
      const some = missing.slice(at, at + AT_ONCE)
      // All of them are waited for: what came is kept, also when one did not.
      const came = await Promise.allSettled(some.map(({ entry }) => this.#source.chunk(entry.sha256)))
      for (const [n, { table, entry }] of some.entries()) {
        const one = came[n]
        if (one?.status !== 'fulfilled') {
          this.#incoming.keep()
          throw one?.reason
        }
        this.#take(table, entry, one.value)
      }
      done += some.length
    }
    this.#incoming.keep()
  }

  #take(table: TableName, entry: ChunkEntry, deflated: Uint8Array | null): void {
    if (deflated === null) {
      this.#incoming.keep()
      throw new BondmarkError('catalogue-chunk-missing', {
        table,
        chunk: entry.sha256,
        where: this.#source.name,
      })
    }
    this.#checked(table, entry, deflated)
    this.#incoming.put(entry.sha256, deflated)
    this.#fetched++
    this.#fetchedBytes += deflated.length
  }

  #checked(table: TableName, entry: ChunkEntry, deflated: Uint8Array): Uint8Array {
    const text = inflateExactly(deflated, entry.bytes)
    if (!text) throw new BondmarkError('catalogue-chunk-changed', { table, chunk: entry.sha256 })
    assertChunk(table, entry, text, sha256Native)
    return text
  }

  /** The text of a chunk that was fetched. */
  #text(table: TableName, entry: ChunkEntry): Uint8Array {
    const deflated = this.#incoming.get(entry.sha256)
    if (!deflated)
      throw new BondmarkError('catalogue-chunk-missing', {
        table,
        chunk: entry.sha256,
        where: this.#source.name,
      })
    return this.#checked(table, entry, deflated)
  }

  #store(differences: readonly TableDifference[], { manifest, hash, bytes }: SignedSnapshot) {
    const counts = { added: 0, changed: 0, removed: 0 }
    const total = differences.reduce(
      (sum, { come }) => sum + come.reduce((rows, leaf) => rows + leaf.rows, 0),
      0,
    )
    let done = 0
    const onRow = () => {
      if (done++ % 1000 === 0) this.#options.onProgress({ stage: 'apply', done, total })
    }
    const writer = new RowWriter(this.#db, 'consortium')
    this.#db.exec('BEGIN IMMEDIATE')
    for (const { table, gone, come, nodes } of differences) {
      const incoming = this.#rows(table, come, onRow)
      mergeRows(this.#rowsHere(table, gone), incoming, {
        put: (row) => {
          const { outcome } = writer.put(table, row)
          if (outcome !== 'unchanged') counts[outcome]++
        },
        remove: (key) => {
          if (writer.remove(table, key)) counts.removed++
        },
      })
      this.#replaceNodes(nodes)
    }
    this.#options.onProgress({ stage: 'store', done: total, total })
    this.#dropUnused(manifest.tables)
    this.#db
      .prepare(
        'INSERT INTO snapshot (version, hash, t, created_at, manifest, statement) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(manifest.version, hash, this.#options.t, manifest.createdAt, JSON.stringify(manifest), bytes)
    if (this.#options.word !== undefined) stand(this.#db, this.#options.word)
    this.#db.exec('COMMIT')
    return counts
  }

  *#rows(table: TableName, leaves: readonly ChunkEntry[], onRow: () => void) {
    for (const leaf of leaves)
      for (const row of rowsOfChunk(table, leaf, this.#text(table, leaf))) {
        onRow()
        yield row
      }
  }

  /** The rows of leaves that go, leaf by leaf: what is written meanwhile lies behind what was read. */
  *#rowsHere(table: TableName, leaves: readonly ChunkEntry[]) {
    const within = this.#db.prepare<[number, string, string], { key: string; body: string }>(
      "SELECT key, body FROM row WHERE tbl = ? AND origin = 'consortium' AND key BETWEEN ? AND ? ORDER BY key",
    )
    for (const { first, last } of leaves) yield* within.all(tableNumber[table], first, last)
  }

  #replaceNodes(nodes: ReadonlyMap<string, Uint8Array>): void {
    const add = this.#db.prepare('INSERT OR IGNORE INTO node VALUES (?, ?)')
    for (const [hash, bytes] of nodes) add.run(hash, bytes)
  }

  /** Chunks of entries that the version in force does not need. */
  #dropUnused(tables: SnapshotManifest['tables']): void {
    const used = new Set<string>()
    for (const table of tableNames) {
      const root = tables[table]
      if (root) this.#collect(table, root, root.level, used)
    }
    const all = this.#db.prepare<[], { hash: string }>('SELECT hash FROM node').all()
    const drop = this.#db.prepare('DELETE FROM node WHERE hash = ?')
    for (const { hash } of all) if (!used.has(hash)) drop.run(hash)
  }
}
