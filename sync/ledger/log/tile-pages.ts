import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { concatBytes } from '../../../core/encoding/concat-bytes.ts'
import {
  encodeEntryBundle,
  parseTilePath,
  TILE_WIDTH,
  type TileName,
  tileWidth,
} from '../../../core/log/tiles.ts'
import { answer, isRead, type Route } from '../../../platform/http/http-service.ts'
import { BundlePlaces } from '../http/bundle-places.ts'
import { entityTag, isUnchanged } from '../http/conditional-answer.ts'
import type { LogStore } from './log-store.ts'

const compress = promisify(gzip)
const immutable = {
  'Content-Type': 'application/octet-stream',
  'Cache-Control': 'public, max-age=31536000, immutable',
}
/** May change at any time. */
const uncached = { 'Cache-Control': 'no-cache' }
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
    // Not to be remembered: there will be one.
    if (checkpoint === null) answer(response, 404, 'no checkpoint yet\n', uncached)
    else if (!isUnchanged(request, response, entityTag(checkpoint.note), uncached))
      answer(response, 200, checkpoint.note, uncached)
    return
  }
  const tile = parseTilePath(path)
  if (tile === null || tile.width > tileWidth(tile.level, tile.index, checkpoint?.size ?? 0)) {
    answer(response, 404, 'no such tile\n', uncached)
  } else if (tile.level === 'entries') {
    await answerBundle(store, tile, request, response)
  } else {
    const hashes = readTile(store, tile.level, tile)
    if (!isUnchanged(request, response, entityTag(hashes), immutable))
      answer(response, 200, hashes, immutable)
  }
}

/** Of all logs that this process serves. */
const places = new BundlePlaces()

/** Entries are compressed for whoever takes that, as C2SP tlog-tiles asks for. */
async function answerBundle(
  store: TileSource,
  { index, width }: TileName,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!places.take(response, request.socket.remoteAddress ?? '')) {
    answer(response, 503, 'too many at once\n', { ...uncached, 'Retry-After': '1' })
    return
  }
  const bundle = encodeEntryBundle(store.entries(index * TILE_WIDTH, width))
  const encoding = acceptsGzip(request) ? 'gzip' : null
  const headers = { ...immutable, Vary: 'Accept-Encoding' }
  if (isUnchanged(request, response, entityTag(bundle, encoding), headers)) return
  // Off this thread: 256 entries may be 16 MiB.
  if (encoding === 'gzip')
    answer(response, 200, await compress(bundle), { ...headers, 'Content-Encoding': 'gzip' })
  else answer(response, 200, bundle, headers)
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
