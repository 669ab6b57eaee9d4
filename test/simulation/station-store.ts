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
CREATE TABLE batches (
  n INTEGER PRIMARY KEY, manifest_id TEXT NOT NULL, manifest BLOB NOT NULL, settled INTEGER NOT NULL,
  document INTEGER NOT NULL
) STRICT;
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
    unsettled: db.prepare<[], number>('SELECT n FROM batches WHERE settled = 0 ORDER BY n').pluck(),
    batch: db.prepare<[number], { manifest_id: string; manifest: Buffer; document: number }>(
      'SELECT manifest_id, manifest, document FROM batches WHERE n = ?',
    ),
    receipt: db.prepare<[string], string>('SELECT proof FROM receipts WHERE id = ?').pluck(),
    of: db.prepare<[number], StatementBytes>('SELECT id, bytes FROM statements WHERE n = ? ORDER BY seq'),
  }
  const write = {
    statement: db.prepare('INSERT INTO statements (seq, id, bytes, n) VALUES (?, ?, ?, ?)'),
    batch: db.prepare(
      'INSERT INTO batches (n, manifest_id, manifest, settled, document) VALUES (?, ?, ?, 0, ?)',
    ),
    receipt: db.prepare('INSERT OR IGNORE INTO receipts (id, proof) VALUES (?, ?)'),
    refusal: db.prepare('INSERT OR IGNORE INTO refusals (id, code) VALUES (?, ?)'),
    settle: db.prepare('UPDATE batches SET settled = 1 WHERE n = ?'),
    goOn: db.prepare('UPDATE batches SET document = document + 1000 WHERE n = ?'),
  }
  const seal = db.transaction((batch: SealedBatch, firstSeq: number) => {
    write.batch.run(batch.n, batch.manifest.id, batch.manifest.bytes, batch.n)
    for (const [at, { id, bytes }] of batch.statements.entries())
      write.statement.run(firstSeq + at, id, bytes, batch.n)
  })
  const keep = db.transaction((receipts: readonly Receipt[]) => {
    for (const { id, proof } of receipts) write.receipt.run(id, proof)
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
    /** Numbers of the batches that have no answer yet, the first first. */
    unsettled: () => select.unsettled.all(),
    /** A batch, the number of its document, and the receipts that are here. */
    batch(n: number): { batch: SealedBatch; document: number; known: Receipt[] } {
      const row = select.batch.get(n)
      if (row === undefined) throw new RangeError(`no batch ${n}`)
      const statements = select.of.all(n).map(({ id, bytes }) => ({ id, bytes: new Uint8Array(bytes) }))
      const manifest = { id: row.manifest_id, bytes: new Uint8Array(row.manifest) }
      const known = [...statements, manifest].flatMap(({ id }) => {
        const proof = select.receipt.get(id)
        return proof === undefined ? [] : [{ id, proof }]
      })
      return { batch: { n, statements, manifest }, document: row.document, known }
    },
    /** Receipts that came before the session's end. */
    keepReceipts: (receipts: readonly Receipt[]) => void keep.immediate(receipts),
    /** The batch goes on in another document. */
    goOn: (n: number) => void write.goOn.run(n),
    /** Keeps a sealed batch and its statements, all or nothing; only then may anybody hear of them. */
    seal: (batch: SealedBatch, firstSeq: number) => void seal.immediate(batch, firstSeq),
    /** Keeps a ledger's answer to a batch, all or nothing. */
    settle: (n: number, receipts: readonly Receipt[], refused: readonly RefusedStatement[]) =>
      void settle.immediate(n, receipts, refused),
  }
}
