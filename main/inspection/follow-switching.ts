import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { totalOf } from '../../core/inspection/conclude.ts'
import type { InspectionResult } from '../../core/inspection/inspection-result.ts'
import { nextSwitching, type Switched } from '../../core/sampling/next-switching.ts'
import {
  type SwitchingEvent,
  type SwitchingState,
  switchingStart,
  switchingState,
} from '../../core/sampling/switching-state.ts'
import type { StationContext } from '../station/context.ts'
import type { SwitchingKey, SwitchingRow } from './switching-rows.ts'
import type { StoredTask } from './tasks.ts'

/** The history that a task's lot belongs to; null where nothing is sampled by a named rule. */
export function switchingKeyOf({ task }: Pick<StoredTask, 'task'>): SwitchingKey | null {
  const { gtin, manufacturer } = task.subject
  if (task.sampling === null || task.rule === null || gtin === undefined || manufacturer === undefined)
    return null
  return { gtin, manufacturer, rule: task.rule }
}

/** Where a history stands; a series begins under normal inspection. */
export function stateOf({ store }: Pick<StationContext, 'store'>, key: SwitchingKey): SwitchingState {
  const row = store.inspections.switching.newest(key)
  return row ? switchingState.parse((JSON.parse(row.json) as { state: unknown }).state) : switchingStart
}

/** A step as it is stored, and what the rules did. */
export function switchedRow(
  key: SwitchingKey,
  { state, steps }: Switched,
  more: Pick<SwitchingRow, 't' | 'cause' | 'statement' | 'badge' | 'signed'>,
): Omit<SwitchingRow, 'n'> {
  return { ...key, ...more, json: JSON.stringify({ state, steps }) }
}

/** The lot of a task as the switching rules are told of it. A repeated inspection is of a lot that was judged before (9.3.1). */
export function lotEvent(task: StoredTask, { nonconforming }: InspectionResult): SwitchingEvent | null {
  const { sampling, repeat } = task.task
  if (sampling === null) return null
  const { aql, letter, n, ac, re } = sampling
  const total = totalOf(nonconforming)
  return {
    kind: 'lot',
    aql,
    plan: { letter, n, ac, re },
    nonconforming: total,
    accepted: total <= ac,
    resubmitted: repeat > 1,
  }
}

/**
 * Tells the switching rules of a lot that was concluded. A lot that was drawn under another severity than is in force by now
 * is left out, as one that the rules do not know; that is logged. Call it inside a store transaction.
 */
export function followSwitching(
  ctx: StationContext,
  task: StoredTask,
  result: InspectionResult,
  said: { readonly t: string; readonly statement: number },
): void {
  const key = switchingKeyOf(task)
  const event = lotEvent(task, result)
  if (key === null || event === null) return
  try {
    const switched = nextSwitching(stateOf(ctx, key), event)
    ctx.store.inspections.switching.add(
      switchedRow(key, switched, { ...said, cause: task.id, badge: null, signed: null }),
    )
  } catch (error) {
    if (!(error instanceof BondmarkError)) throw error
    ctx.logger.warn(error.toFailure(), `the switching rules leave out the lot of task ${task.id}`)
  }
}
