import type { CarriedGoodsView, CaseView, PalletView, StationView } from '../../core/contract/station-view.ts'
import type { PackingCase } from '../store/cases.ts'
import type { PackingPallet } from '../store/pallets.ts'
import { type CarriedGoods, goodsInCase, goodsOnPallet } from './carrier-contents.ts'
import type { StationContext } from './context.ts'
import { nameOf, planOf } from './planned-line.ts'

type Source = Pick<StationContext, 'store'>

export function caseView(packed: PackingCase): CaseView {
  const { asn, line, lot, number, units, capacity, sscc, state, scope, pallet } = packed
  return { asn, line, lot, number, units, capacity, sscc, state, scope, pallet }
}

export function openCaseView({ store }: Source, open: PackingCase): NonNullable<StationView['openCase']> {
  const last = store.cases.lastIn(open.number)
  return {
    ...caseView(open),
    goods: goodsInCase({ store }, open.number).map(goodsView),
    last: last === null ? null : (store.labels.get(last)?.serial ?? null),
  }
}

export function palletView(built: PackingPallet): PalletView {
  const { number, cases, capacity, sscc, state } = built
  return { number, cases, capacity, sscc, state }
}

export function openPalletView(
  { store }: Source,
  open: PackingPallet,
): NonNullable<StationView['openPallet']> {
  return {
    ...palletView(open),
    goods: goodsOnPallet({ store }, open.number).map(goodsView),
    last: store.pallets.contents(open.number).at(-1) ?? null,
  }
}

/** Goods inside, as people and labels name them. */
export function goodsView({ line, units }: CarriedGoods): CarriedGoodsView {
  const { expiry, nameEn, nameZh } = planOf(line)
  return { ...nameOf(line), gtin: line.gtin, expiry, nameEn, nameZh, units }
}
