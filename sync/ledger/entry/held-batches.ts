import { asDatabaseFailure, type Database } from '../../../platform/sqlite/open-database.ts'

/** DESIGN §9: out-of-order arrivals wait up to 5,000 statements or 7 days. */
const HELD_OF_KEY_MAX = 5_000
export const HELD_MS_MAX = 7 * 24 * 3_600_000
/** Of all keys, so that many stations at once do not fill the ledger's disk. */
const HELD_MAX = 100_000
const HELD_BYTES_MAX = 512 * 1024 * 1024
/** Batches of one key, those whose time is over included: they stay on record until they are logged. */
const BATCHES_OF_KEY_MAX = 256

/** What the chain of a batch lacks before it. */
export interface Missing {
  /** hex id of the last statement that is missing: the one that the batch's first names as the one before it */
  readonly previous: string
  /** The places in the key's own chain that are missing; null when `previous` is of another key, whose place is not known. */
  readonly firstMissingSeq: number | null
  readonly lastMissingSeq: number | null
}

/** A batch that waits. Its signatures were verified when it came. */
export interface HeldBatch {
  /** hex */
  readonly kid: string
  readonly station: string
  /** Number of the batch. */
  readonly n: number
  readonly manifest: { readonly id: string; readonly bytes: Uint8Array }
  /** In chain order. */
  readonly statements: readonly { readonly seq: number; readonly bytes: Uint8Array }[]
  readonly missing: Missing
  /** Unix ms. */
  readonly since: number
}

/** What is on record of a batch that waits, or waited in vain. */
export interface HeldRecord {
  readonly kid: string
  readonly n: number
  readonly statements: number
  readonly missing: Missing
  readonly since: number
  /** When its time was over, and its statements were let go; null while it waits. */
  readonly expired: number | null
}

/** Batches whose chain does not connect to the log yet, durable like it. */
export interface HeldBatches {
  /** Has it wait. False when there is no room for it. */
  hold(batch: HeldBatch): boolean
  /** What is on record of the batch with this manifest (hex id). */
  record(manifestId: string): HeldRecord | null
  /** The first batch whose chain connects to the log by now. */
  connectable(): HeldBatch | null
  /** Takes a batch out: it was logged or refused. */
  remove(manifestId: string): void
  /** Ends the time of what waits since before `since`; its statements go, the record stays. Answers what that was. */
  expire(since: number, now: number): HeldRecord[]
  /** What is on record of a key, or of all, the first come first; at most 1,000. */
  list(kid?: string): HeldRecord[]
  /** Statements that wait. */
  waiting(): number
}

interface Row {
  readonly place: number
  readonly kid: Buffer
  readonly station: string
  readonly n: number
  readonly manifest_id: Buffer
  readonly manifest: Buffer
  readonly prev: Buffer
  readonly first_missing: number | null
  readonly last_missing: number | null
  readonly statements: number
  readonly since: number
  readonly expired: number | null
}

