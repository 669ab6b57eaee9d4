import { z } from 'zod'
import { demandKind } from '../decision/demand-kind.ts'
import { recordsOfPeople } from '../statement/record-of-person.ts'
import { conclusionOutcomes } from './conclude.ts'
import { nonconforming } from './inspection-result.ts'
import { taskEvents, taskStates } from './task-life.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
/** RFC 3339 with milliseconds and offset. */
const time = z.iso.datetime({ offset: true, precision: 3 })
const taskOf = { task: z.string().max(80), hash }
const station = z.string().max(255)
const reason = z.string().min(1).max(500)

/** Who may say that a result is wrong. */
export const contestants = ['seller', 'brand', 'agency', 'warehouse'] as const

/** Decisions that a record names by themselves; its task's hash covers all of them. */
export const DECISIONS_NAMED_MAX = 100

/** A station asks for an inspection. The task itself goes to the agency; its hash is here. */
export const inspectionAskedRecord = z.strictObject({
  format: z.literal('bondmark/inspection-asked/1'),
  station,
  t: time,
  ...taskOf,
  kind: demandKind,
  asn: z.string().max(200),
  decisions: z.array(hash).max(DECISIONS_NAMED_MAX),
  ruleSet: hash,
  seed: hash.nullable(),
  deadline: time,
  operator: z.string().max(200),
})

/** Something happened to a task. `detail` has what its event needs: the agency, a reason, what was taken, who contests. */
export const inspectionMovedRecord = z.strictObject({
  format: z.literal('bondmark/inspection-moved/1'),
  station,
  t: time,
  ...taskOf,
  event: z.enum(taskEvents),
  state: z.enum(taskStates),
  detail: z.record(
    z.string().max(32),
    z.union([z.string().max(1000), z.number(), z.array(z.string().max(200)).max(100)]),
  ),
  /** Statement id of the order that a supervisor signed for it. */
  order: hash.nullable(),
  operator: z.string().max(200),
})

/** What an inspection came to, by the station's engine, from the result that it cites. */
export const inspectionConcludedRecord = z.strictObject({
  format: z.literal('bondmark/inspection-concluded/1'),
  station,
  t: time,
  ...taskOf,
  kind: demandKind,
  asn: z.string().max(200),
  /** Statement id of the signed result, and the hash of its report. */
  result: hash,
  report: hash,
  agency: z.string().max(64),
  outcome: z.enum(conclusionOutcomes),
  decidedBy: z.enum(['critical', 'count', 'between', 'verdict', 'conditions']),
  examined: z.int().min(0),
  nonconforming,
  count: z.int().min(0).nullable(),
  ac: z.int().min(0).nullable(),
  re: z.int().min(0).nullable(),
  conditions: z.array(z.string().max(500)).max(20),
  validUntil: z.iso.date().nullable(),
  operator: z.string().max(200),
})

/** What a supervisor orders of a task, or of a result in quarantine (`task` is its SHA-256 then). */
export const inspectionOrdered = z.strictObject({
  format: z.literal('bondmark/inspection-ordered/1'),
  station,
  t: time,
  order: z.enum(['cancel', 'uphold', 'repeat', 'reject-result']),
  task: z.string().max(80),
  reason,
})

/** What a supervisor may say of a series of lots: of its production, and for the responsible authority. */
export const switchingApprovals = [
  'production-steady',
  'production-irregular',
  'reduced',
  'no-longer-reduced',
  'normal',
  'resumption',
] as const

/** A supervisor allows, for one product, maker and plan, what ISO 2859-1 leaves to the responsible authority (9.3.3, 9.4). */
export const switchingApproved = z.strictObject({
  format: z.literal('bondmark/switching-approved/1'),
  station,
  t: time,
  gtin: z.string().regex(/^\d{14}$/),
  manufacturer: z.string().max(200),
  rule: z.string().max(100),
  approves: z.enum(switchingApprovals),
  reason,
})

/** A supervisor's approval in the station's chain, with where the series stands after it. */
export const switchingMovedRecord = z.strictObject({
  format: z.literal('bondmark/switching-moved/1'),
  station,
  t: time,
  gtin: z.string().regex(/^\d{14}$/),
  manufacturer: z.string().max(200),
  rule: z.string().max(100),
  approves: z.enum(switchingApprovals),
  /** Statement id of the approval that the supervisor signed. */
  order: hash,
  inspection: z.enum(['normal', 'tightened', 'reduced', 'discontinued']),
  operator: z.string().max(200),
})

const said = z.discriminatedUnion('format', [inspectionOrdered, switchingApproved])
export type InspectionOrder = z.infer<typeof inspectionOrdered>
export type SwitchingApproval = z.infer<typeof switchingApproved>

/** How supervisors sign what they order and approve of inspections, and how it is read. */
export const inspectionOrders = recordsOfPeople(said)
