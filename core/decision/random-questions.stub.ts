import fc from 'fast-check'
import type { PlanLine } from '../plan/asn.ts'
import type { Question } from './decide.ts'
import { demandKind } from './demand-kind.ts'
import type { Conclusion, DecisionHistory } from './history.ts'
import { ruleSetHash } from './rule-set.ts'
import type { RuleSet2 } from './rule-set-2.ts'
import { sampleAsn, sampleLine, sampleRules } from './sample-question.stub.ts'
import { rankOf, type Scope, scopeKey } from './scope.ts'

// Few values of everything, so that rules, goods and history meet often; some that objects have of their own.
const gtins = ['09506000110011', '09506000110028']
const lots = ['L1', 'L2']
const makers = ['Maker', '__proto__']
const brands = ['Brand', 'constructor']
const sellers = ['Seller', 'Other']
const origins = ['AU', 'NZ']
const categories = ['food', 'drink', 'juice', 'tea', 'books', 'unknown']
const containers = ['BMKU1', 'BMKU2']
const days = ['2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23']
const today = '2026-11-22'

const maybe = <T>(of: readonly T[]) => fc.option(fc.constantFrom(...of), { nil: undefined })

const scope: fc.Arbitrary<Scope> = fc
  .record({
    lot: maybe(lots),
    gtin: maybe(gtins),
    manufacturer: maybe(makers),
    brand: maybe(brands),
    seller: maybe(sellers),
    category: maybe(categories.slice(0, 5)),
    origin: maybe(origins),
  })
  .map((of) => Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)))

/** Scopes with two fields at most: those that fit goods often. */
const wideScope = scope.map((of) => Object.fromEntries(Object.entries(of).slice(0, 2)) as Scope)

/** A list of rules, none of which has the scope of another one. */
const listOf = <T extends object>(rule: fc.Arbitrary<T>) =>
  fc
    .uniqueArray(fc.tuple(fc.oneof(scope, wideScope), rule), {
      maxLength: 6,
      selector: ([of]) => `${rankOf(of)} ${scopeKey(of)}`,
    })
    .map((rules) => rules.map(([of, rest], n) => ({ id: `r${n}`, scope: of, ...rest })))

const notNeeded = fc.constant({ needed: false as const })
const then = fc.constantFrom('hold' as const, 'tell' as const)

const factory = fc.oneof(
  notNeeded,
  fc
    .record({
      needed: fc.constant(true as const),
      whenMissing: then,
      whenExpired: then,
      warnDays: fc.constantFrom(0, 2),
      countsDays: fc.constantFrom(0, 1, 365),
    })
    // What is told of a missing report and held for an expired one rewards saying nothing: `checkRules` warns of it.
    .filter((rule) => rule.whenMissing === 'hold' || rule.whenExpired === 'tell'),
)
const loading = fc.oneof(
  notNeeded,
  fc.record({
    needed: fc.constant(true as const),
    supervisionModes: fc.subarray(['1210', '1239']),
    intervalDays: fc.constantFrom(0, 1, 2),
    whenNoContainer: then,
  }),
)
const circulation = fc.oneof(
  notNeeded,
  fc.record({
    needed: fc.constant(true as const),
    refundRatioMax: fc.constantFrom(0, 0.05, 0.5),
    soldMin: fc.constantFrom(0, 10),
    complaintsMax: fc.constantFrom(null, 0, 2),
    reinspectRatioMax: fc.constantFrom(null, 0.6),
  }),
)
const ingredients = fc.oneof(
  notNeeded,
  fc.record({
    needed: fc.constant(true as const),
    lots: fc.constantFrom('every' as const, 'first' as const),
    level: fc.constantFrom('II', 'S-2'),
    aql: fc.constantFrom('1.0', '0.65'),
    measure: fc.constant('percent-nonconforming' as const),
  }),
)

export const whitelistEntries = fc
  .array(
    fc.record({
      scope: fc.oneof(scope, wideScope).filter((of) => Object.keys(of).length > 0),
      days: fc.tuple(fc.constantFrom(...days), fc.constantFrom(...days)),
      except: fc.option(
        fc.uniqueArray(fc.constantFrom(...demandKind.options), { minLength: 1, maxLength: 2 }),
        {
          nil: undefined,
        },
      ),
    }),
    { maxLength: 8 },
  )
  .map((entries) =>
    entries.map(({ scope: of, days: span, except }, n): RuleSet2['whitelist'][number] => {
      const [from = '', until = ''] = [...span].sort()
      const entry = { id: `w${n}`, scope: of, from, until, reason: 'r', approvedBy: ['A'] }
      return except ? { ...entry, except } : entry
    }),
  )

