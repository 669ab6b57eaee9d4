import { toBase64Url } from '../../core/encoding/base64.ts'
import { fromHex } from '../../core/encoding/hex.ts'
import { lotClassEpc } from '../../core/gs1/epc.ts'
import { conclude } from '../../core/inspection/conclude.ts'
import { type InspectionResult, readResult } from '../../core/inspection/inspection-result.ts'
import { parseIssuer } from '../../core/statement/issuer.ts'
import { sha256Native } from '../../platform/keys/sha256.ts'
import { appendEvent, appendRecord } from '../station/append-statement.ts'
import type { StationContext } from '../station/context.ts'
import { inspectingOf } from '../station/line-events.ts'
import { followSwitching } from './follow-switching.ts'
import { type Mover, moveTask, refusedEvent } from './move-task.ts'
import { linesOf, taskDocument } from './task-goods.ts'
import type { StoredTask } from './tasks.ts'

/**
 * Draws the conclusion of a task whose result is in: the station's statement that cites the result and the numbers, the
 * inspecting event of its goods, the step of the switching history, the move. Call it inside a store transaction.
 * Throws `inspection-event-refused`.
 */
export function concludeTask(ctx: StationContext, task: StoredTask, by: Mover): StoredTask {
  const { results, conclusions } = ctx.store.inspections
  const [first] = results.of(task.id)
  if (!first || task.state !== 'result-in') throw refusedEvent(task, 'conclude')
  const { statement, result } = readResult(first.bytes, sha256Native)
  const concluded = conclude(task.task.sampling, result)
  const agency = parseIssuer(statement.issuer)?.org ?? ''
  const { t } = by
  const { n } = appendRecord(
    ctx,
    'inspection-concluded',
    {
      station: ctx.identity.issuer,
      t,
      task: task.id,
      hash: task.hash,
      kind: task.kind,
      asn: task.asn,
      result: first.id,
      report: result.report.sha256,
      agency,
      ...concluded,
      examined: result.examined,
      nonconforming: result.nonconforming,
      conditions: result.conditions,
      validUntil: result.validUntil,
      operator: by.operator,
    },
    t,
  )
  conclusions.add({
    task: task.id,
    result: first.id,
    t,
    ...concluded,
    conditions: concluded.outcome === 'conditional' ? result.conditions.join('; ') || '–' : '',
    until: result.validUntil,
    statement: n,
  })
  appendInspecting(ctx, task, { result, id: first.id, outcome: concluded.outcome }, t)
  followSwitching(ctx, task, result, { t, statement: n })
  ctx.store.messages.add({
    t,
    kind: 'inspection-concluded',
    body: { task: task.id, asn: task.asn, kind: task.kind, outcome: concluded.outcome, result: first.id },
  })
  return moveTask(ctx, task, 'conclude', { by, statement: n, detail: { outcome: concluded.outcome } })
}

/** A factory or a container is no goods of an event: what came of them stands in the record alone. */
function appendInspecting(
  ctx: StationContext,
  task: StoredTask,
  said: {
    readonly result: InspectionResult
    readonly id: string
    readonly outcome: ReturnType<typeof conclude>['outcome']
  },
  t: string,
): void {
  const { gtin, lot = null } = task.task.subject
  const lines = linesOf(ctx, task).filter((line) => line.gtin === gtin && (lot === null || line.lot === lot))
  const quantity = lines.reduce((sum, { planned }) => sum + planned, 0)
  if (gtin === undefined || quantity === 0) return
  const { sha256 } = said.result.report
  const event = inspectingOf(ctx, lines, t, {
    goods: { gtin, lot, quantity },
    outcome: said.outcome,
    task: taskDocument(ctx, task),
    // RFC 6920 §3: a document by its hash, wherever it lies.
    report: { type: 'testres', bizTransaction: `ni:///sha-256;${toBase64Url(fromHex(sha256))}` },
    taskHash: task.hash,
    resultId: said.id,
    reportHash: sha256,
  })
  appendEvent(ctx, event, t, [lotClassEpc(gtin, lot)])
}
