import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { type LabelEvent, nextLabelState } from '../../core/lifecycle/label-life.ts'
import type { LabelJob } from '../store/labels.ts'
import type { StationContext } from './context.ts'
import { operatorOf } from './operator.ts'

/**
 * Moves a label along the transition table, durably, from the state it is in now: whoever asked may have read it some
 * time ago. Throws the table's own refusal for an impossible move.
 */
export function moveLabel(
  ctx: StationContext,
  { job }: Pick<LabelJob, 'job'>,
  event: LabelEvent,
  at: string,
  said: {
    readonly reason?: string
    readonly recovery?: boolean
    /** Why a `doubt` or a `restore` leaves it uncertain. */
    readonly doubt?: Failure
    /** Pseudonym of who answers for it; whoever is signed in when absent. */
    readonly operator?: string
  } = {},
): void {
  const label = ctx.store.labels.get(job)
  if (!label) throw new Error(`there is no label ${job}`)
  const { state: from, serial } = label
  const to = nextLabelState(from, event, { serial })
  if (typeof to !== 'string') throw new BondmarkError(to.code, to.detail)
  const shift = ctx.store.shifts.current()?.n ?? null
  ctx.store.labels.move(job, {
    from,
    to,
    at,
    reason: said.reason ?? null,
    recovery: said.recovery ?? false,
    shift,
    by: said.operator ?? operatorOf(ctx, at),
    doubt: said.doubt ?? null,
  })
}
