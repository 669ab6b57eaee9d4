import { toHex } from '../../core/encoding/hex.ts'
import { Frontier } from '../../core/log/frontier.ts'
import { leafMessage } from '../../core/log/tree-hash.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import { rowsOf } from './look-up.ts'

interface EntryRow {
  readonly leaf: number
  readonly id: Buffer
  readonly kid: Buffer
  readonly seq: number | null
  readonly bytes: Buffer
}

/** Everything a log ever held, as somebody remembers it who saw each commit. It says what a log may not do. */
export class LogMemory {
  readonly #leafOf = new Map<string, number>()
  readonly #lastSeq = new Map<string, number>()
  readonly #frontier = new Frontier()
  /** Root (hex) at each size. */
  readonly #roots: string[] = [toHex(this.#frontier.root())]
  #lastCheckpoint = 0

  get size(): number {
    return this.#frontier.size
  }

  /** Hex root of the first `size` entries, or null when there never were so many. */
  rootAt(size: number): string | null {
    return this.#roots[size] ?? null
  }

  leafOf(id: string): number | null {
    return this.#leafOf.get(id) ?? null
  }

  /** Takes in what was committed since; answers what must not be. */
  grow(db: Database): string[] {
    const rows = entriesFrom(db, this.size)
    const wrongs = rows.flatMap((row) => this.#take(row))
    const size = latestCheckpointSize(db)
    if (size < this.#lastCheckpoint)
      wrongs.push(`its newest checkpoint went from ${this.#lastCheckpoint} to ${size}`)
    this.#lastCheckpoint = Math.max(size, this.#lastCheckpoint)
    if (size > this.size) wrongs.push(`a checkpoint of ${size} for ${this.size} entries`)
    return wrongs
  }

  /** Compares all of the log with what it held before; answers what differs. */
  compare(db: Database): string[] {
    const rows = entriesFrom(db, 0)
    const frontier = new Frontier()
    for (const { bytes } of rows) frontier.append(sha256Native(leafMessage(bytes)))
    if (rows.length < this.size) return [`it held ${this.size} entries and now holds ${rows.length}`]
    if (rows.length > this.size) return [`it holds ${rows.length} entries, of which nobody saw the last`]
    return toHex(frontier.root()) === this.rootAt(this.size) ? [] : ['an entry is not what it was']
  }

  #take({ leaf, id, kid, seq, bytes }: EntryRow): string[] {
    const [name, key] = [id.toString('hex'), kid.toString('hex')]
    const wrongs: string[] = []
    if (leaf !== this.size) wrongs.push(`entry ${leaf} follows ${this.size} entries`)
    if (this.#leafOf.has(name)) wrongs.push(`statement ${name.slice(0, 8)} is logged twice`)
    const last = this.#lastSeq.get(key) ?? 0
    if (seq !== null && seq !== last + 1) wrongs.push(`statement ${seq} of a chain is logged after ${last}`)
    if (seq !== null) this.#lastSeq.set(key, seq)
    this.#leafOf.set(name, leaf)
    this.#frontier.append(sha256Native(leafMessage(bytes)))
    this.#roots.push(toHex(this.#frontier.root()))
    return wrongs
  }
}

function entriesFrom(db: Database, leaf: number): EntryRow[] {
  const sql = 'SELECT leaf, id, kid, seq, bytes FROM entries WHERE leaf >= ? ORDER BY leaf'
  return rowsOf(db, sql, leaf)
}

export function latestCheckpointSize(db: Database): number {
  const [row] = rowsOf<{ size: number }>(db, 'SELECT coalesce(max(size), 0) AS size FROM checkpoints')
  return row?.size ?? 0
}
