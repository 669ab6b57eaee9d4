import type { Failure } from '../../../core/errors/bondmark-error.ts'
import { asDatabaseFailure, type OpenDatabase, openDatabase } from '../../../platform/sqlite/open-database.ts'
import { WORKSPACE_APPLICATION_ID, workspaceMigrations } from './workspace-schema.ts'

/** Whose document: an organisation's warehouse, by its GLN. */
export interface Warehouse {
  readonly org: string
  readonly warehouse: string
}

/** One generation of a document, without its bytes. */
export interface StoredGeneration extends Warehouse {
  readonly generation: number
  readonly openedMs: number
  readonly heads: readonly string[]
  /** What was added since it began: how much, and how many bytes with what it began with. */
  readonly changes: number
  readonly bytes: number
}

/** A change as Automerge encodes it, by its hash. */
export interface StoredChange {
  readonly hash: string
  readonly deps: readonly string[]
  readonly bytes: Uint8Array
}

/** A station whose change was not lawful, and why (`change` is its hash, when one was to blame). */
export interface SetAside {
  readonly kid: string
  readonly atMs: number
  readonly change: string | null
  readonly failure: Failure
}

/** The documents that stations share, durable before anybody is answered. */
export interface WorkspaceStore {
  newest(of: Warehouse): StoredGeneration | null
  /** The newest document of every warehouse, at most `max`. */
  all(max: number): StoredGeneration[]
  /** How many warehouses of an organisation have documents. */
  warehouses(org: string): number
  /** The document as Automerge loads it: what it began with, then each change. */
  document(of: StoredGeneration): Uint8Array
  /** Adds changes of a station; those that are there already stay. False when the generation is no longer the newest. */
  add(of: StoredGeneration, kid: string, changes: readonly StoredChange[]): boolean
  /** Begins the next generation with these bytes; the one before the newest is kept, older ones are not. */
  begin(
    of: Warehouse & { generation: number },
    nowMs: number,
    base: Uint8Array,
    heads: readonly string[],
  ): void
  setAside(of: StoredGeneration, aside: SetAside): void
  asides(of: StoredGeneration): SetAside[]
  hear(of: Warehouse, kid: string, atMs: number): void
  /** When each station was heard last, Unix ms. */
  heard(of: Warehouse): Map<string, number>
  close(): void
}

interface DocumentRow {
  generation: number
  openedMs: number
  heads: string
  changes: number
  bytes: number
}

