import type { LabelView } from '../../core/contract/station-view.ts'
import type { Failure } from '../../core/errors/bondmark-error.ts'
import type { LabelJob } from '../store/labels.ts'
import { templateByHash } from '../templates/known-templates.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { doubtOnRecord } from './doubt.ts'
import { isRecovery, isVoidLimitReached, whyNotVoid } from './void-label.ts'

/** Why a reserved label of a kind is not on its way to a printer, or null. */
export type WhyWaiting = (kind: LabelJob['kind']) => Failure | null

/** A label that is verified is there; one that was voided must not be put on anything. */
const canComeOut = ({ state }: LabelJob): boolean => state === 'uncertain' || state === 'voided'

/** A label as it stands in the store, where nobody can do anything about it: never its PIN. */
export function labelAsStored(job: LabelJob): LabelView {
  const { kind, gtin, serial, asn, line, lot, state, reason } = job
  return {
    job: job.job,
    kind,
    gtin,
    serial,
    asn,
    line,
    lot,
    state,
    at: job.endedAt ?? job.printedAt ?? job.sentAt ?? job.reservedAt,
    reason,
    doubt: doubtOnRecord(job),
    mayComeOut: false,
    overlay: false,
    waits: null,
    mayVoid: 'no',
  }
}

/** Labels as the screen shows them, with what can be done about each by who is signed in. */
export function labelLook(
  ctx: StationContext,
  desk: Desk,
  whyWaiting: WhyWaiting,
): (job: LabelJob) => LabelView {
  const { store } = ctx
  const isOperator = desk.person !== null && store.people.get(desk.person)?.role === 'operator'
  const waits = new Map<LabelJob['kind'], Failure | null>()
  const waitsFor = (kind: LabelJob['kind']) => {
    const known = waits.get(kind)
    const why = known === undefined ? whyWaiting(kind) : known
    waits.set(kind, why)
    return why
  }
  const covers = new Map<string, boolean>()
  const wantsOverlay = ({ kind, state, printer, templateHash }: LabelJob): boolean => {
    if (kind !== 'unit' || printer === null || state === 'verified' || state === 'voided') return false
    const template = templateHash === null ? null : templateByHash(store, templateHash)
    if (template?.elements.every(({ type }) => type !== 'scratch-panel')) return false
    const known = covers.get(printer) ?? store.stock.loaded(printer, 'unit-label')?.cover === 'overlay'
    covers.set(printer, known)
    return known
  }
  let limited: boolean | undefined
  const mayVoid = (job: LabelJob): LabelView['mayVoid'] => {
    if (desk.person === null || job.state === 'sent' || job.state === 'voided') return 'no'
    // A line is closed, and a unit packed, only when its label is verified.
    if (job.state === 'verified' && whyNotVoid(ctx, job)) return 'no'
    limited ??= isOperator && isVoidLimitReached(ctx)
    return limited && !isRecovery(job) ? 'supervisor' : 'yes'
  }
  return (job) => ({
    ...labelAsStored(job),
    overlay: wantsOverlay(job),
    mayComeOut: canComeOut(job) && store.attempts.holderOf(job.job) !== null,
    waits: job.state === 'reserved' ? waitsFor(job.kind) : null,
    mayVoid: mayVoid(job),
  })
}
