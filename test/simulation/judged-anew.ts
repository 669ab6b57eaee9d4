import Database from 'better-sqlite3'
import type { NoteSigner } from '../../core/log/note.ts'
import { migrate } from '../../platform/sqlite/migrate.ts'
import type { Database as Db } from '../../platform/sqlite/open-database.ts'
import { judgeEntries } from '../../sync/ledger/standing/judge-entries.ts'
import { openStandingStore } from '../../sync/ledger/standing/standing-store.ts'
import { rowsOf } from './look-up.ts'

/** What a judge has said, all of which follows from the log. */
const tables = ['statement', 'life', 'mention', 'waiting', 'finding', 'verdict', 'conflict'] as const

/**
 * Judges a log once more in one go, and answers in which tables another thing stands than the ledger wrote down, which
 * may have been killed in the midst of judging.
 */
export function judgedOtherwise(log: Db, standing: Db, size: number, signer: NoteSigner): string[] {
  const anew = new Database(':memory:')
  try {
    const store = openStandingStore(':memory:', (file, { migrations }) => {
      migrate(anew, file, migrations, false)
      return anew
    })
    const entries = (from: number, count: number) =>
      rowsOf<{ bytes: Buffer }>(
        log,
        'SELECT bytes FROM entries WHERE leaf >= ? ORDER BY leaf LIMIT ?',
        from,
        count,
      ).map(({ bytes }) => bytes)
    judgeEntries({ entries }, store, signer, 0, size)
    return tables.filter((table) => allOf(anew, table) !== allOf(standing, table))
  } finally {
    anew.close()
  }
}

function allOf(db: Db, table: string): string {
  return rowsOf<Record<string, unknown>>(db, `SELECT * FROM ${table}`)
    .map((row) =>
      JSON.stringify(
        Object.values(row).map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : value)),
      ),
    )
    .toSorted()
    .join('\n')
}
