import type { KeyPress } from '../../core/contract/key-press.ts'
import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { demandFree } from '../release/goods-on-hold.ts'
import type { PackingCase } from '../store/cases.ts'
import type { LabelJob } from '../store/labels.ts'
import type { Person } from '../store/people.ts'
import type { StoredLine } from '../store/plans.ts'
import { goodsInCase } from './carrier-contents.ts'
import { reserveCarrierLabel } from './carrier-label.ts'
import type { StationContext } from './context.ts'
import type { Desk } from './desk.ts'
import { templateFor } from './label-record.ts'
import { demand, whyNotCase } from './lives.ts'
import { accepted, type Outcome, say } from './outcome.ts'
import { planOf } from './planned-line.ts'
import { lineOf } from './reserve-label.ts'
import { takeSscc } from './sscc.ts'

/** Lines of which one case may hold units: its statement cites the decision of each and stays far below its bound. */
const LINES_IN_CASE_MAX = 40

type OpenCase = Extract<KeyPress, { key: 'open-case' }>

/**
 * Opens a case at a line; units are put in by scanning their labels. Mixed, it takes those of the same notice and customs
 * entry, and of any where a supervisor allows it: who is signed in, or `approver`, whose badge and passcode came with the key.
 */
export function openCase(ctx: StationContext, desk: Desk, press: OpenCase, approver: Person | null): Outcome {
  const { store } = ctx
  const line = store.plans.line(press)
  if (!line) throw new BondmarkError('line-not-found', { asn: press.asn, line: press.line, lot: press.lot })
  if (line.verdict !== 'label')
    throw new BondmarkError('case-without-labels', { asn: line.asn, line: line.line, lot: line.lot })
  demandFree(store, [{ line }])
  const open = store.cases.opened()
  if (open) throw new BondmarkError('case-is-open', { case: open.number, units: open.units })
  templateFor(ctx, 'case')
  const scope = press.mixed ?? 'line'
  const allowedBy = scope === 'any' ? whoAllows(ctx, desk, approver) : null
  // A case of one line takes what the plan says; only what goes into a mixed one is for people to say.
  const { unitsPerCase } = planOf(line)
  const capacity = scope === 'line' ? unitsPerCase : (press.capacity ?? unitsPerCase)
  const { asn, lot } = line
  const number = store.cases.open({ asn, line: line.line, lot, capacity, scope, allowedBy, repacks: null })
  return accepted(
    say(scope === 'line' ? 'case-opened' : 'case-opened-mixed', { case: number, capacity }),
    say('next-scan-into-case'),
    'note',
  )
}

function whoAllows({ store }: StationContext, { person }: Desk, approver: Person | null): string {
  const allows = approver ?? (person ? store.people.get(person) : null)
  if (!allows || allows.role === 'operator') throw new BondmarkError('mixed-needs-supervisor', {})
  return allows.pseudonym
}

/** Closes the open case, or drops it when nothing is in it: its SSCC is reserved, and its label printed; scanning that label makes the aggregation event. */
export function closeCase(ctx: StationContext): Outcome {
  const { store } = ctx
  const open = store.cases.opened()
  if (!open) throw new BondmarkError('case-not-open', {})
  if (open.units === 0) {
    // Opened by mistake: nothing of it has been stated, so it may simply go.
    store.cases.drop(open.number)
    return accepted(say('case-dropped', { case: open.number }), say('next-scan-goods'), 'note')
  }
  const [first] = goodsInCase(ctx, open.number)
  if (!first) throw new Error(`case ${open.number} holds units of no line`)
  demand(whyNotCase(ctx, open, 'close'))
  demandFree(store, goodsInCase(ctx, open.number))
  const sscc = takeSscc(ctx)
  store.cases.closing(open.number, sscc)
  reserveCarrierLabel(ctx, { kind: 'case', sscc, line: first.line, replaces: null })
  return accepted(
    say('case-closing', { case: open.number, sscc, units: open.units }),
    say('next-scan-case-label'),
    'note',
  )
}

/** Why a unit does not belong into the open case, by what that case may hold; null when it does. */
export function whyNotOfCase(ctx: StationContext, open: PackingCase, job: LabelJob): Failure | null {
  const { asn, line, lot } = open
  const isOfLine = asn === job.asn && line === job.line && lot === job.lot
  if (open.scope === 'line')
    return isOfLine ? null : say('case-other-line', { serial: job.serial, asn, line, lot })
  const planned = ctx.store.plans.line(lineOf(job))
  if (!planned) throw new Error(`label ${job.job} names a line that is gone`)
  const began = open.scope === 'entry' ? ctx.store.plans.line(open) : null
  if (began && !isOfEntry(began, planned))
    return say('case-other-entry', {
      serial: job.serial,
      asn,
      entry: planOf(began).customsEntry,
      of: planOf(planned).customsEntry,
    })
  const lines = ctx.store.cases.linesIn(open.number)
  const isIn = lines.some((of) => of.asn === job.asn && of.line === job.line && of.lot === job.lot)
  return isIn || lines.length < LINES_IN_CASE_MAX
    ? null
    : say('case-too-many-lines', { case: open.number, max: LINES_IN_CASE_MAX })
}

const isOfEntry = (a: StoredLine, b: StoredLine): boolean =>
  a.asn === b.asn && planOf(a).customsEntry === planOf(b).customsEntry
