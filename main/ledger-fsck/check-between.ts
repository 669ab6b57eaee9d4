import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { logConflictRecord } from '../../core/contract/log-conflict.ts'
import { domainTagged } from '../../core/label/domain.ts'
import { parseCanonical } from '../../core/statement/canonical-json.ts'
import { verifyEd25519 } from '../../platform/keys/ed25519.ts'
import { logKeysOf } from './check-shelves.ts'
import { holds, type KnownKeys, type Report } from './ledger-files.ts'

interface RecordRow {
  readonly n: number
  readonly about: string
  readonly there: string
  readonly statement: Buffer
  readonly kid: Buffer
  readonly record: Buffer
  readonly signature: Buffer
}

/**
 * The records of conflicts with other logs: signed by the own log's key, filed under what they say, about statements that
 * stand at these leaves here and, where the other log is mirrored, there; and which of them are open follows from all of them.
 */
export function checkBetween(
  db: Database,
  log: Database,
  mirrors: ReadonlyMap<string, Database>,
  keys: KnownKeys,
  report: Report,
): void {
  const logKeys = logKeysOf(keys)
  const here = log.prepare<[number], { id: Buffer; kid: Buffer }>(
    'SELECT id, kid FROM entries WHERE leaf = ?',
  )
  const there = new Map(
    [...mirrors].map(([origin, mirror]) => [
      origin,
      mirror.prepare<[number], Buffer>('SELECT bytes FROM entries WHERE leaf = ?').pluck(),
    ]),
  )
  const isThere = (origin: string, leaf: number, id: string) => {
    const bytes = there.get(origin)?.get(leaf)
    return !there.has(origin) || (bytes !== undefined && sha256Hex(bytes) === id)
  }
  let next = 0
  for (const row of db.prepare<[], RecordRow>('SELECT * FROM record ORDER BY n').iterate()) {
    const where = `conflict between logs ${row.n}`
    const tagged = domainTagged('log-conflict', row.record)
    if (!logKeys.some((key) => verifyEd25519(key, tagged, row.signature)))
      report('ledger-standing-forged', where)
    const fits = holds(() => {
      const { data: said } = logConflictRecord.safeParse(parseCanonical(row.record))
      if (said === undefined) return false
      const own = here.get(said.here.leaf)
      return (
        said.n === row.n &&
        row.n === next &&
        said.about === row.about &&
        said.there.origin === row.there &&
        said.here.statement === row.statement.toString('hex') &&
        own?.id.equals(row.statement) === true &&
        own.kid.equals(row.kid) &&
        isThere(said.there.origin, said.there.leaf, said.there.statement)
      )
    })
    if (!fits) report('ledger-standing-differs', where)
    next = row.n + 1
  }
  checkOpen(db, report)
}

const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** SQLite sorts in a file of its own where there are many, so that memory does not grow with them. */
const OPEN_ROWS = `
WITH said AS (
  SELECT *, CAST(record AS TEXT) AS text FROM record WHERE json_valid(CAST(record AS TEXT))
), named AS (
  SELECT n, about, there, statement, kid, json_extract(text, '$.open') AS open,
    lag(json_extract(text, '$.open'), 1, 0) OVER one AS before,
    lead(n) OVER one AS later
  FROM said
  WINDOW one AS (
    PARTITION BY about, there, json_extract(text, '$.code'), json_extract(text, '$.here.leaf'), json_extract(text, '$.there.leaf')
    ORDER BY n
  )
)
SELECT n FROM named AS r
WHERE open = before OR (open = 1 AND later IS NULL) <> EXISTS (
  SELECT 1 FROM open_record AS o
  WHERE o.n = r.n AND o.about = r.about AND o.there = r.there AND o.statement = r.statement AND o.kid = r.kid
)
UNION SELECT n FROM open_record WHERE n NOT IN (SELECT n FROM record)
ORDER BY n`

/** A conflict is opened, settled, opened again; open is one whose newest record says so, and no other. */
function checkOpen(db: Database, report: Report): void {
  for (const n of db.prepare<[], number>(OPEN_ROWS).pluck().iterate())
    report('ledger-standing-differs', `conflict between logs ${n}, open or settled`)
}
