import type { StockSize } from '../../core/label/stock.ts'
import type { LabelJob } from '../store/labels.ts'
import type { LineName } from '../store/plans.ts'
import type { StationContext } from './context.ts'
import { carrierContentOf } from './label-content.ts'
import { whyNoRoom } from './label-fits.ts'
import { recordOf, templateFor } from './label-record.ts'
import { demand } from './lives.ts'
import { operatorOf } from './operator.ts'

interface CarrierLabel {
  readonly kind: 'case' | 'pallet'
  readonly sscc: string
  /** The line of the first unit in it: a label stands under one, whatever it speaks of. */
  readonly line: LineName & { readonly gtin: string }
  readonly replaces: LabelJob['replaces']
  /** What it is printed on; what is in its printer when absent. */
  readonly stock?: StockSize | undefined
}

/** Reserves the label of a case or pallet that is being closed, inside the caller's transaction: an SSCC that was ever used throws, and so does what has no room on the label: `label-…`, `template-…`. */
export function reserveCarrierLabel(ctx: StationContext, label: CarrierLabel): number {
  const { asn, line, lot, gtin } = label.line
  const reservedAt = ctx.clock.now()
  const content = carrierContentOf(ctx, label.kind, label.sscc)
  // One that stands for another has the same contents, and nobody could be asked for less.
  if (label.replaces === null) demand(whyNoRoom(ctx, templateFor(ctx, label.kind), content))
  return ctx.store.labels.reserve({
    kind: label.kind,
    gtin,
    serial: label.sscc,
    asn,
    line,
    lot,
    ...recordOf(ctx, content, label.stock),
    binding: null,
    pinCommitment: null,
    authority: null,
    run: 0,
    replaces: label.replaces,
    reservedAt,
    shift: ctx.store.shifts.current()?.n ?? null,
    reservedBy: operatorOf(ctx, reservedAt),
  })
}
