import { BondmarkError, type Failure } from '../errors/bondmark-error.ts'
import { type Aql, aqls, PERCENT_AQL_MAX, readAql } from './aqls.ts'
import { type CodeLetter, codeLetterFor } from './code-letters.ts'
import { readLevel } from './levels.ts'
import { masterTables } from './read-master-table.ts'
import { readSeverity, type Severity } from './severities.ts'

/** A single sampling plan: inspect n units; accept the lot at up to ac, do not accept it from re on. */
export interface SamplingPlan {
  /** The letter of the row that the plan stands in, after following arrows. */
  readonly letter: CodeLetter
  /** The table's sample size. Where it is not smaller than the lot, every unit is inspected: `unitsToInspect`. */
  readonly n: number
  readonly ac: number
  readonly re: number
}

/** What an AQL limits: units that have any nonconformity, or every nonconformity of 100 units (3.1.8, 5.2). */
export const qualityMeasures = ['percent-nonconforming', 'nonconformities-per-100-units'] as const
export type QualityMeasure = (typeof qualityMeasures)[number]

export interface PlanRequest {
  /** Units in the lot. */
  readonly lotSize: number
  readonly level: string
  readonly aql: string | number
  readonly severity: string
  /** Above 10 it can only be nonconformities per 100 units; left out, nothing is said about it. */
  readonly measure?: QualityMeasure | undefined
  /** A lot that belongs to no series: not of this part of the standard. */
  readonly isolated?: boolean | undefined
}

/** How many units of a lot a plan looks at: all of them when the lot is no larger than the sample (Table 2, note). */
export const unitsToInspect = (plan: Pick<SamplingPlan, 'n'>, lotSize: number): number =>
  Math.min(plan.n, lotSize)

/**
 * The plan that a code letter and an AQL lead to, arrows followed: an arrow means the first plan in its direction, with
 * that row's letter and sample size (10.3). Null where the table has a blank: letter S but for one AQL.
 */
export function planAt(letter: CodeLetter, aql: Aql, severity: Severity): SamplingPlan | null {
  const rows = masterTables[severity]
  const column = aqls.indexOf(aql)
  const from = rows.findIndex((row) => row.letter === letter)
  const arrow = rows[from]?.cells[column]
  const step = arrow === 'up' ? -1 : 1
  for (let at = from; ; at += step) {
    const row = rows[at]
    const cell = row?.cells[column]
    if (row && typeof cell === 'number') return { letter: row.letter, n: row.n, ac: cell, re: cell + 1 }
    if (cell !== arrow || typeof cell !== 'string') return null
  }
}

function plan({ lotSize, level, aql, severity, measure, isolated }: PlanRequest): SamplingPlan {
  if (isolated) throw new BondmarkError('sampling-isolated', {})
  const limit = readAql(aql)
  if (measure === 'percent-nonconforming' && Number(limit) > PERCENT_AQL_MAX)
    throw new BondmarkError('sampling-percent-above-10', { aql: limit })
  const strictness = readSeverity(severity)
  const letter = codeLetterFor(lotSize, readLevel(level))
  const found = planAt(letter, limit, strictness)
  // No lot leads to letter S, and every other cell of the tables has a plan: a test goes through all of them.
  if (found === null) throw new Error(`no plan at ${letter}, ${limit}, ${strictness}`)
  return found
}

/**
 * The single sampling plan of ISO 2859-1:1999 + Amd 1 (GB/T 2828.1-2012) for one lot of a continuing series: code letter
 * by Table 1, plan by Table 2-A, 2-B or 2-C. Level, AQL and severity are taken in any usual spelling.
 *
 * Instead of a plan comes why there is none: `sampling-lot-single`, `sampling-lot-size` `{value}`, `sampling-level-unknown`,
 * `sampling-aql-unknown`, `sampling-severity-unknown` (each `{value, allowed}`), `sampling-percent-above-10` `{aql}`,
 * `sampling-isolated`.
 */
export function planFor(request: PlanRequest): SamplingPlan | Failure {
  try {
    return plan(request)
  } catch (error) {
    if (error instanceof BondmarkError) return error.toFailure()
    throw error
  }
}

/** Whether `planFor` found a plan. */
export const isPlan = (answer: SamplingPlan | Failure): answer is SamplingPlan => 'letter' in answer
