import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bitmap, newBitmap, setDot } from '../bitmap.ts'
import { bitmapPng } from '../png.ts'
import { readOneBitPng } from './one-bit-png.ts'

const bitmaps = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }), fc.infiniteStream(fc.boolean()))
  .map(([width, height, dots]) => {
    const bitmap = newBitmap(width, height)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) if (dots.next().value === true) setDot(bitmap, x, y)
    return bitmap
  })

function chunk(type: string, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length, 0)
  head.write(type, 4, 'latin1')
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(Buffer.concat([head.subarray(4), data])), 0)
  return Buffer.concat([head, data, sum])
}

/** A PNG of these rows, each with its filter byte before it; `depth` and what follows as in the header. */
function png(width: number, height: number, rows: Uint8Array, tail = [1, 0, 0, 0, 0], pieces = 1): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set(tail, 8)
  const data = deflateSync(rows)
  const size = Math.ceil(data.length / pieces)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...Array.from({ length: pieces }, (_, n) => chunk('IDAT', data.subarray(n * size, (n + 1) * size))),
    chunk('IEND', new Uint8Array()),
  ])
}

/** Rows filtered as PNG 3, §9 says, each with the filter named. */
function filtered({ height, stride, data }: Bitmap, filters: readonly number[]): Uint8Array {
  const raw = (x: number, y: number) => (x < 0 || y < 0 ? 0 : ~(data[y * stride + x] ?? 0) & 0xff)
  const rows = new Uint8Array((stride + 1) * height)
  for (let y = 0; y < height; y++) {
    const filter = filters[y % filters.length] ?? 0
    rows[y * (stride + 1)] = filter
    for (let x = 0; x < stride; x++) {
      const [a, b, c] = [raw(x - 1, y), raw(x, y - 1), raw(x - 1, y - 1)]
      const distances = [a, b, c].map((value) => Math.abs(a + b - c - value))
      const nearest = [a, b, c][distances.indexOf(Math.min(...distances))] ?? 0
      const predicted = [0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0
      rows[y * (stride + 1) + 1 + x] = raw(x, y) - predicted
    }
  }
  return rows
}

describe('a one-bit PNG', () => {
  it('gives back the dots that were written, whatever filters and pieces they came in', () => {
    fc.assert(
      fc.property(
        bitmaps,
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 4 }),
        (bitmap, filters, pieces) => {
          expect(readOneBitPng(bitmapPng(bitmap))).toEqual(bitmap)
          const { width, height } = bitmap
          expect(readOneBitPng(png(width, height, filtered(bitmap, filters), undefined, pieces))).toEqual(
            bitmap,
          )
        },
      ),
      { numRuns: 100 },
    )
  })

  it.each([
    ['of eight bits a dot', png(8, 1, Uint8Array.of(0, 255), [8, 0, 0, 0, 0])],
    ['in colour', png(8, 1, Uint8Array.of(0, 255), [1, 3, 0, 0, 0])],
    ['interlaced', png(8, 1, Uint8Array.of(0, 255), [1, 0, 0, 0, 1])],
    ['of an unknown filter', png(8, 1, Uint8Array.of(5, 255))],
    ['of fewer rows than it says', png(8, 2, Uint8Array.of(0, 255))],
    ['that unpacks to more than it says', png(8, 1, new Uint8Array(10_000_000))],
    ['without dots', png(0, 1, Uint8Array.of(0))],
    ['that is too wide', png(4097, 1, new Uint8Array(514))],
    ['that is none', Buffer.from('GIF89a')],
    ['of nothing', new Uint8Array()],
  ])('%s is refused', (_, bytes) => {
    expect(readOneBitPng(bytes)).toBeNull()
  })

  it('is refused wherever a byte of it was changed or its end is missing', () => {
    const dots = newBitmap(9, 3)
    setDot(dots, 4, 1)
    const sound = bitmapPng(dots)
    for (let at = 0; at < sound.length; at++) {
      expect(readOneBitPng(sound.subarray(0, at))).toBeNull()
      const changed = Uint8Array.from(sound)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(readOneBitPng(changed)).toBeNull()
    }
  })
})
