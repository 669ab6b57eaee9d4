import type { RuleSet2 } from '../../core/decision/rule-set-2.ts'
import { checkDigit } from '../../core/gs1/check-digit.ts'
import { toGtin14 } from '../../core/gs1/gtin.ts'

const CATEGORIES = 3_700
export const BRANDS = 14_500
const ENTRIES = 50_000
const everyNth = <T>(count: number, made: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => made(n))

export const gtinOf = (n: number) => {
  const digits = `0950${String(n).padStart(9, '0')}`
  return toGtin14(`${digits}${checkDigit(digits)}`)
}

/** A rule set as large as the system is meant for (DESIGN): every category and brand has rules, and the whitelist is full. */
export function largeRules(): RuleSet2 {
  const brand = (n: number) => `Brand ${n}`
  const day = { from: '2026-01-01', until: '2026-12-31', reason: 'r', approvedBy: ['A', 'B'] }
  return {
    format: 'bondmark/rules/2',
    name: 'As large as it gets',
    version: 1,
    validFrom: '2026-01-01',
    categories: everyNth(CATEGORIES, (n) => ({
      category: `category-${n}`,
      ...(n >= 100 ? { parent: `category-${n % 100}` } : {}),
      trace: 'trace',
    })),
    whitelist: everyNth(ENTRIES, (n) => ({
      id: `W${n}`,
      scope:
        [{ gtin: gtinOf(n) }, { brand: brand(n % BRANDS), lot: `L${n}` }, { seller: `Seller ${n}` }][n % 3] ??
        {},
      ...day,
    })),
    factoryEvaluation: everyNth(CATEGORIES, (n) => ({
      id: `F${n}`,
      scope: { category: `category-${n}` },
      needed: true,
      whenMissing: 'hold',
      whenExpired: 'hold',
      warnDays: 30,
      countsDays: 365,
    })),
    containerLoading: everyNth(BRANDS, (n) => ({
      id: `C${n}`,
      scope: { manufacturer: `Maker ${n}` },
      needed: true,
      supervisionModes: ['1210'],
      intervalDays: 30,
      whenNoContainer: 'hold',
    })),
    circulation: everyNth(BRANDS, (n) => ({
      id: `R${n}`,
      scope: { brand: brand(n) },
      needed: true,
      refundRatioMax: 0.05,
      soldMin: 50,
      complaintsMax: 10,
      reinspectRatioMax: 0.1,
    })),
    ingredients: everyNth(BRANDS, (n) => ({
      id: `I${n}`,
      scope: { brand: brand(n), category: `category-${n % 100}` },
      needed: true,
      lots: 'every',
      level: 'II',
      aql: '1.0',
      measure: 'percent-nonconforming',
    })),
    labels: [{ id: 'L', scope: {}, template: 'unit-60x40', perUnit: 1, perCase: 0 }],
  }
}
