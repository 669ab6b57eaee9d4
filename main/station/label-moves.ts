import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { type LabelEvent, nextLabelState } from '../../core/lifecycle/label-life.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StationContext } from './context.ts'

/** Moves a label along the transition table, durably. Throws the table's own refusal for an impossible move. */
export function moveLabel(
  ctx: StationContext,
  job: LabelJob,
  event: LabelEvent,
  at: string,
  reason: string | null = null,
  recovery = false,
): void {
  const next = nextLabelState(job.state, event)
  if (typeof next !== 'string') throw new BondmarkError(next.code, next.detail)
  ctx.store.labels.move(job.job, next, at, reason, recovery)
}
