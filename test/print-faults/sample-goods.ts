import { toUtf8 } from '../../core/encoding/utf8.ts'
import { checkDigit } from '../../core/gs1/check-digit.ts'

/** Indicator 1 before the unit's GTIN, its check digit to come. */
const carton = '1950600011001'

/** Goods of one line, of one lot, so many of them that no test runs out; cartons of them are received whole. */
export const goods = {
  unit: ']d20109506000110011' + '1728021410KM1-2608A',
  /** Six units. */
  carton: `]d201${carton}${checkDigit(carton)}1728021410KM1-2608A`,
  perCarton: 6,
} as const

const columns = {
  asn: 'ASN-2026-1122-01',
  line: '1',
  customs_entry: '422720261000481205',
  entry_item: '1',
  supervision_mode: '1210',
  container: 'BMKU2046318',
  container_seal: 'AU7718204',
  seller: 'Southern Cross Parallel Trading Pty Ltd',
  brand: 'Koala Meadow',
  manufacturer: 'Gippsland Dairy Works Pty Ltd',
  gtin: '9506000110011',
  name_zh: '考拉牧场婴儿配方奶粉1段',
  name_en: 'Koala Meadow Infant Formula',
  category: 'infant-formula',
  hs_code: '1901101000',
  origin: 'AU',
  lot: 'KM1-2608A',
  expiry: '2028-02-14',
  quantity: '900000',
  units_per_case: String(goods.perCarton),
  sscc: '',
  report_id: 'FE-2025-0147',
  report_expires: '2027-06-30',
  refund_ratio: '0.004',
}

/** The plan that expects them. */
export const plan: Uint8Array = toUtf8(
  `${Object.keys(columns).join(',')}\n${Object.values(columns).join(',')}\n`,
)
