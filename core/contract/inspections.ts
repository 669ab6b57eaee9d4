import { z } from 'zod'
import { demandKind } from '../decision/demand-kind.ts'
import { conclusionOutcomes } from '../inspection/conclude.ts'
import { contestants, switchingApprovals } from '../inspection/inspection-records.ts'
import { inspectionResult } from '../inspection/inspection-result.ts'
import { inspectionTask } from '../inspection/inspection-task.ts'
import { taskEvents, taskStates } from '../inspection/task-life.ts'
import { base } from './base.ts'
import { failure } from './failure.ts'
import { otherTaskView } from './shared-inspections.ts'

const id = z.string().min(1).max(80)
const reason = z.string().trim().min(1).max(500)
const supervisor = { badge: z.string().max(64), passcode: z.string().max(64) }
/** A file as the window sends it; a larger report is imported on the command line. */
const bytes = z.base64url().max(24 * 1024 * 1024)

/** What an inspection came to, with the numbers that decided it. */
export const conclusionView = z.object({
  outcome: z.enum(conclusionOutcomes),
  decidedBy: z.enum(['critical', 'count', 'between', 'verdict', 'conditions']),
  count: z.int().nullable(),
  ac: z.int().nullable(),
  re: z.int().nullable(),
  conditions: z.string(),
  t: z.string(),
})

/** A task as the list has it. */
export const inspectionRow = z.object({
  id,
  kind: demandKind,
  repeat: z.int(),
  asn: z.string(),
  subject: z.record(z.string(), z.string()),
  state: z.enum(taskStates),
  overdue: z.boolean(),
  /** It is with its agency, and no decision asks for it any more: other rules or another plan do not. */
  unasked: z.boolean(),
  deadline: z.string(),
  agency: z.string().nullable(),
  /** Units to take; null for what is no matter of units. */
  sample: z.int().nullable(),
  outcome: z.enum(conclusionOutcomes).nullable(),
})
export type InspectionRow = z.infer<typeof inspectionRow>

/** A result that waits in quarantine, or what became of one. */
export const quarantineView = z.object({
  n: z.int(),
  sha256: z.string(),
  bytes: z.int(),
  way: z.enum(['file', 'ledger', 'training']),
  cameAt: z.string(),
  lookedAt: z.string(),
  task: z.string().nullable(),
  agency: z.string().nullable(),
  why: failure,
  ended: z
    .object({
      at: z.string(),
      how: z.enum(['fits', 'rejected']),
      by: z.string().nullable(),
      reason: z.string(),
    })
    .nullable(),
})
export type QuarantineView = z.infer<typeof quarantineView>

/** How severely the lots of a product of a maker are sampled under a rule. */
export const switchingView = z.object({
  gtin: z.string(),
  manufacturer: z.string(),
  rule: z.string(),
  inspection: z.enum(['normal', 'tightened', 'reduced', 'discontinued']),
  /** Of normal inspection; null under any other. */
  score: z.int().nullable(),
  steady: z.boolean(),
  approved: z.boolean(),
  /** What the rules did last, in words. */
  steps: z.array(failure),
  t: z.string(),
})
export type SwitchingView = z.infer<typeof switchingView>

export const inspectionsAnswer = z.object({
  format: z.literal('bondmark/inspections/1'),
  tasks: z.array(inspectionRow),
  /** Tasks by state. */
  counts: z.partialRecord(z.enum(taskStates), z.int()),
  overdue: z.int(),
  /** Organisations that may be asked. */
  agencies: z.array(z.string()),
  quarantine: z.array(quarantineView),
  /** What waits in quarantine, and how much may. */
  waiting: z.object({ results: z.int(), bytes: z.int(), resultsMax: z.int(), bytesMax: z.int() }),
  switching: z.array(switchingView),
  /** Tasks of the warehouse's other stations, by their words. */
  others: z.array(otherTaskView),
})
export type InspectionsAnswer = z.infer<typeof inspectionsAnswer>

/** One task with everything on record of it. */
export const inspectionAnswer = z.object({
  format: z.literal('bondmark/inspection/1'),
  row: inspectionRow,
  task: inspectionTask,
  hash: z.string(),
  /** What may happen to it now. */
  next: z.array(z.enum(taskEvents)),
  moves: z.array(
    z.object({
      event: z.enum(taskEvents),
      state: z.enum(taskStates),
      t: z.string(),
      by: z.string().nullable(),
      detail: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])),
    }),
  ),
  results: z.array(
    z.object({ id: z.string(), place: z.int(), cameAt: z.string(), result: inspectionResult }),
  ),
  conclusion: conclusionView.nullable(),
  attachments: z.array(
    z.object({ sha256: z.string(), bytes: z.int(), mediaType: z.string(), isHere: z.boolean() }),
  ),
})
export type InspectionAnswer = z.infer<typeof inspectionAnswer>

export const resultTaken = z.object({
  outcome: z.enum(['taken', 'contested', 'quarantined', 'already', 'agency']),
  task: z.string().nullable(),
  why: failure.nullable(),
})

const done = z.object({ ok: z.literal(true) })

/** Answers that the sample agency of training gives. */
export const practiceAnswers = ['conformant', 'one-too-many', 'wrong-lot'] as const

/** Inspections by agencies: asked for, sampled, sent, answered, concluded. */
export const inspectionsContract = {
  list: base.output(inspectionsAnswer),
  /** Throws `inspection-task-missing`. */
  show: base.input(z.object({ task: id })).output(inspectionAnswer),
  assign: base.input(z.object({ task: id, agency: z.string().min(1).max(64) })).output(done),
  sample: base
    .input(
      z.object({
        task: id,
        units: z.int().min(1).max(1_000_000),
        epcs: z.array(z.string().max(200)).max(20_000),
        note: z.string().max(500),
      }),
    )
    .output(done),
  /** The file for the agency. */
  send: base.input(z.object({ task: id })).output(z.object({ fileName: z.string(), bytes: z.string() })),
  acknowledge: base.input(z.object({ task: id })).output(done),
  /** A file of an agency: its result, news of itself, or a report or photograph that a result names. */
  take: base.input(z.object({ bytes })).output(resultTaken),
  contest: base.input(z.object({ task: id, by: z.enum(contestants), reason })).output(done),
  /** A supervisor's order, signed by their own key. Answers the task that goes on: of a repetition, the new one. */
  order: base
    .input(z.object({ task: id, order: z.enum(['cancel', 'uphold', 'repeat']), reason, ...supervisor }))
    .output(z.object({ task: id })),
  reject: base.input(z.object({ n: z.int().min(1), reason, ...supervisor })).output(done),
  approveSwitching: base
    .input(
      z.object({
        gtin: z.string().length(14),
        manufacturer: z.string().max(200),
        rule: z.string().max(100),
        approves: z.enum(switchingApprovals),
        reason,
        ...supervisor,
      }),
    )
    .output(done),
  /** Training: the sample agency answers. */
  practise: base.input(z.object({ task: id, answer: z.enum(practiceAnswers) })).output(resultTaken),
}
