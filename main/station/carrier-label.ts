import type { LabelJob } from '../store/labels.ts'
import type { LineName } from '../store/plans.ts'
import type { StationContext } from './context.ts'
import { operatorOf } from './operator.ts'
import { CASE_TEMPLATE, PALLET_TEMPLATE } from './reserve-label.ts'

interface CarrierLabel {
  readonly kind: 'case' | 'pallet'
  readonly sscc: string
  /** The line of the first unit in it: a label stands under one, whatever it speaks of. */
  readonly line: LineName & { readonly gtin: string }
  readonly replaces: LabelJob['replaces']
}

/** Reserves the label of a case or pallet that is being closed, inside the caller's transaction: an SSCC that was ever used throws. */
export function reserveCarrierLabel(ctx: StationContext, label: CarrierLabel): number {
  const { asn, line, lot, gtin } = label.line
  const reservedAt = ctx.clock.now()
  return ctx.store.labels.reserve({
    kind: label.kind,
    gtin,
    serial: label.sscc,
    asn,
    line,
    lot,
    template: label.kind === 'case' ? CASE_TEMPLATE : PALLET_TEMPLATE,
    binding: null,
    pinCommitment: null,
    run: 0,
    replaces: label.replaces,
    reservedAt,
    shift: ctx.store.shifts.current()?.n ?? null,
    reservedBy: operatorOf(ctx, reservedAt),
  })
}
