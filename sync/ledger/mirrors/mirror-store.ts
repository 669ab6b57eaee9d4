import { Frontier } from '../../../core/log/frontier.ts'
import type { NodeReader } from '../../../core/log/stored-tree.ts'
import { leafMessage } from '../../../core/log/tree-hash.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import { asDatabaseFailure, type OpenDatabase, openDatabase } from '../../../platform/sqlite/open-database.ts'
import type { StoredCheckpoint } from '../log/log-store.ts'

/** SQLite's application_id of a mirror: "BMMR". */
const MIRROR_APPLICATION_ID = 0x424d4d52

/** What a checkpoint covers stays for good; what was taken beyond it waits for the next one, and may be thrown away. */
const migrations = [
  {
    number: 1,
    sql: `
CREATE TABLE entries (
  leaf INTEGER PRIMARY KEY CHECK (leaf >= 0),
  bytes BLOB NOT NULL CHECK (length(bytes) <= 65535)
) STRICT;
CREATE TABLE nodes (
  level INTEGER NOT NULL,
  place INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoints (size INTEGER PRIMARY KEY CHECK (size >= 0), note TEXT NOT NULL) STRICT;
CREATE TABLE forks (n INTEGER PRIMARY KEY, proof BLOB NOT NULL UNIQUE) STRICT;
CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries
WHEN OLD.leaf < (SELECT coalesce(max(size), 0) FROM checkpoints)
BEGIN SELECT RAISE(ABORT, 'a mirror only grows'); END;
CREATE TRIGGER nodes_are_kept BEFORE DELETE ON nodes
WHEN ((OLD.place + 1) << OLD.level) <= (SELECT coalesce(max(size), 0) FROM checkpoints)
BEGIN SELECT RAISE(ABORT, 'a mirror only grows'); END;
CREATE TRIGGER entries_are_final BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'a mirror only grows'); END;
CREATE TRIGGER nodes_are_final BEFORE UPDATE ON nodes BEGIN SELECT RAISE(ABORT, 'a mirror only grows'); END;
CREATE TRIGGER checkpoints_are_kept BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(ABORT, 'a mirror only grows'); END;
CREATE TRIGGER checkpoints_are_final BEFORE UPDATE ON checkpoints BEGIN SELECT RAISE(ABORT, 'a mirror only grows'); END;
CREATE TRIGGER forks_are_kept BEFORE DELETE ON forks BEGIN SELECT RAISE(ABORT, 'a proof stays'); END;
CREATE TRIGGER forks_are_final BEFORE UPDATE ON forks BEGIN SELECT RAISE(ABORT, 'a proof stays'); END;`,
  },
]

/** Proofs that are kept of one log: one is enough. */
const FORKS_MAX = 16

/** The copy of one other member's log. */
export interface MirrorStore {
  /** Entries that its newest checkpoint covers. */
  size(): number
  /** Entries that are there, those included that wait for a checkpoint. */
  taken(): number
  /** Hash of a complete subtree of what is there. */
  readonly node: NodeReader
  /** Bytes of the entries from `from`, at most `count`. */
  entries(from: number, count: number): Uint8Array[]
  /** Adds entries behind those that are there, durably. They are not served before a checkpoint covers them. */
  append(entries: readonly Uint8Array[]): void
  /** Throws away what no checkpoint covers. */
  discard(): void
  latestCheckpoint(): StoredCheckpoint | null
  /** Whoever calls it has compared the root. */
  addCheckpoint(checkpoint: StoredCheckpoint): void
  /** Proofs that the log signed two views of itself (`bondmark/fork-proof/1`), the first found first. */
  forks(): Uint8Array[]
  keepFork(proof: Uint8Array): void
  close(): void
}

/** Opens the mirror in `file`, made when absent. Throws what `openDatabase` throws; its writes, `disk-full` and the like. */
export function openMirrorStore(file: string, open: OpenDatabase = openDatabase): MirrorStore {
  const db = open(file, { applicationId: MIRROR_APPLICATION_ID, migrations })
  const select = {
    taken: db.prepare<[], number>('SELECT coalesce(max(leaf), -1) + 1 FROM entries').pluck(),
    node: db
      .prepare<[number, number], Buffer>('SELECT hash FROM nodes WHERE level = ? AND place = ?')
      .pluck(),
    bytes: db
      .prepare<[number, number], Buffer>('SELECT bytes FROM entries WHERE leaf >= ? ORDER BY leaf LIMIT ?')
      .pluck(),
    latest: db.prepare<[], StoredCheckpoint>('SELECT size, note FROM checkpoints ORDER BY size DESC LIMIT 1'),
    forks: db.prepare<[], Buffer>('SELECT proof FROM forks ORDER BY n').pluck(),
  }
  const write = {
    entry: db.prepare('INSERT INTO entries (leaf, bytes) VALUES (?, ?)'),
    node: db.prepare('INSERT INTO nodes (level, place, hash) VALUES (?, ?, ?)'),
    checkpoint: db.prepare('INSERT INTO checkpoints (size, note) VALUES (?, ?)'),
    fork: db.prepare('INSERT OR IGNORE INTO forks (proof) SELECT ? WHERE (SELECT count(*) FROM forks) < ?'),
    dropEntries: db.prepare('DELETE FROM entries WHERE leaf >= ?'),
    dropNodes: db.prepare('DELETE FROM nodes WHERE ((place + 1) << level) > ?'),
  }
  const node: NodeReader = (level, index) => {
    const hash = select.node.get(level, index)
    if (hash === undefined) throw new RangeError(`subtree ${index} of level ${level} is not in the mirror`)
    return new Uint8Array(hash)
  }
  const size = () => select.latest.get()?.size ?? 0
  let frontier = Frontier.from(node, select.taken.get() ?? 0)

  const append = db.transaction((entries: readonly Uint8Array[]) => {
    const grown = Frontier.from(node, frontier.size)
    for (const bytes of entries) {
      write.entry.run(grown.size, bytes)
      for (const { level, index, hash } of grown.append(sha256Native(leafMessage(bytes))))
        write.node.run(level, index, hash)
    }
    return grown
  })
  const discard = db.transaction(() => {
    const kept = size()
    write.dropEntries.run(kept)
    write.dropNodes.run(kept)
    return Frontier.from(node, kept)
  })
  const writing = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw asDatabaseFailure(error, file)
    }
  }
  return {
    size,
    taken: () => frontier.size,
    node,
    entries: (from, count) => select.bytes.all(from, count),
    append(entries) {
      frontier = writing(() => append.immediate(entries))
    },
    discard() {
      frontier = writing(() => discard.immediate())
    },
    latestCheckpoint: () => select.latest.get() ?? null,
    addCheckpoint: (checkpoint) => void writing(() => write.checkpoint.run(checkpoint.size, checkpoint.note)),
    forks: () => select.forks.all(),
    keepFork: (proof) => void writing(() => write.fork.run(proof, FORKS_MAX)),
    close: () => db.close(),
  }
}
