import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { unitEpc } from '../../core/gs1/epc.ts'
import { type CaseEvent, type CaseState, nextCaseState } from '../../core/lifecycle/case-life.ts'
import { type LineEvent, type LineState, nextLineState } from '../../core/lifecycle/line-life.ts'
import { isRefused } from '../../core/lifecycle/transition.ts'
import { nextUnitState, type UnitEvent, type UnitState } from '../../core/lifecycle/unit-life.ts'
import { contentTypes } from '../../core/statement/content-types.ts'
import type { PackingCase } from '../store/cases.ts'
import type { LabelJob } from '../store/labels.ts'
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
): 'unborn' | 'voided' | 'commissioned' | 'decommissioned' {
  if (label.state === 'verified') return 'commissioned'
  if (label.state !== 'voided') return 'unborn'
  const about = store.statements.about(unitEpc(label.gtin, label.serial))
  return about.some(({ contentType }) => contentType === contentTypes.event) ? 'decommissioned' : 'voided'
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
export function whyNotCase(packed: PackingCase, event: CaseEvent): Failure | null {
  const state: CaseState = packed.state
  return refusal(nextCaseState(state, event, { sscc: packed.sscc ?? String(packed.number) }))
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
