import { Frontier } from '../../../core/log/frontier.ts'
import type { NodeReader } from '../../../core/log/stored-tree.ts'
import { leafMessage } from '../../../core/log/tree-hash.ts'
import type { Link } from '../../../core/statement/chain.ts'
import { contentTypes } from '../../../core/statement/content-types.ts'
import { readStatement, type Statement } from '../../../core/statement/statement.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { asDatabaseFailure, type OpenDatabase, openDatabase } from '../../../platform/sqlite/open-database.ts'
import { type EquivocationShelf, openEquivocationShelf } from '../entry/equivocation-shelf.ts'
import { type HeldBatches, openHeldBatches } from '../entry/held-batches.ts'
import { openRefusalShelf, type RefusalShelf } from '../entry/refusal-shelf.ts'
import { LOG_APPLICATION_ID, logMigrations } from './log-schema.ts'

/** A statement that may be logged: what the log keeps beside its bytes. */
export interface NewEntry extends Link {
  readonly bytes: Uint8Array
}

/** The one writer of a log: its entries, the hashes of its tree and its cosigned checkpoints. Nothing is ever changed. */
export interface LogStore {
  /** Number of entries. */
  size(): number
  root(): Uint8Array
  /** Hash of a complete subtree. */
  readonly node: NodeReader
  /** Where a statement (hex id) stands in the log, or null. */
  leafOf(id: string): number | null
  /** The last statement of a key's chain, and the statement with an id. */
  headOf(kid: string): Link | null
  linkOf(id: string): Link | null
  /** The statement with an id, and the one at a place in a key's chain, whole. */
  statementOf(id: string): Statement | null
  statementAt(kid: string, seq: number): Statement | null
  /** Bytes of the entries from `from`, at most `count`. */
  entries(from: number, count: number): Uint8Array[]
  /** The manifests among the `within` entries behind a leaf, in order, at most 64. */
  manifestsBehind(leaf: number, within: number): Statement[]
  /** Appends all of them, durably, or none. Ids that are in the log already are a bug of the caller. */
  append(entries: readonly NewEntry[]): void
  /** The newest cosigned checkpoint, and the first that covers a leaf. */
  latestCheckpoint(): StoredCheckpoint | null
  checkpointCovering(leaf: number): StoredCheckpoint | null
  addCheckpoint(checkpoint: StoredCheckpoint): void
  readonly equivocations: EquivocationShelf
  readonly refusals: RefusalShelf
  readonly held: HeldBatches
  /** All that `work` writes, durably, or nothing of it. */
  transaction<Value>(work: () => Value): Value
  close(): void
}

export interface StoredCheckpoint {
  readonly size: number
  /** The signed note: the log's line first, then the witnesses'. */
  readonly note: string
}

