import { toHex } from '../../core/encoding/hex.ts'
import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { nextTaskState, type TaskEvent, taskEventsIn } from '../../core/inspection/task-life.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { appendRecord } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import type { MoveDetail, StoredTask } from './tasks.ts'

/** Who moves a task: a badge and what statements call its bearer, or the station by itself. */
export interface Mover {
  readonly badge: string | null
  readonly operator: string
  readonly t: string
}

export interface Moving {
  readonly by: Mover
  readonly detail?: MoveDetail
  /** The agency from now on; as before when it is not given. */
  readonly agency?: string
  /** A supervisor's signed order. */
  readonly signed?: Uint8Array
  /** The statement that says it already; otherwise one is made. */
  readonly statement?: number
}

/**
 * Moves a task by one event, with the statement about it. Call it inside a store transaction.
 * Throws `inspection-event-refused` `{task, state, event, possible}`, and of an agency that was sent the task
 * already, `inspection-assign-late`.
 */
export function moveTask(
  ctx: StationContext,
  task: StoredTask,
  event: TaskEvent,
  moving: Moving,
): StoredTask {
  const { tasks } = ctx.store.inspections
  const { by, detail = {}, signed = null } = moving
  const state = nextTaskState(task.state, event)
  if (state === null && event === 'assign' && taskEventsIn(task.state).includes('repeat'))
    throw new BondmarkError('inspection-assign-late', {
      task: task.id.slice(0, 12),
      agency: task.agency ?? '–',
    })
  if (state === null) throw refusedEvent(task, event)
  const statement = moving.statement ?? appendMove(ctx, task, event, state, moving)
  const agency = moving.agency ?? task.agency
  tasks.move({ task: task.id, event, state, t: by.t, badge: by.badge, detail, statement, signed }, agency)
  ctx.store.messages.add({
    t: by.t,
    kind: 'inspection-moved',
    body: { task: task.id, asn: task.asn, event, state, agency },
  })
  return { ...task, state, agency }
}

export const refusedEvent = ({ id, state }: StoredTask, event: TaskEvent) =>
  new BondmarkError('inspection-event-refused', {
    ...{ task: id.slice(0, 12), state, event },
    // A task that takes no samples is refused them in a state that allows them to others.
    possible:
      taskEventsIn(state)
        .filter((other) => other !== event)
        .join(',') || 'nothing',
  })

function appendMove(
  ctx: StationContext,
  { id, hash }: StoredTask,
  event: TaskEvent,
  state: string,
  { by, detail = {}, signed }: Moving,
): number {
  const record = {
    station: ctx.identity.issuer,
    t: by.t,
    task: id,
    hash,
    event,
    state,
    detail,
    order: signed ? toHex(sha256Native(signed)) : null,
    operator: by.operator,
  }
  return appendRecord(ctx, 'inspection-moved', record, by.t).n
}
