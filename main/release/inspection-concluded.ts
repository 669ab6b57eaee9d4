import type { StoredTask } from '../inspection/tasks.ts'
import type { StationContext } from '../station/context.ts'
import { type DecidedAgain, decideAgain } from './decide-again.ts'
import { subjectKey } from './line-demands.ts'

/**
 * An inspection has come to something, or its conclusion lost its weight: every open line that it bears on is decided again, in
 * the transaction that says so. What is cited is the agency's signed result, by its hash; the task where there is none.
 */
export function inspectionConcluded(ctx: StationContext, task: StoredTask): DecidedAgain {
  const { releases } = ctx.store
  const names = releases.concernedBy(task.kind, subjectKey(task.task.subject))
  const result = releases.resultOf(task.id)
  return decideAgain(ctx, names, { kind: 'conclusion', id: result ?? task.id })
}
