import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkRules } from './check/check-rules.ts'
import { refundRatioSeen } from './circulation.ts'
import { decide, type Question } from './decide.ts'
import { type Decision, decision, decisionHash, decisiveReasons } from './decision.ts'
import { demand, demandsOf } from './demand.ts'
import type { Conclusion } from './history.ts'
import {
  histories,
  lines,
  questions,
  randomCategories,
  ruleSets,
  whitelistEntries,
} from './random-questions.stub.ts'
import { ruleSetHash } from './rule-set.ts'
import type { RuleSet2, WhitelistEntry2 } from './rule-set-2.ts'
import { inOrder } from './rules-in-order.ts'
import { sampleRules } from './sample-question.stub.ts'
import { goodsOf, type Scope, scopeFields } from './scope.ts'
import { asSecond } from './version-1/as-second.ts'
import type { RuleSet1 } from './version-1/rule-set.ts'

const demandIds = (of: Decision) => demandsOf(of).map(({ id }) => id)
/** The rules that hold the goods, with a demand or without. */
const holding = (of: Decision) => (of.decision === 'hold' ? decisiveReasons(of).map(({ rule }) => rule) : [])
const includes = (all: readonly string[], some: readonly string[]) => some.every((one) => all.includes(one))

/** The same value, with the members of every object in another order. */
function turned<T>(value: T): T {
  if (Array.isArray(value)) return value.map(turned) as T
  if (value === null || typeof value !== 'object') return value
  const made = Object.create(null)
  for (const [name, inner] of Object.entries(value).reverse()) made[name] = turned(inner)
  return made
}

/** Every list of the rules in another order. */
const shuffled = (rules: RuleSet2): fc.Arbitrary<RuleSet2> =>
  fc
    .record({
      categories: fc.shuffledSubarray([...rules.categories], { minLength: rules.categories.length }),
      whitelist: fc.shuffledSubarray([...rules.whitelist], { minLength: rules.whitelist.length }),
      factoryEvaluation: fc.shuffledSubarray([...rules.factoryEvaluation], {
        minLength: rules.factoryEvaluation.length,
      }),
      containerLoading: fc.shuffledSubarray([...rules.containerLoading], {
        minLength: rules.containerLoading.length,
      }),
      circulation: fc.shuffledSubarray([...rules.circulation], { minLength: rules.circulation.length }),
      ingredients: fc.shuffledSubarray([...rules.ingredients], { minLength: rules.ingredients.length }),
    })
    .map((lists) => ({ ...rules, ...lists }))

