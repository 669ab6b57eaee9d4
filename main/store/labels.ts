import type { Database } from '../../platform/sqlite/open-database.ts'

export type LabelState = 'reserved' | 'sent' | 'printed' | 'verified' | 'uncertain' | 'voided'

/** One label, from the reservation of its serial to its end. A row is never removed, so a serial is never free again. */
export interface LabelJob {
  readonly job: number
  readonly kind: 'unit' | 'case'
  readonly gtin: string
  /** The unit's serial, or the case's SSCC. */
  readonly serial: string
  readonly asn: string
  readonly line: string
  readonly lot: string
  readonly state: LabelState
  readonly template: string
  /** Place of the goods scan's statement that this label answers. */
  readonly binding: number | null
  readonly pinCommitment: string | null
  /** Printed for a case that was received whole (run mode). */
  readonly run: 0 | 1
  readonly replaces: number | null
  readonly reservedAt: string
  readonly sentAt: string | null
  readonly printedAt: string | null
  readonly endedAt: string | null
  readonly reason: string | null
  readonly recovery: 0 | 1
  readonly shift: number | null
}

export type NewLabelJob = Pick<
  LabelJob,
  | 'kind'
  | 'gtin'
  | 'serial'
  | 'asn'
  | 'line'
  | 'lot'
  | 'template'
  | 'binding'
  | 'pinCommitment'
  | 'run'
  | 'replaces'
  | 'reservedAt'
  | 'shift'
>

const columns = `job, kind, gtin, serial, asn, line, lot, state, template, binding, pin_commitment AS pinCommitment, run, replaces,
  reserved_at AS reservedAt, sent_at AS sentAt, printed_at AS printedAt, ended_at AS endedAt, reason, recovery, shift`

/** Label jobs: the durable half of the print state machine (DESIGN §7). */
export class Labels {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  /** Reserves the serial. A serial that was ever used throws, by the table's own constraint. */
  reserve(job: NewLabelJob): number {
    return Number(
      this.#db
        .prepare(
          `INSERT INTO label_job (kind, gtin, serial, asn, line, lot, state, template, binding, pin_commitment, run, replaces, reserved_at, shift)
           VALUES (@kind, @gtin, @serial, @asn, @line, @lot, 'reserved', @template, @binding, @pinCommitment, @run, @replaces, @reservedAt, @shift)`,
        )
        .run(job).lastInsertRowid,
    )
  }

  get(job: number): LabelJob | null {
    return (
      this.#db.prepare<[number], LabelJob>(`SELECT ${columns} FROM label_job WHERE job = ?`).get(job) ?? null
    )
  }

  bySerial(serial: string): LabelJob | null {
    return (
      this.#db.prepare<[string], LabelJob>(`SELECT ${columns} FROM label_job WHERE serial = ?`).get(serial) ??
      null
    )
  }

  /** Writes a state that the transition table has allowed. `at` lands in the column of that state. */
  move(job: number, state: LabelState, at: string, reason: string | null = null, recovery = false): void {
    const column =
      state === 'sent'
        ? 'sent_at'
        : state === 'printed'
          ? 'printed_at'
          : state === 'uncertain'
            ? null
            : 'ended_at'
    this.#db
      .prepare(
        `UPDATE label_job SET state = ?, reason = coalesce(?, reason), recovery = ?${column ? `, ${column} = ?` : ''} WHERE job = ?`,
      )
      .run(...[state, reason, recovery ? 1 : 0, ...(column ? [at] : []), job])
  }

  inState(...states: LabelState[]): LabelJob[] {
    return this.#db
      .prepare<string[], LabelJob>(
        `SELECT ${columns} FROM label_job WHERE state IN (${states.map(() => '?').join(', ')}) ORDER BY job`,
      )
      .all(...states)
  }

  /** Labels that some unit or case still waits for. */
  outstanding(): LabelJob[] {
    return this.inState('reserved', 'sent', 'printed', 'uncertain')
  }

  newest(limit: number): LabelJob[] {
    return this.#db
      .prepare<[number], LabelJob>(`SELECT ${columns} FROM label_job ORDER BY job DESC LIMIT ?`)
      .all(limit)
  }

  /** Voids of a shift that count towards the supervisor's limit: recovery's own do not. */
  voidsOfShift(shift: number): number {
    return (
      this.#db
        .prepare<[number], { c: number }>(
          "SELECT count(*) AS c FROM label_job WHERE state = 'voided' AND recovery = 0 AND shift = ?",
        )
        .get(shift)?.c ?? 0
    )
  }

  count(kind: 'unit' | 'case', state: LabelState): number {
    return (
      this.#db
        .prepare<[string, string], { c: number }>(
          'SELECT count(*) AS c FROM label_job WHERE kind = ? AND state = ?',
        )
        .get(kind, state)?.c ?? 0
    )
  }

  verifiedUnits(): LabelJob[] {
    return this.#db
      .prepare<[], LabelJob>(
        `SELECT ${columns} FROM label_job WHERE kind = 'unit' AND state = 'verified' ORDER BY job`,
      )
      .all()
  }
}
