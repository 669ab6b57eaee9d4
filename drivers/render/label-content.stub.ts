import type { CaseLabelContent, UnitLabelContent } from './label-document.ts'

/** A unit label as the training day prints it. */
export const unitLabel: UnitLabelContent = {
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

export const caseLabel: CaseLabelContent = {
  sscc: '195060000134352018',
  gtin: '09506000134352',
  lot: 'AU-2407-001',
  expiry: '2027-06-30',
  count: 24,
  nameEn: unitLabel.nameEn,
  nameZh: unitLabel.nameZh,
  training: true,
}
