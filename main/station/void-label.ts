import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { unitEpc } from '../../core/gs1/epc.ts'
import type { LabelJob } from '../store/labels.ts'
import { appendEvent, appendRecord } from './append-statement.ts'
import { caseSscc } from './cases.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { moveLabel } from './label-moves.ts'
import { decommissioningOf } from './line-events.ts'
import { demand, whyNotCase, whyNotUnit } from './lives.ts'
import { operatorOf } from './operator.ts'
import { accepted, type Outcome, say } from './outcome.ts'
import { CASE_TEMPLATE, lineOf, type PendingPins, reserveUnitLabel } from './reserve-label.ts'

/** From this void of a shift on, a supervisor must do it. */
export const VOIDS_WITHOUT_SUPERVISOR = 3

/** The reason that says there is no unit left to label. */
export const DAMAGED = 'damaged'

/**
 * Ends a label. The EPC of a label that was never verified has not lived, so that is a station record; one that was
 * commissioned is decommissioned by an event. The unit then gets a new serial, unless it is the unit that is damaged.
 */
export function voidLabel(
  ctx: StationContext,
  pins: PendingPins,
  desk: Desk,
  input: { serial?: string | undefined; reason: string },
): Outcome {
  const { store } = ctx
  const job = input.serial
    ? store.labels.bySerial(input.serial.toUpperCase())
    : store.labels.outstanding().at(-1)
  if (!job) throw new BondmarkError('label-not-found', { serial: input.serial ?? '' })
  const shift = store.shifts.current()
  const role = desk.person ? store.people.get(desk.person)?.role : undefined
  if (shift && role === 'operator' && store.labels.voidsOfShift(shift.n) >= VOIDS_WITHOUT_SUPERVISOR) {
    throw new BondmarkError('void-needs-supervisor', { voids: VOIDS_WITHOUT_SUPERVISOR })
  }
  // Its aggregation is stated; taking a case apart is an event of its own, not a void.
  if (job.kind === 'case' && job.state === 'verified') {
    throw new BondmarkError('case-is-closed', { sscc: job.serial })
  }
  const line = store.plans.line(lineOf(job))
  if (line?.closedAt) throw new BondmarkError('line-is-closed', { ...lineOf(job) })
  const packed = store.cases.caseOf(job.job)
  if (packed && packed.state !== 'open')
    throw new BondmarkError('unit-in-closed-case', { serial: job.serial, case: packed.number })
  if (packed) {
    demand(whyNotUnit(ctx, job, 'unpack') ?? whyNotCase(packed, 'remove'))
    store.cases.takeOut(job.job)
  }
  endLabel(ctx, job, input.reason, false)
  if (input.reason === DAMAGED && job.kind === 'unit') {
    countAsDamaged(ctx, job, `label ${job.serial} voided`)
    return accepted(say('label-voided-now', { serial: job.serial }), say('next-set-aside'), 'voided')
  }
  replaceLabel(ctx, pins, job)
  return accepted(say('label-replaced', { serial: job.serial }), say('next-destroy-and-apply'), 'voided')
}

/** A label that can be no more: its unit is counted as damaged, so that its line can still be closed. */
export function giveUp(ctx: StationContext, job: LabelJob, reason: string): void {
  endLabel(ctx, job, reason, true)
  if (job.kind === 'unit') countAsDamaged(ctx, job, reason)
}

function countAsDamaged({ store }: StationContext, job: LabelJob, reason: string): void {
  store.plans.add(lineOf(job), 'damaged', 1)
  store.plans.note(lineOf(job), { kind: 'damaged', quantity: 1, reason })
}

/** Voids without a replacement: the record or event, the state, the counts. */
export function endLabel(ctx: StationContext, job: LabelJob, reason: string, recovery: boolean): void {
  const { store, clock } = ctx
  const t = clock.now()
  if (job.kind === 'unit' && job.state === 'verified') {
    const line = store.plans.line(lineOf(job))
    if (!line) throw new Error(`label ${job.job} names a line that is gone`)
    demand(whyNotUnit(ctx, job, 'decommission'))
    appendEvent(ctx, decommissioningOf(ctx, line, t, job, reason), t, [unitEpc(job.gtin, job.serial)])
    store.plans.add(lineOf(job), 'labeled', -1)
  } else {
    const packed = job.kind === 'case' ? store.cases.bySscc(job.serial) : null
    demand(job.kind === 'unit' ? whyNotUnit(ctx, job, 'void') : packed && whyNotCase(packed, 'label-voided'))
    const record = {
      station: ctx.identity.issuer,
      t,
      kind: job.kind,
      gtin: job.gtin,
      serial: job.serial,
      state: job.state,
      reason,
      recovery,
      operator: operatorOf(ctx, t),
    }
    appendRecord(
      ctx,
      'void-before-commissioning',
      record,
      t,
      job.kind === 'unit' ? [unitEpc(job.gtin, job.serial)] : [],
    )
  }
  moveLabel(ctx, job, 'void', t, reason, recovery)
}

/** A new serial for the same unit, or a new SSCC for the same case: what was sent once is never sent again. */
export function replaceLabel(ctx: StationContext, pins: PendingPins, job: LabelJob): void {
  const { store } = ctx
  if (job.kind === 'unit') {
    reserveUnitLabel(ctx, pins, {
      gtin: job.gtin,
      line: lineOf(job),
      binding: job.binding,
      run: job.run === 1,
      replaces: job.job,
    })
    return
  }
  const packed = store.cases.bySscc(job.serial)
  if (!packed) throw new Error(`case label ${job.job} has no case`)
  const sscc = caseSscc(ctx)
  store.cases.closing(packed.number, sscc)
  store.labels.reserve({
    kind: 'case',
    gtin: job.gtin,
    serial: sscc,
    ...lineOf(job),
    template: CASE_TEMPLATE,
    binding: null,
    pinCommitment: null,
    run: 0,
    replaces: job.job,
    reservedAt: ctx.clock.now(),
    shift: store.shifts.current()?.n ?? null,
  })
}
