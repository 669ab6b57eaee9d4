import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { Code } from '../../core/errors/codes.ts'
import { unitEpc } from '../../core/gs1/epc.ts'
import type { StockSize } from '../../core/label/stock.ts'
import { nextLabelState } from '../../core/lifecycle/label-life.ts'
import { whyNoSerials } from '../serials/serial-for.ts'
import type { LabelJob } from '../store/labels.ts'
import type { Person } from '../store/people.ts'
import { appendEvent, appendRecord } from './append-statement.ts'
import { reserveCarrierLabel } from './carrier-label.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { doubtOnRecord } from './doubt.ts'
import { moveLabel } from './label-moves.ts'
import { decommissioningOf } from './line-events.ts'
import { demand, whyNotCase, whyNotPallet, whyNotUnit } from './lives.ts'
import { operatorOf } from './operator.ts'
import { accepted, type Outcome, say } from './outcome.ts'
import { lineOf, type PendingPins, reserveUnitLabel } from './reserve-label.ts'
import { takeSscc } from './sscc.ts'

/** From this void of a shift on, a supervisor must do it. */
export const VOIDS_WITHOUT_SUPERVISOR = 3

/** The reason that says there is no unit left to label. */
export const DAMAGED = 'damaged'

/** A label that somebody asks to give up, and who vouches for it beside the person who is signed in. */
interface VoidAsked {
  readonly serial?: string | undefined
  readonly reason: string
}

/** The label that is meant: by its serial or SSCC, else the newest that is outstanding. Throws `label-not-found`. */
export function labelToVoid({ store }: StationContext, { serial }: Pick<VoidAsked, 'serial'>): LabelJob {
  const job = serial ? store.labels.bySerial(serial.toUpperCase()) : store.labels.outstanding().at(-1)
  if (!job) throw new BondmarkError('label-not-found', { serial: serial ?? '' })
  return job
}

/** Why a label cannot be given up by anybody now, or null. */
export function whyNotVoid({ store }: StationContext, job: LabelJob): Failure | null {
  const impossible = nextLabelState(job.state, 'void', { serial: job.serial })
  if (typeof impossible !== 'string') return impossible
  // Its aggregation is stated; taking a case apart is an event of its own, not a void.
  if (job.kind !== 'unit')
    return job.state === 'verified' ? { code: 'case-is-closed', detail: { sscc: job.serial } } : null
  if (store.plans.line(lineOf(job))?.closedAt) return { code: 'line-is-closed', detail: { ...lineOf(job) } }
  const packed = store.cases.caseOf(job.job)
  return packed && packed.state !== 'open'
    ? { code: 'unit-in-closed-case', detail: { serial: job.serial, case: packed.number } }
    : null
}

/** Whether as many labels were given up in this shift as may be without a supervisor. */
export function isVoidLimitReached({ store }: StationContext): boolean {
  const shift = store.shifts.current()
  return shift !== null && store.labels.voidsOfShift(shift.n) >= VOIDS_WITHOUT_SUPERVISOR
}

/** Doubts that the station itself has caused, by stopping or by coming back from a backup. */
const ownDoubts: readonly string[] = [
  'label-doubt-closing',
  'label-doubt-restart',
  'label-doubt-restored',
  'label-doubt-unrecorded',
] satisfies readonly Code[]

/**
 * What the station's own stop has put in doubt is given up as recovery, whoever presses the key, and does not count
 * (FORMATS, "Flow of a unit"). A printer's fault counts: whoever opens the head gets a second label as often as they
 * like, and the first may be whole.
 */
export function isRecovery(job: Pick<LabelJob, 'state' | 'doubt'>): boolean {
  const doubt = doubtOnRecord(job)
  return doubt !== null && ownDoubts.includes(doubt.code)
}

/** Whether a label may be given up only by a supervisor: who is signed in is none, nor is `approver`, and the shift's limit is reached. */
export function needsSupervisor(
  ctx: StationContext,
  { person }: Pick<Desk, 'person'>,
  job: LabelJob,
  approver: Person | null,
): boolean {
  const role = approver?.role ?? (person ? ctx.store.people.get(person)?.role : undefined)
  return role === 'operator' && !isRecovery(job) && isVoidLimitReached(ctx)
}

/**
 * Ends a label. The EPC of a label that was never verified has not lived, so that is a station record; one that was
 * commissioned is decommissioned by an event. The unit then gets a new serial, unless it is the unit that is damaged.
 * `approver`: whose badge and passcode came with the key. Throws what keeps it from being voided.
 */