export function openHeldBatches(
  db: Database,
  file: string,
  max = { ofKey: HELD_OF_KEY_MAX, all: HELD_MAX, bytes: HELD_BYTES_MAX, batchesOfKey: BATCHES_OF_KEY_MAX },
): HeldBatches {
  const select = {
    sums: db.prepare<[], { statements: number; bytes: number }>(
      'SELECT coalesce(sum(statements), 0) AS statements, coalesce(sum(bytes), 0) AS bytes FROM held_batches WHERE expired IS NULL',
    ),
    ofKey: db.prepare<[Buffer], { statements: number; batches: number }>(
      'SELECT coalesce(sum(CASE WHEN expired IS NULL THEN statements ELSE 0 END), 0) AS statements, count(*) AS batches FROM held_batches WHERE kid = ?',
    ),
    one: db.prepare<[Buffer], Row>('SELECT * FROM held_batches WHERE manifest_id = ?'),
    // The statement before it is there, or its place is taken: either way it waits for nothing any more.
    connectable: db.prepare<[], Row>(`
      SELECT held.* FROM held_batches held WHERE held.expired IS NULL AND (
        EXISTS (SELECT 1 FROM entries WHERE id = held.prev)
        OR held.first_seq <= 1 + coalesce((SELECT max(seq) FROM entries WHERE kid = held.kid), -1)
      ) ORDER BY held.place LIMIT 1`),
    statements: db.prepare<[number], { seq: number; bytes: Buffer }>(
      'SELECT seq, bytes FROM held_statements WHERE batch = ? ORDER BY seq',
    ),
    overdue: db.prepare<[number], Row>(
      'SELECT * FROM held_batches WHERE expired IS NULL AND since < ? ORDER BY place',
    ),
    list: db.prepare<[], Row>('SELECT * FROM held_batches ORDER BY place LIMIT 1000'),
    listOf: db.prepare<[Buffer], Row>('SELECT * FROM held_batches WHERE kid = ? ORDER BY place LIMIT 1000'),
  }
  const write = {
    batch: db.prepare(`INSERT INTO held_batches
      (kid, station, n, manifest_id, manifest, first_seq, prev, first_missing, last_missing, statements, bytes, since)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    statement: db.prepare('INSERT INTO held_statements (batch, seq, bytes) VALUES (?, ?, ?)'),
    expire: db.prepare('UPDATE held_batches SET expired = ? WHERE place = ?'),
    forget: db.prepare('DELETE FROM held_statements WHERE batch = ?'),
    remove: db.prepare('DELETE FROM held_batches WHERE place = ?'),
  }
  const durably = <Value>(work: () => Value): Value => {
    try {
      return db.transaction(work).immediate()
    } catch (error) {
      throw asDatabaseFailure(error, file)
    }
  }

  return {
    hold: (batch) =>
      durably(() => {
        const { statements, manifest, missing } = batch
        const bytes = statements.reduce((sum, each) => sum + each.bytes.length, manifest.bytes.length)
        const [ofKey, all] = [select.ofKey.get(fromHex(batch.kid)), select.sums.get()]
        if (ofKey === undefined || all === undefined) throw new Error('a sum is always there')
        const fits =
          ofKey.statements + statements.length <= max.ofKey &&
          ofKey.batches < max.batchesOfKey &&
          all.statements + statements.length <= max.all &&
          all.bytes + bytes <= max.bytes
        if (!fits) return false
        const { lastInsertRowid } = write.batch.run(
          ...[fromHex(batch.kid), batch.station, batch.n, fromHex(manifest.id), manifest.bytes],
          ...[statements[0]?.seq ?? 0, fromHex(missing.previous)],
          ...[missing.firstMissingSeq, missing.lastMissingSeq, statements.length, bytes, batch.since],
        )
        for (const each of statements) write.statement.run(lastInsertRowid, each.seq, each.bytes)
        return true
      }),
    record: (manifestId) => toRecord(select.one.get(fromHex(manifestId))),
    connectable() {
      const row = select.connectable.get()
      if (row === undefined) return null
      const statements = select.statements.all(row.place).map(({ seq, bytes }) => {
        return { seq, bytes: new Uint8Array(bytes) }
      })
      const manifest = { id: row.manifest_id.toString('hex'), bytes: new Uint8Array(row.manifest) }
      const { station, n, since } = row
      return {
        kid: row.kid.toString('hex'),
        station,
        n,
        manifest,
        statements,
        missing: missingOf(row),
        since,
      }
    },
    remove: (manifestId) =>
      durably(() => {
        const row = select.one.get(fromHex(manifestId))
        if (row === undefined) return
        write.forget.run(row.place)
        write.remove.run(row.place)
      }),
    expire: (since, now) =>
      durably(() =>
        select.overdue.all(since).map((row) => {
          write.forget.run(row.place)
          write.expire.run(now, row.place)
          return { ...recordOf(row), expired: now }
        }),
      ),
    list: (kid) => (kid === undefined ? select.list.all() : select.listOf.all(fromHex(kid))).map(recordOf),
    waiting: () => select.sums.get()?.statements ?? 0,
  }
}

const toRecord = (row: Row | undefined): HeldRecord | null => (row === undefined ? null : recordOf(row))

function recordOf(row: Row): HeldRecord {
  const { n, statements, since, expired } = row
  return { kid: row.kid.toString('hex'), n, statements, missing: missingOf(row), since, expired }
}

function missingOf({ prev, first_missing, last_missing }: Row): Missing {
  return { previous: prev.toString('hex'), firstMissingSeq: first_missing, lastMissingSeq: last_missing }
}

const fromHex = (hex: string): Buffer => Buffer.from(hex, 'hex')
