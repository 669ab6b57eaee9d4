import { concatBytes } from '../encoding/concat-bytes.ts'
import { BondmarkError } from '../errors/bondmark-error.ts'

/** Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256
/** The largest entry that a 16-bit length can announce. */
export const ENTRY_LENGTH_MAX = 65_535

/** A tile of hashes (`level` 0 to 63) or a bundle of entries (`level` 'entries'). `width` is 256 when it is full. */
export interface TileName {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number
}

/** Path of a tile below the log's prefix, `tile/<L>/<N>[.p/<W>]`. Throws RangeError for what is no tile. */
export function tilePath({ level, index, width }: TileName): string {
  if (!isTile({ level, index, width })) throw new RangeError(`no tile ${level}/${index}.p/${width}`)
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const n = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${n}${width === TILE_WIDTH ? '' : `.p/${width}`}`
}

/** The tile that a path names, or null. Each tile has one path. */
export function parseTilePath(path: string): TileName | null {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (match === null) return null
  const [, level = '', n = '', width] = match
  const name: TileName = {
    level: level === 'entries' ? level : Number(level),
    index: Number(n.replace(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  }
  return isTile(name) && tilePath(name) === path ? name : null
}

function isTile({ level, index, width }: TileName): boolean {
  const levelIsRight = level === 'entries' || (Number.isInteger(level) && level >= 0 && level <= 63)
  return levelIsRight && Number.isSafeInteger(index) && index >= 0 && isWidth(width)
}

const isWidth = (width: number) => Number.isInteger(width) && width >= 1 && width <= TILE_WIDTH

/**
 * How much of a tile a tree of `size` leaves fills: 256 when it is full, 0 when it is not there yet. Entry bundles are
 * as wide as the tiles of level 0.
 */
export function tileWidth(level: number | 'entries', index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level))
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH))
}

/** An entry bundle: each entry behind its length, 16 bits big-endian. Throws RangeError beyond 256 or 65,535 bytes. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (!isWidth(entries.length)) throw new RangeError(`a bundle has 1 to ${TILE_WIDTH} entries`)
  const parts = entries.flatMap((entry) => {
    if (entry.length > ENTRY_LENGTH_MAX)
      throw new RangeError(`an entry has at most ${ENTRY_LENGTH_MAX} bytes`)
    return [Uint8Array.of(entry.length >>> 8, entry.length & 0xff), entry]
  })
  return concatBytes(...parts)
}

/**
 * Reads an entry bundle. The entries are views of `bytes`.
 * @throws BondmarkError `tile-malformed` `{reason}`
 */
export function decodeEntryBundle(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    if (entries.length === TILE_WIDTH) malformed('too many entries')
    if (at + 2 > bytes.length) malformed('cut off')
    const length = view.getUint16(at)
    at += 2
    if (at + length > bytes.length) malformed('cut off')
    entries.push(bytes.subarray(at, at + length))
    at += length
  }
  if (entries.length === 0) malformed('empty')
  return entries
}

function malformed(reason: string): never {
  throw new BondmarkError('tile-malformed', { reason })
}
