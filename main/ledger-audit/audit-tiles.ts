import { equalBytes } from '../../core/encoding/equal-bytes.ts'
import { TILE_WIDTH, tilePath, tileWidth } from '../../core/log/tiles.ts'
import type { LogReader } from '../../sync/ledger/log/log-reader.ts'
import type { MirrorStore } from '../../sync/ledger/mirrors/mirror-store.ts'
import type { AuditStore } from './audit-store.ts'

/** A tile of level L holds hashes of the tree's level 8L (C2SP tlog-tiles). */
const TILE_HEIGHT = 8

/**
 * Reads every hash tile of a log of `size` entries that was not found right and whole before, and compares each hash with
 * what the entries give. With `again`, every tile and every entry bundle is read anew and compared with the copy: a page that
 * has been rewritten behind a checkpoint that stayed is found. Answers false when it was told to stop.
 */
export async function auditTiles(
  size: number,
  reader: Pick<LogReader, 'tile' | 'entries'>,
  copy: Pick<MirrorStore, 'node' | 'entries'>,
  store: AuditStore,
  { again, goOn, onProgress }: TileRun,
): Promise<boolean> {
  const levels = levelsOf(size)
  const first = (level: number) => (again ? 0 : store.wholeTiles(level))
  let total = again ? Math.ceil(size / TILE_WIDTH) : 0
  for (let level = 0; level < levels; level++) total += tilesOf(level, size) - first(level)
  let done = 0
  if (again) {
    for (let index = 0; index * TILE_WIDTH < size; index++) {
      if (!goOn()) return false
      const served = await reader.entries(index, size)
      const kept = copy.entries(index * TILE_WIDTH, served.length)
      const width = tileWidth('entries', index, size)
      if (!areSame(served, kept))
        store.find('ledger-tile-differs', tilePath({ level: 'entries', index, width }))
      onProgress(++done, total)
    }
  }
  for (let level = 0; level < levels; level++) {
    for (let index = first(level); index < tilesOf(level, size); index++) {
      if (!goOn()) return false
      const width = tileWidth(level, index, size)
      const served = await reader.tile(level, index, size)
      const right = served.map((_, i) => copy.node(level * TILE_HEIGHT, index * TILE_WIDTH + i))
      if (!areSame(served, right)) store.find('ledger-tile-differs', tilePath({ level, index, width }))
      if (width === TILE_WIDTH && index >= store.wholeTiles(level)) store.setWholeTiles(level, index + 1)
      onProgress(++done, total)
    }
  }
  return true
}

export interface TileRun {
  readonly again: boolean
  readonly goOn: () => boolean
  readonly onProgress: (done: number, total: number) => void
}

function levelsOf(size: number): number {
  let levels = 0
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / TILE_WIDTH)) levels++
  return levels
}

const tilesOf = (level: number, size: number) =>
  Math.ceil(Math.floor(size / TILE_WIDTH ** level) / TILE_WIDTH)

const areSame = (a: readonly Uint8Array[], b: readonly Uint8Array[]) =>
  a.length === b.length && a.every((bytes, i) => equalBytes(bytes, b[i] ?? new Uint8Array(0)))
