import type { InspectionResult } from './inspection-result.ts'
import { type InspectionTask, taskHash } from './inspection-task.ts'

/** What an agency found; the rest of a result follows from the task. */
export type AgencyFindings = Omit<InspectionResult, 'format' | 'task' | 'taskHash' | 'kind' | 'gtin' | 'lot'>

/** The result that answers a task, ready to be signed. */
export const answerTask = (task: InspectionTask, found: AgencyFindings): InspectionResult => ({
  format: 'bondmark/inspection-result/1',
  task: task.id,
  taskHash: taskHash(task),
  kind: task.kind,
  gtin: task.subject.gtin ?? null,
  lot: task.subject.lot ?? null,
  ...found,
})
