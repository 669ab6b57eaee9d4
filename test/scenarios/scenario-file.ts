import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { decide } from '../../core/decision/decide.ts'
import { type Decision, decision } from '../../core/decision/decision.ts'
import { type Demand, demand, demandsOf } from '../../core/decision/demand.ts'
import type { DecisionHistory } from '../../core/decision/history.ts'
import { decisionHistoryFile } from '../../core/decision/history-file.ts'
import { lotSizeOf } from '../../core/decision/question.ts'
import { ruleSetHash } from '../../core/decision/rule-set.ts'
import { type RuleSet2, ruleSet2 } from '../../core/decision/rule-set-2.ts'
import type { Asn, PlanLine } from '../../core/plan/asn.ts'

const words = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) })
const name = z.string().min(1).max(200)
const line = z.strictObject({
  line: name,
  lot: name,
  customsEntry: name,
  entryItem: name,
  brand: name,
  manufacturer: name,
  gtin: z.string().regex(/^\d{14}$/),
  nameZh: name,
  nameEn: name,
  category: name,
  hsCode: name,
  origin: name,
  expiry: name,
  quantity: z.int().min(1),
  unitsPerCase: z.int().min(1),
  ssccs: z.array(name),
  reportId: name.nullable(),
  reportExpires: name.nullable(),
  refundRatio: z.number().nullable(),
})
const asn = z.strictObject({
  asn: name,
  seller: name,
  supervisionMode: name,
  container: name.nullable(),
})

/** What all scenarios begin with; each says only what is different with it. */
export const scenarioStart = z.strictObject({
  format: z.literal('bondmark/scenario-base/1'),
  day: name,
  asn,
  line,
})

const scenario = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: words,
  day: name.optional(),
  asn: asn.partial().optional(),
  line: line.partial().optional(),
  /** Other lines of the same ASN, that differ from the base in the same way. */
  beside: z.array(line.partial()).optional(),
  /** Lists that take the place of those in `rules.json`. */
  rules: ruleSet2.partial().optional(),
  history: decisionHistoryFile.omit({ format: true }).optional(),
  expect: z.strictObject({
    decision: decision.shape.decision,
    /** What each rule that was looked at says, in order. */
    reasons: z.array(z.string()).min(1),
    /** Without their ids, which `expect` of no person can know. */
    demands: z.array(demand.omit({ id: true })),
  }),
})
export type Scenario = z.infer<typeof scenario>

/** A chapter of the scenario book, `bondmark/scenarios/1`. */
export const scenarioChapter = z.strictObject({
  format: z.literal('bondmark/scenarios/1'),
  title: words,
  scenarios: z.array(scenario).min(1),
})
export type ScenarioChapter = z.infer<typeof scenarioChapter>

const folder = new URL('../../fixtures/scenarios/', import.meta.url)
const json = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

export const scenarioBase = scenarioStart.parse(json('base.json'))
export const scenarioRules: RuleSet2 = ruleSet2.parse(json('rules.json'))

/** The chapters, in the order of their files' names. */
export const scenarioChapters: readonly ScenarioChapter[] = readdirSync(folder)
  .filter((file) => /^\d/.test(file))
  .sort()
  .map((file) => scenarioChapter.parse(json(file)))

/** A scenario with everything that it begins with filled in. */
export interface Told {
  readonly rules: RuleSet2
  readonly asn: Asn
  readonly day: string
  readonly history: DecisionHistory
  readonly decisions: readonly Decision[]
  readonly made: Decision
  readonly demands: readonly Demand[]
}

/** Decides a scenario: its own line, and those beside it. */
export function tell(of: Scenario): Told {
  const rules: RuleSet2 = { ...scenarioRules, ...defined(of.rules ?? {}) }
  const lineOf = (change: Partial<PlanLine>): PlanLine => ({ ...scenarioBase.line, ...defined(change) })
  const lines = [of.line ?? {}, ...(of.beside ?? [])].map((change) => lineOf(change as Partial<PlanLine>))
  const notice: Asn = { ...scenarioBase.asn, ...defined(of.asn ?? {}), containerSeal: null, lines }
  const day = of.day ?? scenarioBase.day
  const history = decisionHistoryFile.parse({ format: 'bondmark/decision-history/1', ...of.history })
  const decisions = lines.map((one) =>
    decide({
      line: one,
      asn: notice,
      lotSize: lotSizeOf(notice, one),
      ruleSet: rules,
      ruleSetHash: ruleSetHash(rules),
      at: `${day}T09:00:00.000+08:00`,
      history,
    }),
  )
  const [made] = decisions
  if (!made) throw new Error(`${of.name} has no line`)
  return { rules, asn: notice, day, history, decisions, made, demands: demandsOf(made) }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
const defined = <T extends object>(of: T) => of as Defined<T>
