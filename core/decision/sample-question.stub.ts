import type { PlanLine } from '../plan/asn.ts'
import type { RuleSet2 } from './rule-set-2.ts'

/** A rule set in which every sampling has one rule for all goods. */
export const sampleRules: RuleSet2 = {
  format: 'bondmark/rules/2',
  name: 'Rules of these tests',
  version: 1,
  validFrom: '2026-01-01',
  categories: [
    { category: 'food', trace: 'trace' },
    { category: 'drink', parent: 'food', trace: 'trace' },
    { category: 'books', trace: 'exempt' },
  ],
  whitelist: [],
  factoryEvaluation: [
    {
      id: 'factory-all',
      scope: {},
      needed: true,
      whenMissing: 'hold',
      whenExpired: 'hold',
      warnDays: 30,
      countsDays: 365,
    },
  ],
  containerLoading: [
    {
      id: 'loading-all',
      scope: {},
      needed: true,
      supervisionModes: ['1210'],
      intervalDays: 0,
      whenNoContainer: 'hold',
    },
  ],
  circulation: [
    {
      id: 'refunds-all',
      scope: {},
      needed: true,
      refundRatioMax: 0.05,
      soldMin: 50,
      complaintsMax: 10,
      reinspectRatioMax: 0.1,
    },
  ],
  ingredients: [
    {
      id: 'ingredients-all',
      scope: {},
      needed: true,
      lots: 'every',
      level: 'II',
      aql: '1.0',
      measure: 'percent-nonconforming',
    },
  ],
  labels: [{ id: 'label-all', scope: {}, template: 'unit-60x40', perUnit: 1, perCase: 0 }],
}

export const sampleAsn = { asn: 'ASN-7', seller: 'Seller', supervisionMode: '1210', container: 'BMKU1' }

export const sampleLine: PlanLine = {
  line: '1',
  lot: 'L1',
  customsEntry: '4',
  entryItem: '1',
  brand: 'Brand',
  manufacturer: 'Maker',
  gtin: '09506000110011',
  nameZh: '饮料',
  nameEn: 'Drink',
  category: 'drink',
  hsCode: '2202990090',
  origin: 'AU',
  expiry: '2028-02-29',
  quantity: 48,
  unitsPerCase: 6,
  ssccs: [],
  reportId: 'FE-1',
  reportExpires: '2027-11-22',
  refundRatio: null,
}
