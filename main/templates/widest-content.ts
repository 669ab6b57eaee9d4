import type {
  CaseContent,
  ContentsLine,
  LabelContent,
  UnitContent,
} from '../../core/label/template/content.ts'
import type { LabelKind } from '../../core/label/template/label-kind.ts'
import { unitPath } from '../../core/label/unit-link.ts'
import type { StationProfile } from '../workspace/profile.ts'

type Station = Pick<StationProfile, 'serialPrefix' | 'resolverHost' | 'training'>

/** A seal, a serial and a scratch code have as many symbols as ever; none is wider than these. */
const WIDEST_SEAL = 'W'.repeat(91)
const WIDEST_PIN = 'W'.repeat(10)
const WIDEST_SSCC = '395060000070000008'

/** What a plan says of the goods, as a label needs it. */
export interface PlannedGoods extends Omit<ContentsLine, 'quantity'> {
  readonly originCountryCode: string
  readonly unitsPerCase: number
}

/** A unit's label of these goods, with the widest serial, seal and scratch code that there can be. */
export function widestUnit(
  { serialPrefix, resolverHost, training }: Station,
  { unitsPerCase: _, ...goods }: PlannedGoods,
): UnitContent {
  const serial = `${serialPrefix}${'W'.repeat(12)}`
  const link = `https://${resolverHost}${unitPath(goods.gtin, serial)}?s=${WIDEST_SEAL}`
  return { kind: 'unit', ...goods, serial, link, pin: WIDEST_PIN, training }
}

/** The label of a case of these goods. */
export function widestCase(
  { training }: Station,
  { unitsPerCase: quantity, originCountryCode: _, ...goods }: PlannedGoods,
): CaseContent {
  return { kind: 'case', sscc: WIDEST_SSCC, contents: [{ ...goods, quantity }], training }
}

/** Goods with long names and an ordinary lot: what a plan says beyond that is tried when the goods arrive. */
const longNamed: PlannedGoods = {
  gtin: '09506000134352',
  lot: 'LOT-2026-11-A',
  expiry: '2028-12-28',
  nameEn: 'Golden Pasture Organic Infant Formula with Prebiotics, Stage 1, from birth to 6 months, 900 g tin',
  nameZh: '金牧场有机婴儿配方奶粉（0至6月龄，1段，添加益生元）900克罐装',
  originCountryCode: 'AU',
  unitsPerCase: 9999,
}

/** What a template of this kind must find room for, whatever the goods: what the station itself makes, at its widest. */
export function widestContent(kind: LabelKind, station: Station): LabelContent {
  if (kind === 'unit') return widestUnit(station, longNamed)
  const ofCase = widestCase(station, longNamed)
  return kind === 'case' ? ofCase : { ...ofCase, kind: 'pallet', cases: 999 }
}
