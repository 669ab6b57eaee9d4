import { fromBase64 } from '../../encoding/base64.ts'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const HEADER_BYTES = 33
const SIDE_MAX = 4096

/**
 * The size in dots of a document's image; null unless its header says that it is a PNG of one grey bit a dot, not
 * interlaced (PNG 3, §11.2.1), at most 4,096 dots a side.
 */
export function pngSize(base64: string): { readonly width: number; readonly height: number } | null {
  let bytes: Uint8Array
  try {
    bytes = fromBase64(base64)
  } catch {
    return null
  }
  if (bytes.length < HEADER_BYTES || !signature.every((byte, at) => bytes[at] === byte)) return null
  const header = new DataView(bytes.buffer, bytes.byteOffset)
  if (header.getUint32(8) !== 13 || header.getUint32(12) !== 0x49484452) return null
  const [width, height] = [header.getUint32(16), header.getUint32(20)]
  const [depth, colour, compression, filter, interlace] = bytes.subarray(24, 29)
  const isOneBit = depth === 1 && colour === 0 && compression === 0 && filter === 0 && interlace === 0
  const isBounded = width > 0 && height > 0 && width <= SIDE_MAX && height <= SIDE_MAX
  return isOneBit && isBounded ? { width, height } : null
}
