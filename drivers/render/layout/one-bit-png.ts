import { crc32, inflateSync } from 'node:zlib'
import { type Bitmap, newBitmap } from '../bitmap.ts'

const SIGNATURE_BYTES = 8
const SIDE_MAX = 4096

/** The chunks of a PNG by type, data joined; null where one is cut off or its checksum is wrong. */
function readChunks(png: Buffer): Map<string, Buffer[]> | null {
  const chunks = new Map<string, Buffer[]>()
  for (let at = SIGNATURE_BYTES; at < png.length; ) {
    if (at + 12 > png.length) return null
    const length = png.readUInt32BE(at)
    const end = at + 12 + length
    if (end > png.length || crc32(png.subarray(at + 4, end - 4)) !== png.readUInt32BE(end - 4)) return null
    const type = png.toString('latin1', at + 4, at + 8)
    chunks.set(type, [...(chunks.get(type) ?? []), png.subarray(at + 8, end - 4)])
    at = end
  }
  return chunks
}

function paeth(left: number, up: number, corner: number): number {
  const [byLeft, byUp, byCorner] = [
    Math.abs(up - corner),
    Math.abs(left - corner),
    Math.abs(left + up - 2 * corner),
  ]
  if (byLeft <= byUp && byLeft <= byCorner) return left
  return byUp <= byCorner ? up : corner
}

/** What a filter adds to a byte (PNG 3, §9.2); null for a filter that there is not. */
function predicted(filter: number, left: number, up: number, corner: number): number | null {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  return filter === 4 ? paeth(left, up, corner) : null
}

/** Rows with their filters undone, into a bitmap, in which 1 is black. */
function unfilter(rows: Buffer, width: number, height: number): Bitmap | null {
  const bitmap = newBitmap(width, height)
  const { stride } = bitmap
  let above = new Uint8Array(stride)
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1)
    const row = new Uint8Array(stride)
    for (let at = 0; at < stride; at++) {
      const [left, corner] = at > 0 ? [row[at - 1] ?? 0, above[at - 1] ?? 0] : [0, 0]
      const added = predicted(rows[from] ?? 0, left, above[at] ?? 0, corner)
      if (added === null) return null
      row[at] = (rows[from + 1 + at] ?? 0) + added
    }
    for (const [at, byte] of row.entries()) bitmap.data[y * stride + at] = ~byte & 0xff
    const spare = stride * 8 - width
    const last = (y + 1) * stride - 1
    bitmap.data[last] = (bitmap.data[last] ?? 0) & (0xff << spare) & 0xff
    above = row
  }
  return bitmap
}

/**
 * The dots of a PNG of one grey bit a dot, not interlaced, at most 4,096 a side (PNG 3); null for anything else, and for one
 * that is damaged. Never unpacks more than its header says.
 */
export function readOneBitPng(bytes: Uint8Array): Bitmap | null {
  const png = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (png.toString('latin1', 0, SIGNATURE_BYTES) !== '\x89PNG\r\n\x1a\n') return null
  const chunks = readChunks(png)
  const header = chunks?.get('IHDR')?.[0]
  if (!chunks?.has('IEND') || header?.length !== 13) return null
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const isOneBit = header.readUInt32BE(8) === 0x01_00_00_00 && header[12] === 0
  if (!isOneBit || width === 0 || height === 0 || width > SIDE_MAX || height > SIDE_MAX) return null
  const size = (Math.ceil(width / 8) + 1) * height
  try {
    const rows = inflateSync(Buffer.concat(chunks.get('IDAT') ?? []), { maxOutputLength: size })
    return rows.length === size ? unfilter(rows, width, height) : null
  } catch {
    // zlib: damaged, or more than the header says.
    return null
  }
}
