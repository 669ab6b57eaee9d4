import type { ChunkEntry } from '../../../core/catalogue/snapshot/chunk-entry.ts'
import { assertChunk, entriesOfChunk, rowsOfChunk } from '../../../core/catalogue/snapshot/read-chunk.ts'
import {
  placeOf,
  readSnapshot,
  type SnapshotTrust,
} from '../../../core/catalogue/snapshot/snapshot-manifest.ts'
import { type TableName, tableNames } from '../../../core/catalogue/tables.ts'
import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import { inflateExactly } from '../../../platform/files/inflate-exactly.ts'
import { sha256Native } from '../../../platform/keys/sha256.ts'
import type { CataloguePublisher } from '../../../sync/ledger/catalogue/published-catalogue.ts'
import type { ChunkSource } from './chunk-source.ts'

/** How many chunks are put on disk at once. */
const KEPT_AT_ONCE = 128

/**
 * Puts a snapshot on a ledger's shelf once every chunk of it was found, there or in the source, and verified down to its
 * rows. Throws those of `readSnapshot` and `placeOf`, `catalogue-chunk-…`, `database-…`, `disk-full`.
 */
export async function publishSnapshot(
  source: ChunkSource,
  publisher: CataloguePublisher,
  trust: SnapshotTrust,
): Promise<{ readonly version: number; readonly outcome: 'published' | 'current'; readonly chunks: number }> {
  const bytes = await source.latest()
  if (bytes === null) throw new BondmarkError('catalogue-snapshot-missing', { where: source.name })
  const signed = readSnapshot(bytes, trust)
  const { manifest, hash } = signed
  if (placeOf(signed, publisher.newest()) === 'current')
    return { version: manifest.version, outcome: 'current', chunks: 0 }
  let waiting: (readonly [string, Uint8Array])[] = []
  let chunks = 0
  const keep = () => {
    publisher.keep(waiting)
    waiting = []
  }
  const take = async (table: TableName, entry: ChunkEntry, level: number): Promise<void> => {
    const known = publisher.chunk(entry.sha256)
    const deflated = known ?? (await source.chunk(entry.sha256))
    if (!deflated)
      throw new BondmarkError('catalogue-chunk-missing', { table, chunk: entry.sha256, where: source.name })
    const text = inflateExactly(deflated, entry.bytes)
    if (!text) throw new BondmarkError('catalogue-chunk-changed', { table, chunk: entry.sha256 })
    assertChunk(table, entry, text, sha256Native)
    if (level === 0) rowsOfChunk(table, entry, text)
    else for (const child of entriesOfChunk(table, entry, text)) await take(table, child, level - 1)
    if (known) return
    chunks++
    waiting.push([entry.sha256, deflated])
    if (waiting.length >= KEPT_AT_ONCE) keep()
  }
  for (const table of tableNames) {
    const root = manifest.tables[table]
    if (root) await take(table, root, root.level)
  }
  keep()
  publisher.publish(manifest.version, hash, bytes)
  return { version: manifest.version, outcome: 'published', chunks }
}