export const randomCategories: RuleSet2['categories'] = [
  { category: 'food', trace: 'trace' },
  { category: 'drink', parent: 'food', trace: 'trace' },
  { category: 'juice', parent: 'drink', trace: 'trace' },
  { category: 'tea', parent: 'drink', trace: 'trace' },
  { category: 'books', trace: 'exempt' },
]

export const ruleSets: fc.Arbitrary<RuleSet2> = fc
  .record({
    whitelist: fc.oneof(
      { arbitrary: fc.constant<RuleSet2['whitelist']>([]), weight: 3 },
      { arbitrary: whitelistEntries, weight: 1 },
    ),
    factoryEvaluation: listOf(factory),
    containerLoading: listOf(loading),
    circulation: listOf(circulation),
    ingredients: listOf(ingredients),
  })
  .map((lists) => ({
    ...sampleRules,
    ...lists,
    categories: randomCategories,
  }))

export const lines: fc.Arbitrary<PlanLine> = fc
  .record({
    lot: fc.constantFrom(...lots),
    gtin: fc.constantFrom(...gtins),
    manufacturer: fc.constantFrom(...makers),
    brand: fc.constantFrom(...brands),
    origin: fc.constantFrom(...origins),
    category: fc.constantFrom(...categories),
    quantity: fc.constantFrom(1, 2, 48, 1000),
    report: fc.constantFrom(
      { reportId: null, reportExpires: null },
      { reportId: 'FE-1', reportExpires: null },
      { reportId: 'FE-1', reportExpires: '2026-11-21' },
      { reportId: 'FE-1', reportExpires: '2026-11-22' },
    ),
    refundRatio: fc.constantFrom(null, 0, 0.05, 0.06, 0.7),
  })
  .map(({ report, ...line }) => ({ ...sampleLine, ...line, ...report }))

const subject = fc.record({
  lot: fc.constantFrom(...lots),
  gtin: fc.constantFrom(...gtins),
  manufacturer: fc.constantFrom(...makers),
  category: fc.constantFrom(...categories),
  container: fc.constantFrom(...containers),
})
const conclusions = (of: fc.Arbitrary<Conclusion['kind']>) =>
  fc
    .array(
      fc.record({
        kind: of,
        subject,
        outcome: fc.constantFrom('conformant' as const, 'conditional' as const, 'non-conformant' as const),
        on: fc.constantFrom(...days),
        until: fc.constantFrom(null, '2026-11-21', '2026-11-22', '2027-01-01'),
        refundRatio: fc.constantFrom(null, 0.06, 0.65),
        isContested: fc.boolean(),
      }),
      { maxLength: 12 },
    )
    .map((list) =>
      list.map(
        (one, n): Conclusion => ({
          ...one,
          id: `t${n}`,
          conditions: one.outcome === 'conditional' ? 'c' : '',
        }),
      ),
    )

export const histories: fc.Arbitrary<DecisionHistory> = fc.record({
  factoryReports: fc.array(
    fc.record({
      manufacturer: fc.constantFrom(...makers),
      category: fc.constantFrom(...categories),
      report: fc.constantFrom('FE-8', 'FE-9'),
      expires: fc.constantFrom(...days),
    }),
    { maxLength: 12 },
  ),
  supervisions: conclusions(fc.constant('container-loading-supervision')),
  inspections: conclusions(
    fc.constantFrom('factory-evaluation', 'circulation-inspection', 'ingredient-inspection'),
  ),
  figures: fc.array(
    fc.record({
      gtin: fc.constantFrom(...gtins),
      lot: fc.constantFrom(...lots),
      sold: fc.constantFrom(0, 2, 10, 100),
      refunded: fc.constantFrom(0, 1, 5, 6),
      complaints: fc.constantFrom(0, 1, 3),
    }),
    { maxLength: 4 },
  ),
  severities: fc.array(
    fc.record({
      gtin: fc.constantFrom(...gtins),
      manufacturer: fc.constantFrom(...makers),
      rule: fc.constantFrom('r0', 'r1'),
      severity: fc.constantFrom('normal' as const, 'tightened' as const, 'reduced' as const),
      discontinued: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
})

export const questions: fc.Arbitrary<Question & { readonly ruleSet: RuleSet2 }> = fc
  .record({
    line: lines,
    ruleSet: ruleSets,
    history: histories,
    seller: fc.constantFrom(...sellers),
    container: fc.constantFrom(null, ...containers),
    supervisionMode: fc.constantFrom('1210', '1239'),
  })
  .map(({ line, ruleSet, history, ...asn }) => ({
    line,
    asn: { ...sampleAsn, ...asn },
    lotSize: line.quantity,
    ruleSet,
    ruleSetHash: ruleSetHash(ruleSet),
    at: `${today}T09:00:00.000+08:00`,
    history,
  }))
