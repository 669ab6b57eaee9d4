import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { buildSscc } from '../../core/gs1/sscc.ts'
import type { LineName } from '../store/plans.ts'
import type { StationContext } from './context.ts'
import { demand, whyNotCase } from './lives.ts'
import { accepted, type Outcome, say } from './outcome.ts'
import { planOf } from './planned-line.ts'
import { CASE_TEMPLATE } from './reserve-label.ts'

/** Opens a case for a line; units are put in by scanning their labels. */
export function openCase(ctx: StationContext, name: LineName): Outcome {
  const { store } = ctx
  const line = store.plans.line(name)
  if (!line) throw new BondmarkError('line-not-found', { ...name })
  if (line.verdict !== 'label') throw new BondmarkError('case-without-labels', { ...name })
  const open = store.cases.opened()
  if (open) throw new BondmarkError('case-is-open', { case: open.number, units: open.units })
  const capacity = planOf(line).unitsPerCase
  const number = store.cases.open(name, capacity)
  return accepted(say('case-opened', { case: number, capacity }), say('next-scan-into-case'), 'note')
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
  const line = store.plans.line(open)
  if (!line) throw new Error(`case ${open.number} names a line that is gone`)
  demand(whyNotCase(open, 'close'))
  const sscc = caseSscc(ctx)
  store.cases.closing(open.number, sscc)
  store.labels.reserve({
    kind: 'case',
    gtin: line.gtin,
    serial: sscc,
    asn: open.asn,
    line: open.line,
    lot: open.lot,
    template: CASE_TEMPLATE,
    binding: null,
    pinCommitment: null,
    run: 0,
    replaces: null,
    reservedAt: ctx.clock.now(),
    shift: store.shifts.current()?.n ?? null,
  })
  return accepted(
    say('case-closing', { case: open.number, sscc, units: open.units }),
    say('next-scan-case-label'),
    'note',
  )
}

/** The next SSCC of this station's block, counted up in the caller's transaction. Throws `sscc-block-used-up`. */
export function caseSscc(ctx: StationContext): string {
  const { companyPrefix, extension, from, to } = ctx.profile.ssccBlock
  const next = ctx.store.settings.get<number>('sscc-next') ?? from
  if (next > to) throw new BondmarkError('sscc-block-used-up', { from, to })
  ctx.store.settings.set('sscc-next', next + 1)
  return buildSscc({ extension, companyPrefix, serial: next })
}
