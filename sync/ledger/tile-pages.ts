import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { concatBytes } from '../../core/encoding/concat-bytes.ts'
import {
  encodeEntryBundle,
  parseTilePath,
  TILE_WIDTH,
  type TileName,
  tileWidth,
} from '../../core/log/tiles.ts'
import { answer } from './http-service.ts'
import type { LogStore } from './log-store.ts'

const immutable = {
  'Content-Type': 'application/octet-stream',
  'Cache-Control': 'public, max-age=31536000, immutable',
}
/** A tile of level L spans the tree's levels 8L to 8L + 7. */
const TILE_HEIGHT = 8

/**
 * The static pages of a log (C2SP tlog-tiles): `/checkpoint`, `/tile/…`, `/tile/entries/…`. False when the path is none
 * of them. Only what a checkpoint covers is served.
 */
export function serveTiles(
  store: LogStore,
  request: IncomingMessage,
  path: string,
  response: ServerResponse,
): boolean {
  if (path !== '/checkpoint' && !path.startsWith('/tile/')) return false
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    answer(response, 405, 'GET only\n', { Allow: 'GET, HEAD' })
    return true
  }
  const checkpoint = store.latestCheckpoint()
  if (path === '/checkpoint') {
    if (checkpoint === null) answer(response, 404, 'no checkpoint yet\n')
    else answer(response, 200, checkpoint.note, { 'Cache-Control': 'no-cache' })
    return true
  }
  const tile = parseTilePath(path.slice(1))
  if (tile === null || tile.width > tileWidth(tile.level, tile.index, checkpoint?.size ?? 0)) {
    answer(response, 404, 'no such tile\n')
  } else if (tile.level === 'entries') {
    const bundle = encodeEntryBundle(store.entries(tile.index * TILE_WIDTH, tile.width))
    answer(response, 200, gzipSync(bundle), { ...immutable, 'Content-Encoding': 'gzip' })
  } else {
    answer(response, 200, readTile(store, tile.level, tile), immutable)
  }
  return true
}

function readTile(store: LogStore, level: number, { index, width }: TileName): Uint8Array {
  const hashes = Array.from({ length: width }, (_, i) =>
    store.node(level * TILE_HEIGHT, index * TILE_WIDTH + i),
  )
  return concatBytes(...hashes)
}
