import type { LabelContent } from '../../core/label/template/content.ts'
import type { LabelKind } from '../../core/label/template/label-kind.ts'
import { unitPath } from '../../core/label/unit-link.ts'
import type { StationProfile } from '../workspace/profile.ts'
import { NO_SEAL } from './no-seal.ts'

type Station = Pick<StationProfile, 'serialPrefix' | 'resolverHost' | 'training'>

const goods = {
  gtin: '09506000134352',
  lot: 'AU-2407-001',
  expiry: '2027-06-30',
  nameEn: 'Golden Pasture Infant Formula Stage 1, 900 g tin',
  nameZh: '金牧场婴儿配方奶粉1段 900克罐装',
}

/** A label of goods that everybody can picture: no seal that any key has signed, and no scratch code. */
export function sampleContent(
  kind: LabelKind,
  { serialPrefix, resolverHost, training }: Station,
): LabelContent {
  if (kind === 'unit') {
    const serial = `${serialPrefix}4K7M2P9RTXHW`
    const link = `https://${resolverHost}${unitPath(goods.gtin, serial)}?s=${NO_SEAL}`
    return { kind, ...goods, serial, originCountryCode: 'AU', link, pin: null, training }
  }
  const contents = [{ ...goods, quantity: kind === 'case' ? 24 : 960 }]
  const shared = { sscc: '395060000070000008', contents, training }
  return kind === 'case' ? { kind, ...shared } : { kind, ...shared, cases: 40 }
}