describe('a decision, whatever the rules, the goods and what is known', () => {
  it('is the same, to the byte, for the same question in whatever order it is written', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const again = turned(question)
        expect(ruleSetHash(again.ruleSet)).toBe(question.ruleSetHash)
        expect(decisionHash(decide(again))).toBe(decisionHash(decide(question)))
      }),
    )
  })

  it('is one that its schema knows, and says why', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const made = decide(question)
        expect(decision.parse(JSON.parse(JSON.stringify(made)))).toEqual(made)
        expect(decisiveReasons(made).length).toBeGreaterThan(0)
        expect(demandsOf(made).map((one) => demand.parse(one))).toEqual(demandsOf(made))
        if (made.decision !== 'hold') expect(demandsOf(made)).toEqual([])
      }),
    )
  })

  it('does not change with the order of rules in their lists', () => {
    fc.assert(
      fc.property(
        questions.chain((question) => fc.tuple(fc.constant(question), shuffled(question.ruleSet))),
        ([question, ruleSet]) => {
          expect(decide({ ...question, ruleSet })).toEqual(decide(question))
        },
      ),
    )
  })

  it('demands no more with another whitelist entry', () => {
    fc.assert(
      fc.property(questions, whitelistEntries, (question, more) => {
        const named = more.map((entry, n) => ({ ...entry, id: `more${n}` }))
        const ruleSet = { ...question.ruleSet, whitelist: [...question.ruleSet.whitelist, ...named] }
        const [before, after] = [decide(question), decide({ ...question, ruleSet })]
        expect(includes(demandIds(before), demandIds(after))).toBe(true)
        expect(includes(holding(before), holding(after))).toBe(true)
      }),
    )
  })

  it('lets nothing go on because something that spoke for the goods is forgotten', () => {
    fc.assert(
      fc.property(questions, fc.infiniteStream(fc.boolean()), (question, coins) => {
        const speaksFor = (one: Conclusion) => one.outcome === 'conformant' && !one.isContested
        const isKept = () => coins.next().value === true
        const { factoryReports, supervisions, inspections } = question.history
        const history = {
          ...question.history,
          factoryReports: factoryReports.filter(isKept),
          supervisions: supervisions.filter((one) => !speaksFor(one) || isKept()),
          inspections: inspections.filter((one) => !speaksFor(one) || isKept()),
        }
        const [before, after] = [decide(question), decide({ ...question, history })]
        expect(includes(holding(after), holding(before))).toBe(true)
      }),
    )
  })

  it('goes on asking for a circulation inspection when there are more refunds and complaints', () => {
    fc.assert(
      fc.property(questions, fc.nat(50), fc.nat(3), (question, refunded, complaints) => {
        const { line } = question
        const figures = question.history.figures.map((one) => ({
          ...one,
          refunded: one.refunded + refunded,
          complaints: one.complaints + complaints,
        }))
        const refundRatio = line.refundRatio === null ? null : Math.min(1, line.refundRatio + refunded / 100)
        const more: Question = {
          ...question,
          line: { ...line, refundRatio },
          history: { ...question.history, figures },
        }
        expect(includes(demandIds(decide(more)), demandIds(decide(question)))).toBe(true)
      }),
    )
  })

  it('is met by a circulation inspection that keeps the ratio it was demanded by', () => {
    fc.assert(
      fc.property(questions, (question) => {
        const made = decide(question)
        const asked = demandsOf(made).find(({ kind }) => kind === 'circulation-inspection')
        fc.pre(asked !== undefined)
        const { gtin = '', lot = '' } = asked?.subject ?? {}
        const concluded: Conclusion = {
          id: 'u1',
          kind: 'circulation-inspection',
          subject: { gtin, lot },
          outcome: 'conformant',
          conditions: '',
          on: '2026-11-22',
          until: null,
          refundRatio: refundRatioSeen(made),
        }
        // One that is contested keeps another of its day from letting goods go on.
        const inspections = [
          ...question.history.inspections.filter((one) => one.kind !== concluded.kind || !one.isContested),
          concluded,
        ]
        const after = decide({ ...question, history: { ...question.history, inspections } })
        expect(holding(after)).toEqual(holding(made).filter((rule) => rule !== 'circulation-inspection'))
      }),
    )
  })

  it('demands the same of every line of an ASN that it is about, and something else of another ASN', () => {
    fc.assert(
      fc.property(questions, lines, (question, other) => {
        const [here, there] = [
          decide(question),
          decide({ ...question, line: other, lotSize: other.quantity }),
        ]
        const subjectsOf = (made: Decision) =>
          demandsOf(made).map(({ id, kind, subject }) => [JSON.stringify([kind, subject]), id] as const)
        const ids = new Map(subjectsOf(here))
        for (const [subject, id] of subjectsOf(there)) expect(ids.get(subject) ?? id).toBe(id)
        const elsewhere = decide({ ...question, asn: { ...question.asn, asn: 'ASN-9' } })
        expect(demandIds(elsewhere).some((id) => demandIds(here).includes(id))).toBe(false)
      }),
    )
  })

  it('is known again on a later day from what was known on that day', () => {
    fc.assert(
      fc.property(questions, histories, (question, later) => {
        const since = [...later.supervisions, ...later.inspections].map((one) => ({
          ...one,
          on: '2026-11-23',
        }))
        const of = (isLoading: boolean) =>
          since.filter(({ kind }) => (kind === 'container-loading-supervision') === isLoading)
        const history = {
          ...question.history,
          supervisions: [...question.history.supervisions, ...of(true)],
          inspections: [...question.history.inspections, ...of(false)],
        }
        expect(decide({ ...question, history })).toEqual(decide(question))
      }),
    )
  })
})

/** Which of two rules that fit counts, as the documentation says it. */
function goesBefore(a: Scope, b: Scope, categories: readonly string[]): boolean {
  const only = scopeFields.find((field) => (a[field] === undefined) !== (b[field] === undefined))
  if (only) return a[only] !== undefined
  return categories.indexOf(a.category ?? '') < categories.indexOf(b.category ?? '')
}

