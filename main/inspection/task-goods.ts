import type { BizTransaction } from '../../core/epcis/biz-transaction.ts'
import { bizTransactionUri } from '../../core/epcis/biz-transaction.ts'
import type { StationContext } from '../station/context.ts'
import type { StoredLine } from '../store/plans.ts'
import type { StoredTask } from './tasks.ts'

/** Lines of the notice that a task is about, as they are now; a revision may have taken some out. */
export const linesOf = ({ store }: Pick<StationContext, 'store'>, { asn, task }: StoredTask): StoredLine[] =>
  task.lines.flatMap(({ line, lot }) => store.plans.line({ asn, line, lot }) ?? [])

/** A task as an event names it: a document of this warehouse. */
export const taskDocument = (
  { profile }: Pick<StationContext, 'profile'>,
  { id }: StoredTask,
): BizTransaction => ({
  type: 'testprd',
  bizTransaction: bizTransactionUri({ gln: profile.gln, number: id }),
})
