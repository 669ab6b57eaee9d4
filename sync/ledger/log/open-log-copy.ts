import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { cutTree } from '../../../core/log/fork-proof.ts'
import { rangeHash } from '../../../core/log/stored-tree.ts'
import { TILE_WIDTH, tileWidth } from '../../../core/log/tiles.ts'
import { type FetchPage, fetchBounded } from '../http/fetch-bounded.ts'
import { type MirrorStore, openMirrorStore } from '../mirrors/mirror-store.ts'
import { originHash } from '../witness/witness-pages.ts'
import { type LogReader, readLog } from './log-reader.ts'

/** A copy of a log that somebody kept. Nothing that it brings is trusted. */
export interface LogCopy {
  readonly reader: LogReader
  close(): void
}

/**
 * The copy of a log at an address or in a folder: a member's ledger that mirrors it, or its static pages; a ledger's or a mirror's
 * folder, or static pages as files. Throws `log-copy-missing` `{from, origin}`, `log-unreachable`, `log-answer-wrong`, `database-…`.
 */
export async function openLogCopy(from: string, origin: string): Promise<LogCopy> {
  const isAddress = /^https?:\/\//.test(from)
  const copy = isAddress ? await atAddress(from.replace(/\/+$/, ''), origin) : inFolder(from, origin)
  try {
    if ((await copy.reader.checkpoint()) === null)
      throw new BondmarkError('log-copy-missing', { from, origin })
    return copy
  } catch (error) {
    copy.close()
    throw error
  }
}

async function atAddress(url: string, origin: string): Promise<LogCopy> {
  const mirrored = readLog(`${url}/mirror/${originHash(origin)}`, fetchBounded)
  const reader = (await mirrored.checkpoint()) === null ? readLog(url, fetchBounded) : mirrored
  return { reader, close: () => {} }
}

function inFolder(folder: string, origin: string): LogCopy {
  const name = `${originHash(origin)}.sqlite`
  const file = [join(folder, name), join(folder, 'mirror', name)].find((each) => existsSync(each))
  if (file === undefined) return { reader: readLog(folder, readPage), close: () => {} }
  const store = openMirrorStore(file)
  return { reader: readMirror(store), close: () => store.close() }
}

/** A static page out of a folder. */
const readPage: FetchPage = async (path, bytesMax) => {
  try {
    if (statSync(path).size > bytesMax)
      throw new BondmarkError('log-answer-wrong', { url: path, reason: 'longer than it may be' })
    return new Uint8Array(readFileSync(path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    if (error instanceof BondmarkError || code === undefined) throw error
    throw new BondmarkError('log-unreachable', { url: path, reason: code }, { cause: error })
  }
}

/** A mirror's file read as its pages are. */
function readMirror(store: MirrorStore): LogReader {
  return {
    checkpoint: async () => store.latestCheckpoint()?.note ?? null,
    entries: async (index, size) => store.entries(index * TILE_WIDTH, tileWidth('entries', index, size)),
    tile: async (level, index, size) =>
      Array.from({ length: tileWidth(level, index, size) }, (_, i) =>
        store.node(8 * level, index * TILE_WIDTH + i),
      ),
    cut: async (oldSize, newSize) =>
      cutTree((start, count) => rangeHash(store.node, start, count), oldSize, newSize),
  }
}
