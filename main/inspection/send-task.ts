import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { needsSamples } from '../../core/inspection/inspection-task.ts'
import { writeTaskFile } from '../../core/inspection/result-file.ts'
import type { StationContext } from '../station/context.ts'
import { type Mover, moveTask } from './move-task.ts'
import type { StoredTask } from './tasks.ts'

/**
 * A task on its way: the file for its agency, and the move. Sent again, it is the same file. Call it inside a store
 * transaction. Throws `inspection-needs-agency`, `inspection-needs-samples`, `inspection-event-refused`.
 */
export function sendTask(ctx: StationContext, task: StoredTask, way: 'file' | 'ledger', by: Mover): string {
  if (task.agency === null) throw new BondmarkError('inspection-needs-agency', { task: task.id.slice(0, 12) })
  if (task.state === 'created' && needsSamples(task.task))
    throw new BondmarkError('inspection-needs-samples', { task: task.id.slice(0, 12) })
  // Once it is with the agency, another copy of its file is no news.
  const isNews = ['created', 'samples-taken'].includes(task.state)
  if (isNews) moveTask(ctx, task, 'send', { by, detail: { way, agency: task.agency } })
  return taskFileOf(ctx, task, task.agency)
}

/** The file of a task: its document, and the statement of the station that asks for it. */
export function taskFileOf(
  { store }: Pick<StationContext, 'store'>,
  task: StoredTask,
  agency: string,
): string {
  const statement = store.statements.get(task.statement)
  if (!statement) throw new Error(`task ${task.id} has no statement`)
  return writeTaskFile({ task: task.task, agency, statement: statement.bytes })
}