describe('the rule that counts', () => {
  it('is the most specific of those that fit, as if each were held against the goods', () => {
    fc.assert(
      fc.property(ruleSets, lines, (rules, line) => {
        const ordered = inOrder(rules)
        const goods = goodsOf(line, 'Seller', ordered.above(line.category))
        const fits = (scope: Scope) =>
          scopeFields.every((field) => {
            const value = scope[field]
            if (value === undefined) return true
            return field === 'category' ? goods.categories.includes(value) : value === goods[field]
          })
        const [best] = rules.ingredients
          .filter(({ scope }) => fits(scope))
          .toSorted((a, b) => (goesBefore(a.scope, b.scope, goods.categories) ? -1 : 1))
        expect(ordered.ingredients.mostSpecific(goods)).toBe(best)
      }),
    )
  })
})

describe('rules of the first format', () => {
  it('come to the same verdict in the words of the second', () => {
    fc.assert(
      fc.property(questions, fc.boolean(), fc.boolean(), (question, holdWhenMissing, holdWhenExpired) => {
        const { categories, whitelist } = question.ruleSet
        const first: RuleSet1 = {
          format: 'bondmark/rules/1',
          name: 'r',
          version: 1,
          categories: categories.map(({ category, trace }) =>
            trace === 'trace' ? { category, trace, labelTemplate: 'unit-60x40' } : { category, trace },
          ),
          // The categories of the first format stand beside one another.
          whitelist: whitelist
            .filter(({ scope }) => scope.category === undefined)
            .map(({ except: _, ...entry }) => entry),
          factoryEvaluation: { categories: ['drink', 'tea'], holdWhenMissing, holdWhenExpired },
        }
        const history = { ...question.history, inspections: [] }
        const [before, after] = [first, asSecond(first).rules].map((ruleSet) =>
          decide({ ...question, history, ruleSet }),
        )
        expect(after?.decision).toBe(before?.decision)
        expect(after && demandIds(after)).toEqual(before && demandIds(before))
      }),
    )
  })
})

describe('an entry that another one takes in', () => {
  const coveredIn = (rules: RuleSet2) =>
    checkRules(rules).flatMap(({ code, place }) => (code === 'rule-covered' ? [place] : []))

  it('is found as if every entry were held against every other one', () => {
    const { above } = inOrder(emptyRules())
    const takesIn = (a: WhitelistEntry2, b: WhitelistEntry2) =>
      a.from <= b.from &&
      a.until >= b.until &&
      (a.except ?? []).every((kind) => b.except?.includes(kind)) &&
      scopeFields.every((field) => {
        const value = a.scope[field]
        if (value === undefined || value === b.scope[field]) return true
        return (
          field === 'category' && b.scope.category !== undefined && above(b.scope.category).includes(value)
        )
      })
    fc.assert(
      fc.property(whitelistEntries, (whitelist) => {
        const covered = whitelist.flatMap((entry, at) =>
          whitelist.some(
            (other, n) => n !== at && takesIn(other, entry) && (n < at || !takesIn(entry, other)),
          )
            ? [`/whitelist/${at}`]
            : [],
        )
        expect(coveredIn({ ...emptyRules(), whitelist })).toEqual(covered)
      }),
      { numRuns: 500 },
    )
  })

  it('changes no verdict and no demand when it is left out', () => {
    fc.assert(
      fc.property(questions, whitelistEntries, (question, whitelist) => {
        const rules = { ...question.ruleSet, whitelist }
        const covered = new Set(coveredIn(rules))
        const left = whitelist.filter((_, at) => !covered.has(`/whitelist/${at}`))
        const [all, fewer] = [rules, { ...rules, whitelist: left }].map((ruleSet) =>
          decide({ ...question, ruleSet }),
        )
        expect([fewer?.decision, fewer && demandIds(fewer)]).toEqual([all?.decision, all && demandIds(all)])
      }),
    )
  })
})

const emptyRules = (): RuleSet2 => ({
  ...sampleRules,
  categories: randomCategories,
  factoryEvaluation: [],
  containerLoading: [],
  circulation: [],
  ingredients: [],
})
