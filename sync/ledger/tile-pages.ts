import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { concatBytes } from '../../core/encoding/concat-bytes.ts'
import {
  encodeEntryBundle,
  parseTilePath,
  TILE_WIDTH,
  type TileName,
  tileWidth,
} from '../../core/log/tiles.ts'
import { answer, isRead, type Route } from './http-service.ts'
import type { LogStore } from './log-store.ts'

const compress = promisify(gzip)
const immutable = {
  'Content-Type': 'application/octet-stream',
  'Cache-Control': 'public, max-age=31536000, immutable',
}
/** A tile of level L spans the tree's levels 8L to 8L + 7. */
const TILE_HEIGHT = 8

/** What the static pages of a log are read from. */
export type TileSource = Pick<LogStore, 'latestCheckpoint' | 'entries' | 'node'>

/**
 * The static pages of a log (C2SP tlog-tiles): `/checkpoint`, `/tile/…`, `/tile/entries/…`. Only what a checkpoint
 * covers is served.
 */
export const tilePages =
  (store: TileSource): Route =>
  async (request, { pathname }, response) => {
    if (pathname !== '/checkpoint' && !pathname.startsWith('/tile/')) return false
    if (isRead(request, response)) await answerTile(store, pathname.slice(1), request, response)
    return true
  }

/** Answers for one page of a log, by its path below the log's prefix. */
export async function answerTile(
  store: TileSource,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const checkpoint = store.latestCheckpoint()
  if (path === 'checkpoint') {
    if (checkpoint === null) answer(response, 404, 'no checkpoint yet\n')
    else answer(response, 200, checkpoint.note, { 'Cache-Control': 'no-cache' })
    return
  }
  const tile = parseTilePath(path)
  if (tile === null || tile.width > tileWidth(tile.level, tile.index, checkpoint?.size ?? 0)) {
    answer(response, 404, 'no such tile\n')
  } else if (tile.level === 'entries') {
    const bundle = encodeEntryBundle(store.entries(tile.index * TILE_WIDTH, tile.width))
    const headers = { ...immutable, Vary: 'Accept-Encoding' }
    // Off this thread: 256 entries may be 16 MiB.
    if (acceptsGzip(request))
      answer(response, 200, await compress(bundle), { ...headers, 'Content-Encoding': 'gzip' })
    else answer(response, 200, bundle, headers)
  } else {
    answer(response, 200, readTile(store, tile.level, tile), immutable)
  }
}

/** Whether the client names gzip among the encodings it takes, and not with weight 0 (RFC 9110 §12.5.3). */
function acceptsGzip(request: IncomingMessage): boolean {
  const offered = String(request.headers['accept-encoding'] ?? '').split(',')
  return offered.some((each) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)[\d.]+\s*)?$/i.test(each))
}

function readTile(store: TileSource, level: number, { index, width }: TileName): Uint8Array {
  const hashes = Array.from({ length: width }, (_, i) =>
    store.node(level * TILE_HEIGHT, index * TILE_WIDTH + i),
  )
  return concatBytes(...hashes)
}
