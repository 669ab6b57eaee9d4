import { ZERO_PREV } from '../../core/statement/statement.ts'
import type { OpenDatabase } from '../../platform/sqlite/open-database.ts'
import type { SealedBatch, StatementBytes } from '../../sync/documents/batch-document.ts'
import type { Receipt } from '../../sync/documents/receipts-document.ts'
import type { RefusedStatement } from '../../sync/replication/station-session.ts'

export const STATION_FILE = 'station.sqlite'

const migrations = [
  {
    number: 1,
    sql: `
CREATE TABLE batches (n INTEGER PRIMARY KEY, manifest_id TEXT NOT NULL, manifest BLOB NOT NULL, settled INTEGER NOT NULL) STRICT;
CREATE TABLE statements (
  seq INTEGER PRIMARY KEY, id TEXT NOT NULL, bytes BLOB NOT NULL, n INTEGER NOT NULL REFERENCES batches
) STRICT;
CREATE TABLE receipts (id TEXT PRIMARY KEY, proof TEXT NOT NULL) STRICT;
CREATE TABLE refusals (id TEXT PRIMARY KEY, code TEXT NOT NULL) STRICT;`,
  },
]

/** What a simulated station holds durably: its chain, its batches, and what became of them. */
export type StationStore = ReturnType<typeof openStationStore>

export function openStationStore(open: OpenDatabase) {
  const db = open(STATION_FILE, { applicationId: 0x424d5353, migrations })
  const select = {
    head: db.prepare<[], { seq: number; id: string }>(
      'SELECT seq, id FROM statements ORDER BY seq DESC LIMIT 1',
    ),
    lastBatch: db.prepare<[], number>('SELECT coalesce(max(n), 0) FROM batches').pluck(),
    unsettled: db.prepare<[], { n: number; manifest_id: string; manifest: Buffer }>(
      'SELECT n, manifest_id, manifest FROM batches WHERE settled = 0 ORDER BY n LIMIT 1',
    ),
    of: db.prepare<[number], StatementBytes>('SELECT id, bytes FROM statements WHERE n = ? ORDER BY seq'),
  }
  const write = {
    statement: db.prepare('INSERT INTO statements (seq, id, bytes, n) VALUES (?, ?, ?, ?)'),
    batch: db.prepare('INSERT INTO batches (n, manifest_id, manifest, settled) VALUES (?, ?, ?, 0)'),
    receipt: db.prepare('INSERT OR IGNORE INTO receipts (id, proof) VALUES (?, ?)'),
    refusal: db.prepare('INSERT OR IGNORE INTO refusals (id, code) VALUES (?, ?)'),
    settle: db.prepare('UPDATE batches SET settled = 1 WHERE n = ?'),
  }
  const seal = db.transaction((batch: SealedBatch, firstSeq: number) => {
    write.batch.run(batch.n, batch.manifest.id, batch.manifest.bytes)
    for (const [at, { id, bytes }] of batch.statements.entries())
      write.statement.run(firstSeq + at, id, bytes, batch.n)
  })
  const settle = db.transaction(
    (n: number, receipts: readonly Receipt[], refused: readonly RefusedStatement[]) => {
      for (const { id, proof } of receipts) write.receipt.run(id, proof)
      for (const { id, code } of refused) write.refusal.run(id, code)
      write.settle.run(n)
    },
  )
  return {
    head: () => select.head.get() ?? { seq: 0, id: ZERO_PREV },
    lastBatch: () => select.lastBatch.get() ?? 0,
    /** The first batch that has no answer yet. */
    unsettled(): SealedBatch | null {
      const row = select.unsettled.get()
      if (row === undefined) return null
      const statements = select.of.all(row.n).map(({ id, bytes }) => ({ id, bytes: new Uint8Array(bytes) }))
      const manifest = { id: row.manifest_id, bytes: new Uint8Array(row.manifest) }
      return { n: row.n, statements, manifest }
    },
    /** Keeps a sealed batch and its statements, all or nothing; only then may anybody hear of them. */
    seal: (batch: SealedBatch, firstSeq: number) => void seal.immediate(batch, firstSeq),
    /** Keeps a ledger's answer to a batch, all or nothing. */
    settle: (n: number, receipts: readonly Receipt[], refused: readonly RefusedStatement[]) =>
      void settle.immediate(n, receipts, refused),
  }
}