/** Opens the log in `file`, made when absent. Throws what `openDatabase` throws, and `disk-full` when it can't append. */
export function openLogStore(file: string, open: OpenDatabase = openDatabase): LogStore {
  const db = open(file, { applicationId: LOG_APPLICATION_ID, migrations: logMigrations })
  const select = {
    size: db.prepare<[], number>('SELECT count(*) FROM entries').pluck(),
    node: db
      .prepare<[number, number], Buffer>('SELECT hash FROM nodes WHERE level = ? AND place = ?')
      .pluck(),
    leaf: db.prepare<[Buffer], number>('SELECT leaf FROM entries WHERE id = ?').pluck(),
    head: db.prepare<[Buffer], LinkRow>(
      `${linkColumns} WHERE kid = ? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1`,
    ),
    link: db.prepare<[Buffer], LinkRow>(`${linkColumns} WHERE id = ?`),
    ofId: db.prepare<[Buffer], Buffer>('SELECT bytes FROM entries WHERE id = ?').pluck(),
    at: db.prepare<[Buffer, number], Buffer>('SELECT bytes FROM entries WHERE kid = ? AND seq = ?').pluck(),
    bytes: db
      .prepare<[number, number], Buffer>('SELECT bytes FROM entries WHERE leaf >= ? ORDER BY leaf LIMIT ?')
      .pluck(),
    manifests: db
      .prepare<[number, number, string], Buffer>(
        'SELECT bytes FROM entries WHERE leaf > ? AND leaf <= ? AND content_type = ? ORDER BY leaf LIMIT 64',
      )
      .pluck(),
    latest: db.prepare<[], StoredCheckpoint>('SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1'),
    covering: db.prepare<[number], StoredCheckpoint>(
      'SELECT size, note FROM checkpoints WHERE size > ? ORDER BY size LIMIT 1',
    ),
  }
  const insert = {
    entry: db.prepare(
      'INSERT INTO entries (leaf, id, kid, seq, content_type, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    node: db.prepare('INSERT INTO nodes (level, place, hash) VALUES (?, ?, ?)'),
    checkpoint: db.prepare('INSERT INTO checkpoints (size, note) VALUES (?, ?)'),
  }
  const node: NodeReader = (level, index) => {
    const hash = select.node.get(level, index)
    if (hash === undefined) throw new RangeError(`subtree ${index} of level ${level} is not in the log`)
    return new Uint8Array(hash)
  }
  // Entries are never removed, so their count is the next leaf; it is read once, then kept.
  let frontier = Frontier.from(node, select.size.get() ?? 0)

  const append = db.transaction((entries: readonly NewEntry[]) => {
    const grown = Frontier.from(node, frontier.size)
    for (const { id, kid, seq, contentType, bytes } of entries) {
      insert.entry.run(grown.size, fromHex(id), fromHex(kid), seq ?? null, contentType, bytes)
      for (const { level, index, hash } of grown.append(sha256Native(leafMessage(bytes))))
        insert.node.run(level, index, hash)
    }
    return grown
  })

  return {
    size: () => frontier.size,
    root: () => frontier.root(),
    node,
    leafOf: (id) => select.leaf.get(fromHex(id)) ?? null,
    headOf: (kid) => toLink(select.head.get(fromHex(kid))),
    linkOf: (id) => toLink(select.link.get(fromHex(id))),
    statementOf: (id) => toStatement(select.ofId.get(fromHex(id))),
    statementAt: (kid, seq) => toStatement(select.at.get(fromHex(kid), seq)),
    equivocations: openEquivocationShelf(db, file),
    refusals: openRefusalShelf(db, file),
    held: openHeldBatches(db, file),
    transaction(work) {
      try {
        return db.transaction(work).immediate()
      } catch (error) {
        frontier = Frontier.from(node, select.size.get() ?? 0)
        throw asDatabaseFailure(error, file)
      }
    },
    entries: (from, count) => select.bytes.all(from, count),
    manifestsBehind: (leaf, within) =>
      select.manifests
        .all(leaf, leaf + within, contentTypes.manifest)
        .map((bytes) => readStatement(bytes, sha256Native)),
    append(entries) {
      try {
        frontier = append.immediate(entries)
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    latestCheckpoint: () => select.latest.get() ?? null,
    checkpointCovering: (leaf) => select.covering.get(leaf) ?? null,
    addCheckpoint({ size, note }) {
      try {
        insert.checkpoint.run(size, note)
      } catch (error) {
        throw asDatabaseFailure(error, file)
      }
    },
    close: () => db.close(),
  }
}

const linkColumns = 'SELECT id, kid, seq, content_type FROM entries'

interface LinkRow {
  readonly id: Buffer
  readonly kid: Buffer
  readonly seq: number | null
  readonly content_type: string
}

const toStatement = (bytes: Buffer | undefined): Statement | null =>
  bytes === undefined ? null : readStatement(bytes, sha256Native)

function toLink(row: LinkRow | undefined): Link | null {
  if (row === undefined) return null
  const link = { id: row.id.toString('hex'), kid: row.kid.toString('hex'), contentType: row.content_type }
  return row.seq === null ? link : { ...link, seq: row.seq }
}

function fromHex(id: string): Buffer {
  return Buffer.from(id, 'hex')
}
