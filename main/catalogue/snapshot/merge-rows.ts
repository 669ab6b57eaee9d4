import type { ChunkRow } from '../../../core/catalogue/snapshot/read-chunk.ts'

/**
 * Goes through two lists of rows, each in the order of its keys: what is only in the first is removed, what is new or other
 * in the second is put. Both are read once, a row at a time.
 */
export function mergeRows(
  here: Iterable<ChunkRow>,
  there: Iterable<ChunkRow>,
  into: { readonly put: (row: ChunkRow) => void; readonly remove: (key: string) => void },
): void {
  const old = here[Symbol.iterator]()
  let was = old.next()
  for (const row of there) {
    while (!was.done && was.value.key < row.key) {
      into.remove(was.value.key)
      was = old.next()
    }
    const same = !was.done && was.value.key === row.key
    if (!same || (!was.done && was.value.body !== row.body)) into.put(row)
    if (same) was = old.next()
  }
  for (; !was.done; was = old.next()) into.remove(was.value.key)
}
