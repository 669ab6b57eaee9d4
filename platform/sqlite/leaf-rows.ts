import type { PageFile } from './page-file.ts'

/** A value as it lies in a record. */
export type StoredValue = null | number | bigint | string | Buffer

export interface LeafRow {
  readonly rowid: number
  readonly values: readonly StoredValue[]
}

const TABLE_LEAF = 0x0d
/** Longer than any row of ours: a length beyond it is damage, and is not followed. */
const PAYLOAD_BYTES_MAX = 256 * 1024
const COLUMNS_MAX = 64

/** How many rows page `n` says it holds, when it is a leaf of a table; 0 otherwise. */
export function rowsOnPage(file: PageFile, n: number): number {
  const page = file.page(n)
  const base = n === 1 ? 100 : 0
  if (page.length < base + 8 || page[base] !== TABLE_LEAF) return 0
  return Math.min(page.readUInt16BE(base + 3), Math.floor((page.length - base - 8) / 2))
}

/** Row `at` of a table's leaf page, or null when what stands there is none. Never throws for damage. */
export function leafRow(file: PageFile, n: number, at: number): LeafRow | null {
  const page = file.page(n)
  const base = n === 1 ? 100 : 0
  const pointer = base + 8 + 2 * at
  if (pointer + 2 > page.length) return null
  const length = varint(page, page.readUInt16BE(pointer))
  const rowid = length && varint(page, length.next)
  if (!length || !rowid || length.value < 2 || length.value > PAYLOAD_BYTES_MAX) return null
  const payload = readPayload(file, page, rowid.next, length.value)
  const values = payload && readRecord(payload)
  return values && { rowid: rowid.value, values }
}

/** A payload that does not fit a page goes on in a chain of others (file format, "Cell payload overflow pages"). */
function readPayload(file: PageFile, page: Buffer, at: number, length: number): Buffer | null {
  const inlineMax = file.usable - 35
  const inlineMin = Math.floor(((file.usable - 12) * 32) / 255) - 23
  const some = inlineMin + ((length - inlineMin) % (file.usable - 4))
  const inline = length <= inlineMax ? length : some <= inlineMax ? some : inlineMin
  if (at + inline > page.length) return null
  const parts = [page.subarray(at, at + inline)]
  if (inline === length) return parts[0] ?? null
  if (at + inline + 4 > page.length) return null
  let next = page.readUInt32BE(at + inline)
  for (let left = length - inline; left > 0; ) {
    if (next < 1 || next > file.pages) return null
    const overflow = file.page(next)
    const piece = Math.min(left, file.usable - 4)
    if (overflow.length < 4 + piece) return null
    parts.push(overflow.subarray(4, 4 + piece))
    next = overflow.readUInt32BE(0)
    left -= piece
  }
  return Buffer.concat(parts)
}

function readRecord(payload: Buffer): StoredValue[] | null {
  const header = varint(payload, 0)
  if (!header || header.value > payload.length) return null
  const types: number[] = []
  for (let at = header.next; at < header.value; ) {
    const type = varint(payload, at)
    if (!type || types.length >= COLUMNS_MAX) return null
    types.push(type.value)
    at = type.next
  }
  const values: StoredValue[] = []
  let at = header.value
  for (const type of types) {
    const size = sizeOf(type)
    if (size === null || at + size > payload.length) return null
    values.push(storedValue(type, payload.subarray(at, at + size)))
    at += size
  }
  return values
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8]

function sizeOf(type: number): number | null {
  if (type <= 6) return INTEGER_BYTES[type] ?? null
  if (type === 7) return 8
  if (type === 8 || type === 9) return 0
  return type >= 12 ? Math.floor((type - 12) / 2) : null
}

function storedValue(type: number, bytes: Buffer): StoredValue {
  if (type === 0) return null
  if (type === 8 || type === 9) return type - 8
  if (type === 7) return bytes.readDoubleBE(0)
  if (type === 6) return bytes.readBigInt64BE(0)
  if (type < 6) return bytes.readIntBE(0, bytes.length)
  return type % 2 === 1 ? bytes.toString('utf8') : bytes
}

/** SQLite's varint: at most nine bytes, big-endian. What is larger than an exact number is damage. */
function varint(bytes: Buffer, from: number): { value: number; next: number } | null {
  let value = 0
  for (let n = 0; n < 8; n++) {
    const byte = bytes[from + n]
    if (byte === undefined) return null
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return Number.isSafeInteger(value) ? { value, next: from + n + 1 } : null
  }
  return null
}
