import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { LabelState } from '../../core/lifecycle/label-life.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

/** One label, from the reservation of its serial to its end. A row is never removed, so a serial is never free again. */
export interface LabelJob {
  readonly job: number
  readonly kind: 'unit' | 'case' | 'pallet'
  readonly gtin: string
  /** The unit's serial, or the SSCC of the case or pallet, which stands under the line of the first unit in it. */
  readonly serial: string
  readonly asn: string
  readonly line: string
  readonly lot: string
  readonly state: LabelState
  /** Name and version of the template that it is printed by. */
  readonly template: string
  /** hex SHA-256 of that template's document; null for labels of before that was recorded. */
  readonly templateHash: string | null
  /** JSON of what the label says (`bondmark/printed-label/1`): no scratch code, no seal; null for labels of before. */
  readonly content: string | null
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
  /** JSON of the failure that last put it in doubt; it stays when the doubt is over. */
  readonly doubt: string | null
  /** Pseudonym of who had it made, and of who verified or voided it; `station`: nobody was signed in. Null: not recorded then. */
  readonly reservedBy: string | null
  readonly endedBy: string | null
  /** The shift in which it was verified or voided. */
  readonly endedShift: number | null
  /** The physical printer that it was last sent to. */
  readonly printer: string | null
  /** Statement id of the right that its serial was given under; null for cases, and for labels of older releases. */
  readonly authority: string | null
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
  | 'templateHash'
  | 'content'
  | 'binding'
  | 'pinCommitment'
  | 'run'
  | 'replaces'
  | 'reservedAt'
  | 'shift'
  | 'reservedBy'
> & {
  /** Number of the right that the serial is given under; none for a case. */
  readonly authority: number | null
}

/** The columns of a `LabelJob`. */
export const labelColumns = `job, kind, gtin, serial, asn, line, lot, state, template, template_hash AS templateHash, content, binding, pin_commitment AS pinCommitment, run, replaces,
  reserved_at AS reservedAt, sent_at AS sentAt, printed_at AS printedAt, ended_at AS endedAt, reason, recovery, shift, doubt,
  reserved_by AS reservedBy, ended_by AS endedBy, ended_shift AS endedShift, printer,
  (SELECT lower(hex(id)) FROM serial_authority WHERE n = authority) AS authority`

/** One step of a label's life, as it is written down. */
export interface LabelMove {
  readonly from: LabelState
  readonly to: LabelState
  readonly at: string
  readonly reason: string | null
  readonly recovery: boolean
  /** The shift in which it happens, and the pseudonym of who answers for it. */
  readonly shift: number | null
  readonly by: string
  /** Why nobody knows whether it came out. */
  readonly doubt: Failure | null
}

/** States in which something is still to be done about a label: what the index `label_job_open` holds. */
const OPEN: readonly LabelState[] = ['reserved', 'sent', 'printed', 'uncertain']

const listed = (states: readonly LabelState[]): string => states.map((state) => `'${state}'`).join(', ')

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
          `INSERT INTO label_job (kind, gtin, serial, asn, line, lot, state, template, template_hash, content, binding, pin_commitment, run, replaces, reserved_at, shift, reserved_by, authority)
           VALUES (@kind, @gtin, @serial, @asn, @line, @lot, 'reserved', @template, @templateHash, @content, @binding, @pinCommitment, @run, @replaces, @reservedAt, @shift, @reservedBy, @authority)`,
        )
        .run(job).lastInsertRowid,
    )
  }

  get(job: number): LabelJob | null {
    return (
      this.#db.prepare<[number], LabelJob>(`SELECT ${labelColumns} FROM label_job WHERE job = ?`).get(job) ??
      null
    )
  }

  bySerial(serial: string): LabelJob | null {
    return (
      this.#db
        .prepare<[string], LabelJob>(`SELECT ${labelColumns} FROM label_job WHERE serial = ?`)
        .get(serial) ?? null
    )
  }

  /** The units whose labels were reserved last, newest first. */
  newestUnits(limit: number): { readonly gtin: string; readonly serial: string }[] {
    return this.#db
      .prepare<[number], { gtin: string; serial: string }>(
        `SELECT gtin, serial FROM label_job WHERE kind = 'unit' ORDER BY job DESC LIMIT ?`,
      )
      .all(limit)
  }

  /**
   * Writes a state that the transition table has allowed, over the state that it was asked about: a label that has moved
   * meanwhile is a bug and throws. `at` lands in the column of the new state.
   */
  move(job: number, move: LabelMove): void {
    const { from, to, at, reason, recovery, shift, by, doubt } = move
    const { changes } = this.#db
      .prepare(
        `UPDATE label_job SET state = @to, reason = coalesce(@reason, reason), recovery = @recovery,
           doubt = coalesce(@doubt, doubt),
           sent_at = CASE @to WHEN 'sent' THEN @at WHEN 'reserved' THEN NULL ELSE sent_at END, printed_at = iif(@to = 'printed', @at, printed_at),
           ended_at = iif(@to IN ('verified', 'voided'), @at, ended_at),
           ended_shift = iif(@to IN ('verified', 'voided'), @shift, ended_shift),
           ended_by = iif(@to IN ('verified', 'voided'), @by, ended_by)
         WHERE job = @job AND state = @from`,
      )
      .run({
        job,
        from,
        to,
        at,
        reason,
        recovery: recovery ? 1 : 0,
        shift,
        by,
        doubt: doubt && JSON.stringify(doubt),
      })
    if (changes !== 1) throw new Error(`label ${job} is not ${from} any more`)
  }

  inState(...states: LabelState[]): LabelJob[] {
    const open = states.every((state) => OPEN.includes(state))
    return this.#db
      .prepare<[], LabelJob>(
        // The index of open labels is taken only for states that SQLite can see to be all of its own.
        `SELECT ${labelColumns} FROM label_job WHERE ${open ? `state IN (${listed(OPEN)}) AND ` : ''}state IN (${listed(states)}) ORDER BY job`,
      )
      .all()
  }

  /** The label of a kind that waits longest for a printer. */
  firstReserved(kind: LabelJob['kind']): LabelJob | null {
    return (
      this.#db
        .prepare<[string], LabelJob>(
          `SELECT ${labelColumns} FROM label_job WHERE state IN (${listed(OPEN)}) AND state = 'reserved' AND kind = ? ORDER BY job LIMIT 1`,
        )
        .get(kind) ?? null
    )
  }

  /** Of labels on paper that nobody has scanned or given up: the one that went to a printer first. */
  firstOut(kind: LabelJob['kind'], printer: string | null): LabelJob | null {
    return (
      this.#db
        .prepare<[string, string | null], LabelJob>(
          // A serial is sent once, so the newest attempt is the one that counts; older releases wrote none down.
          `SELECT ${labelColumns} FROM label_job AS l INDEXED BY label_job_open
           WHERE state IN (${listed(OPEN)}) AND state <> 'reserved' AND kind = ? AND printer IS ?
           ORDER BY (SELECT max(n) FROM print_attempt AS a WHERE a.job = l.job), job LIMIT 1`,
        )
        .get(kind, printer) ?? null
    )
  }

  /** Labels that some unit or case still waits for. */
  outstanding(): LabelJob[] {
    return this.inState(...OPEN)
  }

  newest(limit: number): LabelJob[] {
    return this.#db
      .prepare<[number], LabelJob>(`SELECT ${labelColumns} FROM label_job ORDER BY job DESC LIMIT ?`)
      .all(limit)
  }

  /** Voids of a shift that count towards the supervisor's limit: recovery's own do not. */
  voidsOfShift(shift: number): number {
    return (
      this.#db
        .prepare<[number], { c: number }>(
          "SELECT count(*) AS c FROM label_job WHERE state = 'voided' AND recovery = 0 AND ended_shift = ?",
        )
        .get(shift)?.c ?? 0
    )
  }

  /** Labels that ended so in a shift, whenever they were reserved. */
  endedIn(shift: number, kind: LabelJob['kind'], state: 'verified' | 'voided'): number {
    return (
      this.#db
        .prepare<[number, string, string], { c: number }>(
          'SELECT count(*) AS c FROM label_job WHERE ended_shift = ? AND kind = ? AND state = ?',
        )
        .get(shift, kind, state)?.c ?? 0
    )
  }

  count(kind: LabelJob['kind'], state: LabelState): number {
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
        `SELECT ${labelColumns} FROM label_job WHERE kind = 'unit' AND state = 'verified' ORDER BY job`,
      )
      .all()
  }
}
