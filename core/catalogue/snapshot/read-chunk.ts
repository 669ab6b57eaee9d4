import { toHex } from '../../encoding/hex.ts'
import { fromUtf8 } from '../../encoding/utf8.ts'
import { BondmarkError } from '../../errors/bondmark-error.ts'
import type { Sha256 } from '../../statement/statement.ts'
import { canonicalText } from '../canonical-row.ts'
import { type CatalogueRow, keyOf, rowSchema, type TableName } from '../tables.ts'
import { type ChunkEntry, chunkEntry } from './chunk-entry.ts'

/** A row of a chunk: its key and its RFC 8785 text. */
export interface ChunkRow {
  readonly key: string
  readonly body: string
}

function wrong(table: TableName, { sha256 }: ChunkEntry, reason: string): never {
  throw new BondmarkError('catalogue-chunk-wrong', { table, chunk: sha256, reason })
}

/** Throws `catalogue-chunk-changed` unless these are the bytes that the entry names. */
export function assertChunk(table: TableName, entry: ChunkEntry, text: Uint8Array, sha256: Sha256): void {
  if (text.length !== entry.bytes || toHex(sha256(text)) !== entry.sha256)
    throw new BondmarkError('catalogue-chunk-changed', { table, chunk: entry.sha256 })
}

function linesOf(table: TableName, entry: ChunkEntry, text: Uint8Array): string[] {
  const read = fromUtf8(text)
  if (read === null) return wrong(table, entry, 'not UTF-8')
  const lines = read.split('\n')
  if (lines.pop() !== '') wrong(table, entry, 'cut off')
  return lines
}

/**
 * The rows of a chunk of level 0: each one a row of its table in canonical form, in the order of their keys, as many and
 * between the keys that the entry says. Throws `catalogue-chunk-wrong` `{table, chunk, reason}`.
 */
export function rowsOfChunk(table: TableName, entry: ChunkEntry, text: Uint8Array): ChunkRow[] {
  const schema = rowSchema(table)
  let before = ''
  const rows = linesOf(table, entry, text).map((body) => {
    const read = schema.safeParse(jsonOf(body))
    if (!read.success) return wrong(table, entry, `row after ${before}`)
    const row: CatalogueRow = read.data
    const key = keyOf(table, row as never)
    if (canonicalText(row) !== body) wrong(table, entry, `${key} is not canonical`)
    if (key <= before) wrong(table, entry, `${key} is out of order`)
    before = key
    return { key, body }
  })
  if (rows.length !== entry.rows || rows[0]?.key !== entry.first || before !== entry.last)
    wrong(table, entry, 'not what its entry says')
  return rows
}

/** The entries of a chunk of a higher level, in order and without overlap. Throws `catalogue-chunk-wrong`. */
export function entriesOfChunk(table: TableName, entry: ChunkEntry, text: Uint8Array): ChunkEntry[] {
  let before = ''
  let rows = 0
  const entries = linesOf(table, entry, text).map((line) => {
    const read = chunkEntry.safeParse(jsonOf(line))
    if (!read.success) return wrong(table, entry, `entry after ${before}`)
    const { first, last } = read.data
    if (first <= before || last < first) wrong(table, entry, `${first} is out of order`)
    before = last
    rows += read.data.rows
    return read.data
  })
  if (rows !== entry.rows || entries[0]?.first !== entry.first || before !== entry.last)
    wrong(table, entry, 'not what its entry says')
  return entries
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
