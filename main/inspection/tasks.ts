import type { DemandKind } from '../../core/decision/demand-kind.ts'
import type { InspectionTask } from '../../core/inspection/inspection-task.ts'
import type { TaskEvent, TaskState } from '../../core/inspection/task-life.ts'
import type { Database } from '../../platform/sqlite/open-database.ts'

/** A task as it lies in the store. `task` is its document. */
export interface StoredTask {
  readonly n: number
  readonly id: string
  readonly demand: string
  readonly repeat: number
  readonly kind: DemandKind
  readonly asn: string
  readonly deadline: string
  /** hex SHA-256 of the document */
  readonly hash: string
  readonly task: InspectionTask
  /** place of the station's statement that asks for it */
  readonly statement: number
  readonly state: TaskState
  /** organisation that is asked; null while none was chosen */
  readonly agency: string | null
}

/** What an event says beside its time: as in the statement about it. */
export type MoveDetail = Readonly<Record<string, string | number | readonly string[]>>

/** Something that happened to a task. */
export interface TaskMove {
  readonly n: number
  readonly task: string
  readonly event: TaskEvent
  /** The state after it. */
  readonly state: TaskState
  readonly t: string
  /** Who did it; null for the station by itself. */
  readonly badge: string | null
  readonly detail: MoveDetail
  readonly statement: number
  /** The supervisor's signed order for it, where it needs one. */
  readonly signed: Uint8Array | null
}

type TaskRow = Omit<StoredTask, 'task'> & { readonly json: string }
type MoveRow = Omit<TaskMove, 'detail'> & { readonly detail: string }

const columns = 'n, id, demand, repeat, kind, asn, deadline, hash, json, statement, state, agency'

/**
 * SQL: no line of the task's notice waits for its demand any more. One that no line was ever on record for is asked for by
 * whoever made it. `task`: the name of `inspection_task` in the query.
 */
export const isUnasked = (task: string): string =>
  `(EXISTS (SELECT 1 FROM line_demand AS w WHERE w.asn = ${task}.asn AND w.demand = ${task}.demand)
    AND NOT EXISTS (SELECT 1 FROM line_demand AS w WHERE w.asn = ${task}.asn AND w.demand = ${task}.demand AND w.ended IS NULL))`

const fromRow = ({ json, ...row }: TaskRow): StoredTask => ({
  ...row,
  task: JSON.parse(json) as InspectionTask,
})

/** Inspection tasks and their moves. A task's document is written once; its state and agency follow from its moves. */
export class InspectionTasks {
  readonly #db

  constructor(db: Database) {
    this.#db = db
  }

  add(task: InspectionTask, hash: string, statement: number): void {
    const { gtin = null, lot = null, manufacturer = null, container = null } = task.subject
    this.#db
      .prepare(
        `INSERT INTO inspection_task (id, demand, repeat, kind, asn, gtin, lot, manufacturer, container, deadline, hash, json, statement, state)
         VALUES (@id, @demand, @repeat, @kind, @asn, @gtin, @lot, @manufacturer, @container, @deadline, @hash, @json, @statement, 'created')`,
      )
      .run({
        ...{ id: task.id, demand: task.demand, repeat: task.repeat, kind: task.kind, asn: task.asn },
        ...{ gtin, lot, manufacturer, container },
        ...{ deadline: task.deadline, hash, json: JSON.stringify(task), statement },
      })
  }

  get(id: string): StoredTask | null {
    const row = this.#db
      .prepare<[string], TaskRow>(`SELECT ${columns} FROM inspection_task WHERE id = ?`)
      .get(id)
    return row ? fromRow(row) : null
  }

  /** The newest repetition of a demand's task. */
  ofDemand(demand: string): StoredTask | null {
    const row = this.#db
      .prepare<[string], TaskRow>(
        `SELECT ${columns} FROM inspection_task WHERE demand = ? ORDER BY repeat DESC LIMIT 1`,
      )
      .get(demand)
    return row ? fromRow(row) : null
  }

  /** Those whose id begins so, at most two: whether a person named one. */
  startingWith(id: string): StoredTask[] {
    return this.#db
      .prepare<[string, string], TaskRow>(
        `SELECT ${columns} FROM inspection_task WHERE id >= ? AND id < ? ORDER BY id LIMIT 2`,
      )
      .all(id, `${id}\u{10ffff}`)
      .map(fromRow)
  }

  ofAsn(asn: string): StoredTask[] {
    return this.#db
      .prepare<[string], TaskRow>(`SELECT ${columns} FROM inspection_task WHERE asn = ? ORDER BY n`)
      .all(asn)
      .map(fromRow)
  }

  /** The newest first: all, or those in some states. */
  newest(limit: number, states: readonly TaskState[] | null = null): StoredTask[] {
    return this.#db
      .prepare<{ states: string; limit: number }, TaskRow>(
        `SELECT ${columns} FROM inspection_task
         WHERE @states = '' OR state IN (SELECT value FROM json_each(@states)) ORDER BY n DESC LIMIT @limit`,
      )
      .all({ states: states ? JSON.stringify(states) : '', limit })
      .map(fromRow)
  }

  /** Tasks whose result should be here by a time (RFC 3339), and is not, while a line waits for it. */
  overdue(at: string): number {
    return (
      this.#db
        .prepare<[string], number>(
          `SELECT count(*) FROM inspection_task
           WHERE state IN ('created', 'samples-taken', 'sent', 'received') AND julianday(deadline) < julianday(?)
             AND NOT ${isUnasked('inspection_task')}`,
        )
        .pluck()
        .get(at) ?? 0
    )
  }

  /** Whether lines waited for what a task asks, and none does any more: waived, met otherwise, or asked for by no rule and no plan. */
  isUnasked(id: string): boolean {
    return (
      this.#db
        .prepare<[string], number>(`SELECT ${isUnasked('k')} FROM inspection_task AS k WHERE k.id = ?`)
        .pluck()
        .get(id) === 1
    )
  }

  /** Tasks by state. */
  counts(): Readonly<Partial<Record<TaskState, number>>> {
    const rows = this.#db
      .prepare<[], { state: TaskState; tasks: number }>(
        'SELECT state, count(*) AS tasks FROM inspection_task GROUP BY state',
      )
      .all()
    return Object.fromEntries(rows.map(({ state, tasks }) => [state, tasks]))
  }

  /** Adds a move, and with it the task's state and agency. */
  move(move: Omit<TaskMove, 'n'>, agency: string | null): void {
    const { task, event, state, t, badge, detail, statement, signed } = move
    this.#db
      .prepare(
        `INSERT INTO inspection_move (task, event, state, t, badge, detail, statement, signed)
         VALUES (@task, @event, @state, @t, @badge, @detail, @statement, @signed)`,
      )
      .run({
        ...{ task, event, state, t, badge, statement },
        detail: JSON.stringify(detail),
        signed: signed && Buffer.from(signed),
      })
    this.#db.prepare('UPDATE inspection_task SET state = ?, agency = ? WHERE id = ?').run(state, agency, task)
  }

  /** In order. */
  moves(task: string): TaskMove[] {
    return this.#db
      .prepare<[string], MoveRow>(
        'SELECT n, task, event, state, t, badge, detail, statement, signed FROM inspection_move WHERE task = ? ORDER BY n',
      )
      .all(task)
      .map((row) => ({ ...row, detail: JSON.parse(row.detail) as MoveDetail }))
  }

  /** The newest move of one kind. */
  lastMove(task: string, event: TaskEvent): TaskMove | null {
    return this.moves(task).findLast((move) => move.event === event) ?? null
  }
}
