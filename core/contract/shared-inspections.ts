import { z } from 'zod'
import { demandKind } from '../decision/demand-kind.ts'
import { conclusionOutcomes } from '../inspection/conclude.ts'
import { taskStates } from '../inspection/task-life.ts'
import { otherWord } from './shared-progress.ts'

/** What another station of the warehouse says of one of its inspection tasks: its word, as old as it is. */
export const otherTaskView = z.object({
  task: z.string(),
  demand: z.string(),
  kind: demandKind,
  asn: z.string(),
  subject: z.record(z.string(), z.string()),
  state: z.enum(taskStates),
  /** Whether samples were taken. */
  sampled: z.boolean(),
  agency: z.string().nullable(),
  deadline: z.string(),
  overdue: z.boolean(),
  outcome: z.enum(conclusionOutcomes).nullable(),
  /** short name */
  station: z.string(),
  /** As of when; null: not heard of since this station started. */
  at: z.string().nullable(),
  word: otherWord,
})
export type OtherTaskView = z.infer<typeof otherTaskView>
