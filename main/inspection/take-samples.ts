import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { lotClassEpc, parseEpc } from '../../core/gs1/epc.ts'
import { appendEvent } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { samplingOf } from '../station/line-events.ts'
import { type Mover, moveTask, refusedEvent } from './move-task.ts'
import { linesOf, taskDocument } from './task-goods.ts'
import type { StoredTask } from './tasks.ts'

/** What was really taken. */
export interface TakenSamples {
  /** Units. */
  readonly units: number
  /** Digital Links of units that have serials already; then there is one of each. */
  readonly epcs: readonly string[]
  /** Where another unit was taken than the draw names, and why. */
  readonly note: string
}

/**
 * Samples that were taken at the station: the sampling event and the move. What was taken is the sample or the whole lot; a
 * sample takes nothing from any account by itself. Call it inside a store transaction. Throws `inspection-event-refused`,
 * `inspection-sampled-units` `{taken, n, lotSize}`.
 */
export function takeSamples(
  ctx: StationContext,
  task: StoredTask,
  { units, epcs, note }: TakenSamples,
  by: Mover,
): StoredTask {
  const { sampling, subject } = task.task
  if (sampling === null) throw refusedEvent(task, 'sample')
  const { n, lotSize } = sampling
  const isNamed = epcs.length > 0
  const isUnits = new Set(epcs).size === epcs.length && epcs.every((epc) => parseEpc(epc)?.kind === 'unit')
  if (
    (units !== Math.min(n, lotSize) && units !== lotSize) ||
    (isNamed && (!isUnits || epcs.length !== units))
  )
    throw new BondmarkError('inspection-sampled-units', { taken: units, n, lotSize })
  const moved = moveTask(ctx, task, 'sample', {
    by,
    detail: { units, ...(note === '' ? {} : { note }), ...(isNamed ? { epcs: epcs.slice(0, 100) } : {}) },
  })
  const lines = linesOf(ctx, task)
  if (lines.length === 0 || subject.gtin === undefined) return moved
  const event = samplingOf(ctx, lines, by.t, {
    goods: isNamed ? { epcs } : { gtin: subject.gtin, lot: subject.lot ?? null, quantity: units },
    task: taskDocument(ctx, task),
    taskHash: task.hash,
  })
  const { gtin, lot = null } = subject
  appendEvent(ctx, event, by.t, isNamed ? epcs : [lotClassEpc(gtin, lot)])
  return moved
}
