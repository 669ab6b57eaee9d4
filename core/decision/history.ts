import type { Severity } from '../sampling/severities.ts'
import type { DemandKind } from './demand-kind.ts'

/** A factory report that is on file here, whatever the plan cites. */
export interface FactoryReport {
  readonly manufacturer: string
  readonly category: string
  readonly report: string
  /** `YYYY-MM-DD`, the last day on which it counts. */
  readonly expires: string
}

/** How an inspection ended. Conditional: the goods may go on under conditions, which are told wherever it is cited. */
export type Outcome = 'conformant' | 'conditional' | 'non-conformant'

/**
 * What was concluded on a demand. The newest of a subject counts; of one day, the worst. What a repeated test has taken the
 * place of is not handed in any more. One that is contested is handed in and keeps its place: it holds when it did not
 * conform, else it lets nothing go on, neither by itself nor by one that is older. One whose repetition is under way counts before
 * all others until that is concluded.
 */
export interface Conclusion {
  /** Of the task or statement that concludes; told in the reasons. */
  readonly id: string
  readonly kind: DemandKind
  /** The demand's own subject: what of it is compared is said at each kind in `demand.ts`. */
  readonly subject: Readonly<Record<string, string>>
  readonly outcome: Outcome
  /** `''` unless the outcome is conditional. */
  readonly conditions: string
  /** `YYYY-MM-DD`, the day of the conclusion. */
  readonly on: string
  /** Of a factory evaluation: the last day on which it counts; `null` when it does not say. */
  readonly until: string | null
  /** Of a circulation inspection: the batch's refund ratio that was known when it was concluded; `null` when none was. */
  readonly refundRatio: number | null
  /** Contested, and neither upheld nor repeated yet. */
  readonly isContested?: boolean | undefined
  /** Its inspection is being made again, and that has come to nothing yet. It lets nothing go on. */
  readonly isRepeated?: boolean | undefined
  /** Of an ingredient-list inspection: units of the lot that its sample was drawn for. */
  readonly lotSize?: number | undefined
}

/** What the markets report of one batch, in units; the whole of it, not of a period. */
export interface BatchFigures {
  readonly gtin: string
  readonly lot: string
  readonly sold: number
  readonly refunded: number
  readonly complaints: number
}

/** Where the switching rules of ISO 2859-1 §9.3 stand, for one product from one factory under one ingredient rule. */
export interface KnownSeverity {
  readonly gtin: string
  readonly manufacturer: string
  /** The id of the rule in `ingredients`. */
  readonly rule: string
  readonly severity: Severity
  /** Inspection is discontinued (§9.4) until the supplier has improved and an authority has agreed. */
  readonly discontinued: boolean
}

/** What is already known when a line is decided; handed in, so that the same question always has the same answer. */
export interface DecisionHistory {
  readonly factoryReports: readonly FactoryReport[]
  /** Conclusions on container loading. */
  readonly supervisions: readonly Conclusion[]
  readonly figures: readonly BatchFigures[]
  /** Conclusions of every other kind. */
  readonly inspections: readonly Conclusion[]
  readonly severities: readonly KnownSeverity[]
}
export const noHistory: DecisionHistory = {
  factoryReports: [],
  supervisions: [],
  figures: [],
  inspections: [],
  severities: [],
}
