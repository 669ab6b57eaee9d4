import { sha256 } from '@noble/hashes/sha2.js'
import { z } from 'zod'
import { demandSampling } from '../decision/demand.ts'
import { demandKind } from '../decision/demand-kind.ts'
import { toHex } from '../encoding/hex.ts'
import { canonicalBytes } from '../statement/canonical-json.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex')
/** RFC 3339 with milliseconds and offset. */
const time = z.iso.datetime({ offset: true, precision: 3 })
const text = z.string().min(1).max(200)

/** Units of a lot that one task asks for at most: the largest sample of ISO 2859-1 is 2000, and 100 % of small lots. */
export const TAKEN_MAX = 20_000

/** Units to take out of one case. `case` counts from 1 in the order of the plan's lines. */
const drawnCase = z.strictObject({
  case: z.int().min(1),
  /** SSCC of the case where the plan announced it. */
  sscc: z
    .string()
    .regex(/^\d{18}$/)
    .nullable(),
  /** Units within the case, counted from 1 by layers from the bottom, left to right. */
  units: z.array(z.int().min(1)).min(1).max(TAKEN_MAX),
})

/** Which units to take, and from what this follows again. */
export const taskDraw = z.strictObject({
  /** 32 random bytes in hex: the same seed over the same population draws the same units. */
  seed: hash,
  /** Units of the lot. */
  units: z.int().min(1),
  unitsPerCase: z.int().min(1),
  casesPerPallet: z.int().min(1),
  take: z.array(drawnCase).max(TAKEN_MAX),
})
export type TaskDraw = z.infer<typeof taskDraw>

/** What an agency is asked for. The document never changes; who does it and how far it is stands beside it. */
export const inspectionTask = z.strictObject({
  format: z.literal('bondmark/inspection-task/1'),
  /** The demand's id; of a repeated task with `-r2`, `-r3` … behind it. */
  id: z.string().regex(/^[0-9a-f]{64}(-r[2-9])?$/),
  demand: hash,
  /** 1, or which repetition it is. */
  repeat: z.int().min(1).max(9),
  kind: demandKind,
  asn: text,
  /** Lines of the notice that wait for it. */
  lines: z.array(z.strictObject({ line: text, lot: text })).max(5000),
  /** What it is about: `gtin`, `lot`, `manufacturer`, `container`, `category`, as its kind has them. */
  subject: z.record(z.string().regex(/^[a-z][A-Za-z]{0,31}$/), z.string().max(200)),
  /** The id of the rule that asks for it, by which switching histories are kept; null under rules that name none. */
  rule: z.string().max(100).nullable(),
  sampling: demandSampling.nullable(),
  draw: taskDraw.nullable(),
  /** Of a circulation inspection: the batch's refund ratio that led to it. */
  refundRatio: z.number().min(0).max(1).nullable(),
  /** Hashes of the decisions that demand it, and of their rule set. */
  decisions: z.array(hash).max(5000),
  ruleSet: hash,
  /** Issuer URI of the station that asks. */
  station: z.string().max(255),
  createdAt: time,
  /** Pseudonym of who had it created; `station` when it follows from a decision alone. */
  createdBy: text,
  /** Until when the result is to be here. */
  deadline: time,
})
export type InspectionTask = z.infer<typeof inspectionTask>

/** hex SHA-256 of a task's RFC 8785 bytes: what a result cites. */
export const taskHash = (task: InspectionTask): string => toHex(sha256(canonicalBytes(task)))

/** The id of a demand's task in its nth repetition. */
export const taskId = (demand: string, repeat: number): string =>
  repeat === 1 ? demand : `${demand}-r${repeat}`

/** Repetitions of one demand's inspection: after these, people talk. */
export const REPEATS_MAX = 9

/** Whether samples are to be taken here before it is sent. */
export const needsSamples = (task: Pick<InspectionTask, 'sampling'>): boolean => task.sampling !== null
