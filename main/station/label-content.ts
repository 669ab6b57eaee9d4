import type {
  CaseContent,
  ContentsLine,
  PalletContent,
  UnitContent,
} from '../../core/label/template/content.ts'
import { contentsOf } from '../../core/label/template/contents.ts'
import { unitPath } from '../../core/label/unit-link.ts'
import type { LineName } from '../store/plans.ts'
import { goodsInCase, goodsOnPallet } from './carrier-contents.ts'
import type { StationContext } from './context.ts'
import { planOf } from './planned-line.ts'

type Source = Pick<StationContext, 'store' | 'profile'>

/** A unit as its label names it, and the line that it came with. */
interface LabeledUnit {
  readonly gtin: string
  readonly serial: string
  readonly line: LineName
}

/** What a unit's label says, as far as it is recorded: no scratch code, and the link without its seal. */
export function unitContentOf(ctx: Source, { gtin, serial, line }: LabeledUnit): UnitContent {
  const plan = plannedFor(ctx, line)
  return {
    kind: 'unit',
    gtin,
    serial,
    lot: line.lot,
    expiry: plan.expiry,
    nameEn: plan.nameEn,
    nameZh: plan.nameZh,
    originCountryCode: plan.origin,
    link: `https://${ctx.profile.resolverHost}${unitPath(gtin, serial)}`,
    pin: null,
    training: ctx.profile.training,
  }
}

/** What the label of a case or pallet says that is packed under an SSCC here, as it is now. */
export function carrierContentOf(
  ctx: Source,
  kind: 'case' | 'pallet',
  sscc: string,
): CaseContent | PalletContent {
  const { store, profile } = ctx
  const packed = kind === 'case' ? store.cases.bySscc(sscc) : null
  const built = kind === 'pallet' ? store.pallets.bySscc(sscc) : null
  const goods = packed ? goodsInCase(ctx, packed.number) : built ? goodsOnPallet(ctx, built.number) : []
  const lines = goods.map(({ line, units: quantity }): ContentsLine => {
    const { expiry, nameEn, nameZh } = planOf(line)
    return { gtin: line.gtin, lot: line.lot, expiry, quantity, nameEn, nameZh }
  })
  const contents = contentsOf(lines)
  const shared = { sscc, contents, training: profile.training }
  return built ? { kind: 'pallet', cases: built.cases, ...shared } : { kind: 'case', ...shared }
}

function plannedFor({ store }: Source, name: LineName) {
  const line = store.plans.line(name)
  if (!line) throw new Error(`a label is asked for on line ${name.line} of ${name.asn}, which is gone`)
  return planOf(line)
}
