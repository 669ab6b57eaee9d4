import { crc32, deflateSync } from 'node:zlib'
import type { Bitmap } from './bitmap.ts'

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  out.set(data, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length)
  return out
}

/** A PNG of one grey bit a dot (PNG 3, colour type 0): 0 is black there. Same dots, same bytes. */
export function bitmapPng({ width, height, stride, data }: Bitmap): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const rows = new Uint8Array((stride + 1) * height)
  for (let y = 0; y < height; y++) {
    for (let at = 0; at < stride; at++) {
      rows[y * (stride + 1) + 1 + at] = ~(data[y * stride + at] ?? 0) & 0xff
    }
  }
  const image = chunk('IDAT', deflateSync(rows, { level: 9 }))
  return Buffer.concat([signature, chunk('IHDR', header), image, chunk('IEND', new Uint8Array())])
}
