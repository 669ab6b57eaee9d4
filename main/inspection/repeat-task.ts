import { toHex } from '../../core/encoding/hex.ts'
import { type InspectionTask, taskId } from '../../core/inspection/inspection-task.ts'
import type { StationContext } from '../station/context.ts'
import { planOf } from '../station/planned-line.ts'
import { addTask } from './create-tasks.ts'
import { drawFor } from './draw-samples.ts'
import { type Moving, moveTask } from './move-task.ts'
import { linesOf } from './task-goods.ts'
import type { StoredTask } from './tasks.ts'

/**
 * The inspection is made again: the task stays as it was, and another one goes on with samples drawn anew and as many days as the
 * first had. Call it inside a store transaction. Throws `inspection-event-refused`.
 */
export function repeatTask(ctx: StationContext, before: StoredTask, moving: Moving): StoredTask {
  const { t, operator } = moving.by
  moveTask(ctx, before, 'repeat', moving)
  const repeat = before.repeat + 1
  const lines = linesOf(ctx, before).map(planOf)
  const { task } = before
  const draw =
    task.sampling && lines.length > 0
      ? drawFor(lines, task.sampling.n, toHex(ctx.random(32)))
      : task.draw && { ...task.draw, seed: toHex(ctx.random(32)) }
  const next: InspectionTask = {
    ...task,
    id: taskId(task.demand, repeat),
    repeat,
    draw,
    createdAt: t,
    createdBy: operator,
    deadline: shifted(t, Date.parse(task.deadline) - Date.parse(task.createdAt)),
  }
  const added = addTask(ctx, next)
  return before.agency === null
    ? added
    : moveTask(ctx, added, 'assign', {
        by: moving.by,
        agency: before.agency,
        detail: { agency: before.agency },
      })
}

const shifted = (t: string, byMs: number): string => new Date(Date.parse(t) + byMs).toISOString()
