import { z } from 'zod'
import { SHARED_TASKS_MAX, sharedTask } from '../../core/inspection/shared-task.ts'

/** Files of others that wait here to be taken. */
export const TOLD_FILES_MAX = 256

/** What others tell of inspections, as it is kept beside the store. */
export const toldInspections = {
  tasks: z
    .array(z.object({ kid: z.string().max(64), task: sharedTask }))
    .max(32 * SHARED_TASKS_MAX)
    .default([]),
  /** Files that this station waits for; base64url. */
  files: z.array(z.string().max(100_000)).max(TOLD_FILES_MAX).default([]),
}
