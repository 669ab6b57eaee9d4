import type { Database } from 'better-sqlite3'
import type { Report } from './ledger-files.ts'

/** What is folded of notices follows from the log: that it is of this log, and no further than it. The rest is made anew with the file. */
export function checkAsns(asns: Database, log: Database, report: Report): void {
  const rows = asns
    .prepare<[], { one: number; size: number; last: Buffer | null }>('SELECT one, size, last FROM folded')
    .all()
  const [row] = rows
  const differs = (where: string) => report('ledger-asns-differ', where)
  if (rows.length !== 1 || row?.one !== 1) {
    differs('how far')
    return
  }
  const entry = log.prepare<[number], Buffer>('SELECT id FROM entries WHERE leaf = ?').pluck()
  const isOfLog =
    row.size === 0 ? row.last === null : entry.get(row.size - 1)?.equals(row.last ?? Buffer.alloc(0))
  if (!isOfLog) differs(`entry ${row.size}`)
}
