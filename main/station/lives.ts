import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { ssccEpc, unitEpc } from '../../core/gs1/epc.ts'
import { type CaseEvent, type CaseState, nextCaseState } from '../../core/lifecycle/case-life.ts'
import { type LineEvent, type LineState, nextLineState } from '../../core/lifecycle/line-life.ts'
import { nextPalletState, type PalletEvent, type PalletState } from '../../core/lifecycle/pallet-life.ts'
import { isRefused } from '../../core/lifecycle/transition.ts'
import { nextUnitState, type UnitEvent, type UnitState } from '../../core/lifecycle/unit-life.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import type { PackingCase } from '../store/cases.ts'
import type { LabelJob } from '../store/labels.ts'
import type { PackingPallet } from '../store/pallets.ts'
import type { StoredLine } from '../store/plans.ts'
import type { StationContext } from './context.ts'

/**
 * What the store knows of lives, asked before every event that is made: inside the same transaction, so that nothing can
 * come between the question and the act. Labels, cases and lines hold the states; nothing is kept a second time.
 */
type Source = Pick<StationContext, 'store'>

/** How far the unit of a label has come, whatever it is in. */
function lifeOfLabel(
  { store }: Source,
  label: LabelJob,
): 'unborn' | 'voided' | 'commissioned' | 'shipped' | 'destroyed' | 'decommissioned' {
  if (label.state === 'verified') return whereOf({ store }, unitEpc(label.gtin, label.serial))
  if (label.state !== 'voided') return 'unborn'
  const about = store.statements.about(unitEpc(label.gtin, label.serial))
  return about.some(({ contentType }) => contentType === contentTypes.event) ? 'decommissioned' : 'voided'
}

/** A unit that is alive has left, was destroyed, or is here. */
function whereOf({ store }: Source, epc: string): 'commissioned' | 'shipped' | 'destroyed' {
  const state = store.bonded.gone(epc)?.state
  return state === undefined || state === 'back' ? 'commissioned' : state
}

/** The state of a unit that has a label of ours, as it stands in the store now. */
export function unitStateOf(ctx: Source, { job }: Pick<LabelJob, 'job'>): UnitState {
  const label = ctx.store.labels.get(job)
  if (!label) throw new Error(`there is no label ${job}`)
  const life = lifeOfLabel(ctx, label)
  return life === 'commissioned' && ctx.store.cases.caseOf(job) ? 'packed' : life
}

/** Why this cannot happen to the unit of a label now, or null. */
export function whyNotUnit(ctx: Source, job: LabelJob, event: UnitEvent): Failure | null {
  const packed = ctx.store.cases.caseOf(job.job)
  const subject = { serial: job.serial, case: packed?.sscc ?? packed?.number ?? null }
  return refusal(nextUnitState(unitStateOf(ctx, job), event, subject))
}

/** Why a unit that lies in a case cannot be stated as packed, or null: it must be alive. */
export function whyNotInCase(ctx: Source, label: LabelJob): Failure | null {
  return refusal(nextUnitState(lifeOfLabel(ctx, label), 'pack', { serial: label.serial }))
}

/** Why this cannot happen to a case that is packed here now, or null. */
export function whyNotCase({ store }: Source, packed: PackingCase, event: CaseEvent): Failure | null {
  const sscc = packed.sscc ?? String(packed.number)
  const isOnPallet = packed.state === 'closed' && store.pallets.palletOf(sscc) !== null
  const isGone = packed.state === 'closed' && store.bonded.gone(ssccEpc(sscc))?.state === 'shipped'
  const state: CaseState = isGone ? 'shipped' : isOnPallet ? 'on-pallet' : packed.state
  return refusal(nextCaseState(state, event, { sscc }))
}

/** Why this cannot happen to a case by its SSCC, packed here or received whole, or null. */
export function whyNotCaseBySscc(ctx: Source, sscc: string, event: CaseEvent): Failure | null {
  const packed = ctx.store.cases.bySscc(sscc)
  if (packed) return whyNotCase(ctx, packed, event)
  const isOnPallet = ctx.store.pallets.palletOf(sscc) !== null
  return whyNotAsReceived(ctx, sscc, isOnPallet ? 'on-pallet' : 'closed', event)
}

/** Why a case that stands on a pallet cannot be stated as being there, or null: it must be closed. */
export function whyNotOnPallet(ctx: Source, sscc: string): Failure | null {
  const packed = ctx.store.cases.bySscc(sscc)
  return packed
    ? refusal(nextCaseState(packed.state, 'palletize', { sscc }))
    : whyNotAsReceived(ctx, sscc, 'closed', 'palletize')
}

/** A case that came in closed stays so while nobody opens it: units that get labels come out of theirs. */
function whyNotAsReceived(
  { store }: Source,
  sscc: string,
  state: CaseState,
  event: CaseEvent,
): Failure | null {
  const planned = store.plans.sscc(sscc)
  if (!planned) return { code: 'case-unknown', detail: { sscc } }
  if (planned.received === null) return { code: 'case-not-received', detail: { sscc } }
  if (store.plans.line(planned)?.verdict === 'label')
    return { code: 'case-opened-for-labels', detail: { sscc } }
  return refusal(nextCaseState(state, event, { sscc }))
}

const ofPallet = {
  open: 'loading',
  closing: 'closing',
  closed: 'built',
  emptied: 'emptied',
} as const satisfies Record<PackingPallet['state'], PalletState>

/** Why this cannot happen to a pallet that is built here now, or null. */
export function whyNotPallet(built: PackingPallet, event: PalletEvent): Failure | null {
  const sscc = built.sscc ?? String(built.number)
  return refusal(nextPalletState(ofPallet[built.state], event, { sscc }))
}

/** How far a planned line has come. */
export function lineStateOf(line: StoredLine): LineState {
  if (line.closedAt) return 'closed'
  if (line.held) return 'held'
  return line.received > 0 ? 'receiving' : 'announced'
}

/** Why this cannot happen to a planned line now, or null. */
export function whyNotLine(line: StoredLine, event: LineEvent): Failure | null {
  return refusal(nextLineState(lineStateOf(line), event, line))
}

/** Throws the reason, where a person asked for what cannot be. */
export function demand(why: Failure | null): void {
  if (why) throw new BondmarkError(why.code, why.detail)
}

const refusal = (answer: string | Failure): Failure | null => (isRefused(answer) ? answer : null)