export function voidLabel(
  ctx: StationContext,
  pins: PendingPins,
  desk: Desk,
  input: VoidAsked,
  approver: Person | null,
): Outcome {
  const { store } = ctx
  const job = labelToVoid(ctx, input)
  if (needsSupervisor(ctx, desk, job, approver)) {
    throw new BondmarkError('void-needs-supervisor', { voids: VOIDS_WITHOUT_SUPERVISOR })
  }
  demand(whyNotVoid(ctx, job))
  const packed = store.cases.caseOf(job.job)
  if (packed) {
    demand(whyNotUnit(ctx, job, 'unpack') ?? whyNotCase(ctx, packed, 'remove'))
    store.cases.takeOut(job.job)
  }
  const operator = approver?.pseudonym ?? operatorOf(ctx, ctx.clock.now())
  // A unit that stays gets another serial: without one, its label stays as it is.
  if (job.kind === 'unit' && input.reason !== DAMAGED) demand(whyNoSerials(ctx, job.gtin, 1))
  endLabel(ctx, job, { reason: input.reason, recovery: isRecovery(job), operator })
  // Its printer could not be told to throw it away: it is emptied before the next label, and may be quicker.
  const holder = store.attempts.holderOf(job.job)
  const mayComeOut = holder && say('next-destroy-when-it-comes', { printer: holder.name })
  if (input.reason === DAMAGED && job.kind === 'unit') {
    countAsDamaged(ctx, job, `label ${job.serial} voided`)
    return accepted(
      say('label-voided-now', { serial: job.serial }),
      mayComeOut ?? say('next-set-aside'),
      'voided',
    )
  }
  replaceLabel(ctx, pins, job)
  return accepted(
    say('label-replaced', { serial: job.serial }),
    mayComeOut ?? say('next-destroy-and-apply'),
    'voided',
  )
}

/** A label that can be no more: its unit is counted as damaged, so that its line can still be closed. */
export function giveUp(ctx: StationContext, job: LabelJob, reason: string): void {
  endLabel(ctx, job, { reason, recovery: true })
  if (job.kind === 'unit') countAsDamaged(ctx, job, reason)
}

function countAsDamaged({ store }: StationContext, job: LabelJob, reason: string): void {
  store.plans.add(lineOf(job), 'damaged', 1)
  store.plans.note(lineOf(job), { kind: 'damaged', quantity: 1, reason })
}

interface Ending {
  readonly reason: string
  /** A fault or a crash ends it, not a person's choice. */
  readonly recovery: boolean
  /** Pseudonym of who answers for it; whoever is signed in when absent. */
  readonly operator?: string
}

/** Voids without a replacement: the record or event, the state, the counts. */
export function endLabel(ctx: StationContext, job: LabelJob, ending: Ending): void {
  const { store, clock } = ctx
  const t = clock.now()
  const { reason, recovery, operator = operatorOf(ctx, t) } = ending
  if (job.kind === 'unit' && job.state === 'verified') {
    const line = store.plans.line(lineOf(job))
    if (!line) throw new Error(`label ${job.job} names a line that is gone`)
    demand(whyNotUnit(ctx, job, 'decommission'))
    const event = decommissioningOf(ctx, line, t, job, { reason, operator })
    appendEvent(ctx, event, t, [unitEpc(job.gtin, job.serial)])
    store.plans.add(lineOf(job), 'labeled', -1)
  } else {
    demand(job.kind === 'unit' ? whyNotUnit(ctx, job, 'void') : whyNotCarrierVoid(ctx, job))
    const record = {
      station: ctx.identity.issuer,
      t,
      kind: job.kind,
      gtin: job.gtin,
      serial: job.serial,
      state: job.state,
      reason,
      recovery,
      operator,
    }
    appendRecord(
      ctx,
      'void-before-commissioning',
      record,
      t,
      job.kind === 'unit' ? [unitEpc(job.gtin, job.serial)] : [],
    )
  }
  moveLabel(ctx, job, 'void', t, { reason, recovery, operator })
}

/**
 * A new serial for the same unit, or a new SSCC for the same case or pallet: what was sent once is never sent again.
 * `stock`: what it is printed on; what is in its printer when absent. Throws `template-…`, `serials-no-right`, `sscc-block-used-up`.
 */
export function replaceLabel(ctx: StationContext, pins: PendingPins, job: LabelJob, stock?: StockSize): void {
  const { store } = ctx
  if (job.kind === 'unit') {
    reserveUnitLabel(ctx, pins, {
      gtin: job.gtin,
      line: lineOf(job),
      binding: job.binding,
      run: job.run === 1,
      replaces: job.job,
      stock,
    })
    return
  }
  const { kind } = job
  const carriers = kind === 'case' ? store.cases : store.pallets
  const carrier = carriers.bySscc(job.serial)
  if (!carrier) throw new Error(`${kind} label ${job.job} has no ${kind}`)
  const sscc = takeSscc(ctx)
  carriers.closing(carrier.number, sscc)
  reserveCarrierLabel(ctx, { kind, sscc, line: { ...lineOf(job), gtin: job.gtin }, replaces: job.job, stock })
}

function whyNotCarrierVoid(ctx: StationContext, { kind, serial }: LabelJob): Failure | null {
  const packed = kind === 'case' ? ctx.store.cases.bySscc(serial) : null
  const built = kind === 'pallet' ? ctx.store.pallets.bySscc(serial) : null
  return packed ? whyNotCase(ctx, packed, 'label-voided') : built && whyNotPallet(built, 'label-voided')
}
