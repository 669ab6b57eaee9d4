import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import type { LabelJob } from '../store/labels.ts'
import type { Person } from '../store/people.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { accepted, type Outcome, say } from './outcome.ts'

/** In which order labels are scanned back (FORMATS, "Flow of a unit" 4): any that is outstanding, or as they were printed. */
export type LabelOrder = 'any' | 'strict'

const NAME = 'label-order'

export const labelOrderOf = ({ store }: Pick<StationContext, 'store'>): LabelOrder =>
  store.choices.get(NAME) === 'strict' ? 'strict' : 'any'

/**
 * Changes the order, on record with who answers for it. It holds from the next scan on, also for labels that are out.
 * Throws `label-order-needs-supervisor`.
 */
export function chooseLabelOrder(
  ctx: StationContext,
  desk: Desk,
  order: LabelOrder,
  approver: Person | null,
): Outcome {
  const person = approver ?? (desk.person === null ? null : ctx.store.people.get(desk.person))
  if (!person || person.role === 'operator')
    throw new BondmarkError('label-order-needs-supervisor', { name: person?.name ?? '–' })
  if (labelOrderOf(ctx) !== order) ctx.store.choices.set(NAME, order, ctx.clock.now(), person.badge)
  return accepted(
    say(order === 'strict' ? 'label-order-strict' : 'label-order-any'),
    say('next-scan-goods'),
    'note',
  )
}

/**
 * The label that strict order expects at the place of this one: of those of its kind that went to the same printer and are
 * neither verified nor given up, the one that was sent first. A label in doubt keeps its place until it is settled; one that
 * takes the place of a voided label comes when it is printed, behind those that were out before it; what is not sent yet is
 * on no paper and has no place.
 */
export function expectedInOrder({ store }: Pick<StationContext, 'store'>, job: LabelJob): LabelJob | null {
  return store.labels.firstOut(job.kind, job.printer)
}
