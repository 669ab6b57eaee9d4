import { z } from 'zod'
import { sha256Hex } from '../fields.ts'

/** The most a chunk weighs, not compressed: one row is far smaller. */
export const chunkBytesMax = 1024 * 1024
/** No table is larger. */
export const tableRowsMax = 10_000_000

const key = z.string().regex(/^[\x21-\x7e]{1,129}$/)

/** A chunk as its parent names it: the keys that it begins and ends with, the rows below it, and its text. */
export const chunkEntry = z.strictObject({
  first: key,
  last: key,
  rows: z.int().min(1).max(tableRowsMax),
  /** Of its text, in UTF-8. */
  bytes: z.int().min(1).max(chunkBytesMax),
  sha256: sha256Hex,
})
export type ChunkEntry = z.infer<typeof chunkEntry>

/** How high a tree may be: with 64 entries a chunk, four levels hold more rows than there may be. */
export const levelMax = 8

/** The top of a table's tree. Level 0 is a chunk of rows, the others are chunks of entries. */
export const treeRoot = chunkEntry.extend({ level: z.int().min(0).max(levelMax) })
export type TreeRoot = z.infer<typeof treeRoot>
