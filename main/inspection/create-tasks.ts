import type { Demand } from '../../core/decision/demand.ts'
import { toHex } from '../../core/encoding/hex.ts'
import { DECISIONS_NAMED_MAX } from '../../core/inspection/inspection-records.ts'
import {
  type InspectionTask,
  inspectionTask,
  taskHash,
  taskId,
} from '../../core/inspection/inspection-task.ts'
import { appendRecord } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { operatorOf } from '../station/operator.ts'
import { drawFor, type SampledGoods } from './draw-samples.ts'
import type { StoredTask } from './tasks.ts'

/** What a decision demands before goods go on, as the release room hands it over. */
export interface WantedTask {
  readonly demand: Demand
  readonly asn: string
  /** Lines that wait for it, with what is in them. */
  readonly lines: readonly (SampledGoods & { readonly line: string; readonly lot: string })[]
  /** Hashes of the decisions that demand it, and of their rule set. */
  readonly decisions: readonly string[]
  readonly ruleSet: string
  /** Of a circulation inspection: the ratio that led to it. */
  readonly refundRatio: number | null
  /** Days until the result is to be here. */
  readonly days: number
}

/**
 * Creates the task of each demand that has none yet; one that has is answered as it stands. Call it inside a store transaction.
 * The same demands again change nothing. One that another station of the warehouse has inspected now waits for that one's task.
 */
export function createTasks(ctx: StationContext, wanted: readonly WantedTask[]): StoredTask[] {
  const { tasks } = ctx.store.inspections
  return wanted.flatMap((one) => {
    const there = tasks.ofDemand(one.demand.id)
    if (there) return [there]
    if (ctx.isInspectedElsewhere?.(one.demand.id)) return []
    return [addTask(ctx, documentOf(ctx, one, ctx.clock.now(), 1))]
  })
}

/** The task's document, with a seed of its own. */
export function documentOf(
  ctx: StationContext,
  { demand, asn, lines, decisions, ruleSet, refundRatio, days }: WantedTask,
  t: string,
  repeat: number,
): InspectionTask {
  const { id, kind, subject, rule, sampling } = demand
  return inspectionTask.parse({
    format: 'bondmark/inspection-task/1',
    id: taskId(id, repeat),
    demand: id,
    repeat,
    kind,
    asn,
    lines: lines.map(({ line, lot }) => ({ line, lot })),
    subject,
    rule,
    sampling: sampling ?? null,
    draw: sampling ? drawFor(lines, sampling.n, toHex(ctx.random(32))) : null,
    decisions: [...new Set(decisions)].sort(),
    ruleSet,
    refundRatio,
    station: ctx.identity.issuer,
    createdAt: t,
    createdBy: operatorOf(ctx, t),
    deadline: laterByDays(t, days),
  } satisfies InspectionTask)
}

/** Puts a task on record: this station's statement that it asks for it, or waits for another's, and its row. */
export function addTask(ctx: StationContext, task: InspectionTask): StoredTask {
  const { tasks } = ctx.store.inspections
  const { issuer } = ctx.identity
  const isOwn = task.station === issuer
  const t = isOwn ? task.createdAt : ctx.clock.now()
  const hash = taskHash(task)
  const { n } = appendRecord(
    ctx,
    'inspection-asked',
    {
      station: issuer,
      t,
      task: task.id,
      hash,
      kind: task.kind,
      asn: task.asn,
      decisions: task.decisions.slice(0, DECISIONS_NAMED_MAX),
      ruleSet: task.ruleSet,
      seed: task.draw?.seed ?? null,
      deadline: task.deadline,
      operator: isOwn ? task.createdBy : operatorOf(ctx, t),
    },
    t,
  )
  tasks.add(task, hash, n)
  ctx.store.messages.add({
    t,
    kind: 'inspection-asked',
    body: { task: task.id, kind: task.kind, asn: task.asn, deadline: task.deadline },
  })
  const stored = tasks.get(task.id)
  if (!stored) throw new Error(`task ${task.id} was not stored`)
  return stored
}

const DAY_MS = 86_400_000

/** RFC 3339, so many days later, with the same offset. */
export function laterByDays(t: string, days: number): string {
  const offset = /(Z|[+-]\d{2}:\d{2})$/.exec(t)?.[1] ?? 'Z'
  const minutes =
    offset === 'Z' ? 0 : (offset.startsWith('-') ? -1 : 1) * (+offset.slice(1, 3) * 60 + +offset.slice(4))
  const local = new Date(Date.parse(t) + days * DAY_MS + minutes * 60_000)
  return `${local.toISOString().slice(0, -1)}${offset}`
}
