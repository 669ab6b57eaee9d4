import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { cutTree } from '../../../core/log/fork-proof.ts'
import { NOTE_BYTES_MAX } from '../../../core/log/note-text.ts'
import { type NodeReader, rangeHash } from '../../../core/log/stored-tree.ts'
import {
  decodeEntryBundle,
  ENTRY_LENGTH_MAX,
  TILE_WIDTH,
  type TileName,
  tilePath,
  tileWidth,
} from '../../../core/log/tiles.ts'
import { rootOf } from '../../../core/log/tree.ts'
import { HASH_LENGTH } from '../../../core/log/tree-hash.ts'
import type { FetchPage } from '../http/fetch-bounded.ts'

/** A tile of level L spans the tree's levels 8L to 8L + 7. */
const TILE_HEIGHT = 8
const BUNDLE_BYTES_MAX = TILE_WIDTH * (2 + ENTRY_LENGTH_MAX)

/** Reads a log, or a mirror of one, by its static pages. Nothing that it brings is trusted yet. */
export interface LogReader {
  /** The signed note; null when there is none yet. */
  checkpoint(): Promise<string | null>
  /** The entries of bundle `index` in the log of `size` entries. */
  entries(index: number, size: number): Promise<Uint8Array[]>
  /** The hashes of tile `index` of `level` in the log of `size` entries. */
  tile(level: number, index: number, size: number): Promise<Uint8Array[]>
  /** Hashes of the cut of the tree of `newSize` entries at `oldSize` (`cutTree`). */
  cut(oldSize: number, newSize: number): Promise<Uint8Array[]>
}

/** A reader of the pages below `url` (no slash at its end). All throw `log-unreachable`, `log-answer-wrong`. */
export function readLog(url: string, fetchPage: FetchPage): LogReader {
  const wrong = (reason: string): never => {
    throw new BondmarkError('log-answer-wrong', { url, reason })
  }
  /** A partial tile may be gone once the full one is there (C2SP tlog-tiles): its beginning is the same. */
  async function page(tile: TileName, bytesMax: number): Promise<Uint8Array> {
    const partial = await fetchPage(`${url}/${tilePath(tile)}`, bytesMax)
    if (partial !== null) return partial
    const full =
      tile.width === TILE_WIDTH
        ? null
        : await fetchPage(`${url}/${tilePath({ ...tile, width: TILE_WIDTH })}`, bytesMax)
    return full ?? wrong(`no ${tilePath(tile)}`)
  }
  async function hashTile(level: number, index: number, size: number): Promise<Uint8Array[]> {
    const width = tileWidth(level, index, size)
    const bytes = await page({ level, index, width }, TILE_WIDTH * HASH_LENGTH)
    if (bytes.length % HASH_LENGTH !== 0 || bytes.length < width * HASH_LENGTH)
      wrong('a tile of another width')
    return Array.from({ length: width }, (_, i) => bytes.slice(i * HASH_LENGTH, (i + 1) * HASH_LENGTH))
  }

  return {
    async checkpoint() {
      const bytes = await fetchPage(`${url}/checkpoint`, NOTE_BYTES_MAX)
      return bytes === null ? null : Buffer.from(bytes).toString('utf8')
    },
    async entries(index, size) {
      const width = tileWidth('entries', index, size)
      const bytes = await page({ level: 'entries', index, width }, BUNDLE_BYTES_MAX)
      let entries: Uint8Array[]
      try {
        entries = decodeEntryBundle(bytes)
      } catch (error) {
        if (error instanceof BondmarkError) return wrong(String(error.detail.reason ?? error.code))
        throw error
      }
      return entries.length < width ? wrong('a bundle of fewer entries') : entries.slice(0, width)
    },
    tile: hashTile,
    async cut(oldSize, newSize) {
      // Which tiles are needed is asked first, of a reader that only notes it.
      const needed = new Map<string, readonly [level: number, index: number]>()
      const nothing = new Uint8Array(HASH_LENGTH)
      const note: NodeReader = (level, index) => {
        const [at, tile] = tileOf(level, index)
        needed.set(`${at}/${tile}`, [at, tile])
        return nothing
      }
      cutTree((start, count) => rangeHash(note, start, count), oldSize, newSize)
      const tiles = new Map<string, Uint8Array[]>()
      for (const [name, [level, index]] of needed) tiles.set(name, await hashTile(level, index, newSize))
      const node: NodeReader = (level, index) => {
        const [at, tile, first, count] = tileOf(level, index)
        return rootOf((tiles.get(`${at}/${tile}`) ?? []).slice(first, first + count))
      }
      return cutTree((start, count) => rangeHash(node, start, count), oldSize, newSize)
    },
  }
}

/** In which tile a subtree is, from which hash on and over how many. */
function tileOf(level: number, index: number): [level: number, tile: number, first: number, count: number] {
  const count = 2 ** (level % TILE_HEIGHT)
  const first = index * count
  return [Math.floor(level / TILE_HEIGHT), Math.floor(first / TILE_WIDTH), first % TILE_WIDTH, count]
}