/** Opens the documents in `file`, made when absent. Throws what `openDatabase` throws, and `disk-full` when it can't write. */
export function openWorkspaceStore(file: string, open: OpenDatabase = openDatabase): WorkspaceStore {
  const db = open(file, { applicationId: WORKSPACE_APPLICATION_ID, migrations: workspaceMigrations })
  const which = 'org = @org AND warehouse = @warehouse AND generation = @generation'
  type Which = Warehouse & { generation: number }
  const newest = db.prepare<Warehouse, DocumentRow>(
    `SELECT generation, opened_ms AS openedMs, heads,
       (SELECT count(*) FROM change AS c WHERE c.org = d.org AND c.warehouse = d.warehouse AND c.generation = d.generation) AS changes,
       length(base) + (SELECT coalesce(sum(length(bytes)), 0) FROM change AS c
         WHERE c.org = d.org AND c.warehouse = d.warehouse AND c.generation = d.generation) AS bytes
     FROM document AS d WHERE org = @org AND warehouse = @warehouse ORDER BY generation DESC LIMIT 1`,
  )
  const base = db.prepare<Which, Buffer>(`SELECT base FROM document WHERE ${which}`).pluck()
  const changes = db.prepare<Which, Buffer>(`SELECT bytes FROM change WHERE ${which} ORDER BY n`).pluck()
  const addChange = db.prepare<Which & { hash: string; kid: string; bytes: Uint8Array }>(
    `INSERT OR IGNORE INTO change (org, warehouse, generation, hash, kid, bytes)
     VALUES (@org, @warehouse, @generation, @hash, @kid, @bytes)`,
  )
  const setHeads = db.prepare<Which & { heads: string }>(`UPDATE document SET heads = @heads WHERE ${which}`)
  const find = (of: Warehouse): StoredGeneration | null => {
    const row = newest.get({ org: of.org, warehouse: of.warehouse })
    return row ? { org: of.org, warehouse: of.warehouse, ...row, heads: JSON.parse(row.heads) } : null
  }
  const writing =
    <A extends unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return db.transaction(work).immediate(...args)
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    }
  const named = ({ org, warehouse, generation }: Which): Which => ({ org, warehouse, generation })

  return {
    newest: find,
    all: (max) =>
      db
        .prepare<[number], Warehouse>(
          'SELECT DISTINCT org, warehouse FROM document ORDER BY org, warehouse LIMIT ?',
        )
        .all(max)
        .flatMap((of) => find(of) ?? []),
    warehouses: (org) =>
      db
        .prepare<[string], number>('SELECT count(DISTINCT warehouse) FROM document WHERE org = ?')
        .pluck()
        .get(org) ?? 0,
    document(of) {
      const began = base.get(named(of))
      return new Uint8Array(Buffer.concat([began ?? Buffer.of(), ...changes.all(named(of))]))
    },
    add: writing((of: StoredGeneration, kid: string, added: readonly StoredChange[]) => {
      const now = find(of)
      if (now?.generation !== of.generation) return false
      const heads = new Set(now.heads)
      for (const { hash, deps, bytes } of added) {
        if (addChange.run({ ...named(of), hash, kid, bytes }).changes === 0) continue
        for (const dep of deps) heads.delete(dep)
        heads.add(hash)
      }
      setHeads.run({ ...named(of), heads: JSON.stringify([...heads].sort()) })
      return true
    }),
    begin: writing((of, nowMs, bytes, heads) => {
      db.prepare(
        `INSERT INTO document (org, warehouse, generation, opened_ms, base, heads) VALUES (?, ?, ?, ?, ?, ?)`,
      ).run(of.org, of.warehouse, of.generation, nowMs, bytes, JSON.stringify(heads))
      db.prepare('DELETE FROM document WHERE org = ? AND warehouse = ? AND generation < ?').run(
        of.org,
        of.warehouse,
        of.generation - 1,
      )
    }),
    setAside: writing((of, { kid, atMs, change, failure }) => {
      db.prepare(
        `INSERT OR IGNORE INTO set_aside (org, warehouse, generation, kid, at_ms, change, code, detail)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        of.org,
        of.warehouse,
        of.generation,
        kid,
        atMs,
        change,
        failure.code,
        JSON.stringify(failure.detail),
      )
    }),
    asides: (of) =>
      db
        .prepare<Which, { kid: string; atMs: number; change: string | null; code: string; detail: string }>(
          `SELECT kid, at_ms AS atMs, change, code, detail FROM set_aside WHERE ${which} ORDER BY kid`,
        )
        .all(named(of))
        .map(({ kid, atMs, change, code, detail }) => ({
          kid,
          atMs,
          change,
          failure: { code, detail: JSON.parse(detail) } as Failure,
        })),
    hear: writing((of, kid, atMs) => {
      db.prepare(
        `INSERT INTO heard (org, warehouse, kid, at_ms) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms`,
      ).run(of.org, of.warehouse, kid, atMs)
    }),
    heard: (of) =>
      new Map(
        db
          .prepare<[string, string], { kid: string; atMs: number }>(
            'SELECT kid, at_ms AS atMs FROM heard WHERE org = ? AND warehouse = ?',
          )
          .all(of.org, of.warehouse)
          .map(({ kid, atMs }) => [kid, atMs]),
      ),
    close: () => db.close(),
  }
}
