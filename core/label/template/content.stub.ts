import type { CaseContent, PalletContent, UnitContent } from './content.ts'

/** What a unit's label says on the training day. */
export const unitContent: UnitContent = {
  kind: 'unit',
  gtin: '09506000134352',
  serial: 'ST1ABCDEFGHJKMW',
  lot: 'AU-2407-001',
  expiry: '2027-06-30',
  nameEn: 'Golden Pasture Infant Formula Stage 1, 900 g tin',
  nameZh: '金牧场婴儿配方奶粉1段 900克罐装',
  originCountryCode: 'AU',
  originZh: '澳大利亚',
  link: `https://verify.bondmark.example/01/09506000134352/21/ST1ABCDEFGHJKMW?s=${'b'.repeat(91)}`,
  pin: '5XK2M9RTQW',
  training: true,
}

const { gtin, lot, expiry, nameEn, nameZh } = unitContent
const line = { gtin, lot, expiry, quantity: 24, nameEn, nameZh }

export const caseContent: CaseContent = {
  kind: 'case',
  sscc: '195060000134352018',
  contents: [line],
  training: true,
}

/** Two lots of one product, and another product. */
export const mixedCaseContent: CaseContent = {
  ...caseContent,
  contents: [
    line,
    { ...line, lot: 'AU-2408-117', expiry: '2027-08-31', quantity: 6 },
    {
      gtin: '09506000134369',
      lot: 'KM1-2608A',
      expiry: '2028-02-14',
      quantity: 12,
      nameEn: 'Golden Pasture Infant Formula Stage 2, 900 g tin',
      nameZh: '金牧场较大婴儿配方奶粉2段 900克罐装',
    },
  ],
}

export const palletContent: PalletContent = {
  kind: 'pallet',
  sscc: '195060000134352025',
  cases: 40,
  contents: [{ ...line, quantity: 960 }],
  training: true,
}
