import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'
import type { ResultWay } from './results.ts'

/** A result that does not fit, whole as it came, with why. */
export interface QuarantinedResult {
  readonly n: number
  /** hex SHA-256 of what came */
  readonly sha256: string
  readonly bytes: Uint8Array
  readonly way: ResultWay
  readonly cameAt: string
  /** What it says of itself, where it could be read. */
  readonly task: string | null
  readonly agency: string | null
  readonly why: Failure
  /** When it was last held against what is known here. */
  readonly lookedAt: string
  readonly endedAt: string | null
  readonly endedHow: 'fits' | 'rejected' | null
  readonly endedBy: string | null
  readonly reason: string | null
}

interface Row extends Omit<QuarantinedResult, 'sha256' | 'why'> {
  readonly sha256: Buffer
  readonly code: Failure['code']
  readonly detail: string
}

const columns = `n, sha256, bytes, way, came_at AS cameAt, task, agency, code, detail, looked_at AS lookedAt,
  ended_at AS endedAt, ended_how AS endedHow, ended_by AS endedBy, reason`

const fromRow = ({ sha256, code, detail, ...row }: Row): QuarantinedResult => ({
  ...row,
  sha256: sha256.toString('hex'),
  why: { code, detail: JSON.parse(detail) as Failure['detail'] },
})

/** What waits in quarantine, and what became of the rest. Nothing is ever dropped from here. */
export class QuarantineRows {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  /** What waits, in results and bytes. */
  size(): { readonly results: number; readonly bytes: number } {
    return (
      this.#db
        .prepare<[], { results: number; bytes: number }>(
          'SELECT count(*) AS results, coalesce(sum(length(bytes)), 0) AS bytes FROM inspection_quarantine WHERE ended_at IS NULL',
        )
        .get() ?? { results: 0, bytes: 0 }
    )
  }

  add(
    one: Pick<QuarantinedResult, 'sha256' | 'bytes' | 'way' | 'cameAt' | 'task' | 'agency' | 'why'>,
  ): number {
    const { sha256, bytes, way, cameAt, task, agency, why } = one
    return Number(
      this.#db
        .prepare(
          `INSERT INTO inspection_quarantine (sha256, bytes, way, came_at, task, agency, code, detail, looked_at)
           VALUES (@sha256, @bytes, @way, @cameAt, @task, @agency, @code, @detail, @cameAt)`,
        )
        .run({
          ...{ way, cameAt, task, agency },
          sha256: Buffer.from(sha256, 'hex'),
          bytes: Buffer.from(bytes),
          ...whyColumns(why),
        }).lastInsertRowid,
    )
  }

  withHash(sha256: string): QuarantinedResult | null {
    const row = this.#db
      .prepare<[Buffer], Row>(`SELECT ${columns} FROM inspection_quarantine WHERE sha256 = ?`)
      .get(Buffer.from(sha256, 'hex'))
    return row ? fromRow(row) : null
  }

  get(n: number): QuarantinedResult | null {
    const row = this.#db
      .prepare<[number], Row>(`SELECT ${columns} FROM inspection_quarantine WHERE n = ?`)
      .get(n)
    return row ? fromRow(row) : null
  }

  /** Those that wait, in the order in which they came, of those that are asked for by what they claim. */
  waiting(isOf: (one: Pick<QuarantinedResult, 'task' | 'agency'>) => boolean): QuarantinedResult[] {
    return this.#db
      .prepare<[], { n: number; task: string | null; agency: string | null }>(
        'SELECT n, task, agency FROM inspection_quarantine WHERE ended_at IS NULL ORDER BY n',
      )
      .all()
      .filter(isOf)
      .flatMap(({ n }) => this.get(n) ?? [])
  }

  /** The newest first, ended ones too. */
  newest(limit: number): QuarantinedResult[] {
    return this.#db
      .prepare<[number], Row>(`SELECT ${columns} FROM inspection_quarantine ORDER BY n DESC LIMIT ?`)
      .all(limit)
      .map(fromRow)
  }

  /** It was looked at again, and still does not fit. */
  lookedAt(n: number, why: Failure, t: string): void {
    this.#db
      .prepare('UPDATE inspection_quarantine SET code = @code, detail = @detail, looked_at = @t WHERE n = @n')
      .run({ n, t, ...whyColumns(why) })
  }

  end(
    n: number,
    ended: Pick<QuarantinedResult, 'endedHow' | 'endedBy' | 'reason'> & {
      readonly t: string
      readonly signed: Uint8Array | null
    },
  ): void {
    const { endedHow, endedBy, reason, t, signed } = ended
    this.#db
      .prepare(
        `UPDATE inspection_quarantine SET ended_at = @t, ended_how = @endedHow, ended_by = @endedBy, reason = @reason, signed = @signed
         WHERE n = @n`,
      )
      .run({ n, t, endedHow, endedBy, reason, signed: signed && Buffer.from(signed) })
  }
}

const whyColumns = ({ code, detail }: Failure) => ({ code, detail: JSON.stringify(detail) })
