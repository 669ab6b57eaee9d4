import { isPlan, type PlanRequest, planFor, unitsToInspect } from '../sampling/plan-for.ts'

/** What of a lot is inspected, and the numbers of units that decide on it. */
export interface SamplePlan {
  /** The code letter of ISO 2859-1 whose plan it is, after arrows were followed; `-` for a lot of one, which has none. */
  readonly letter: string
  /** Units; the whole lot when the standard's sample is as large or larger. */
  readonly n: number
  readonly ac: number
  readonly re: number
}

/** The plan for a lot of a continuing series; `null` when there is no such level or AQL, which `checkRules` refuses. */
export function samplePlan(request: PlanRequest): SamplePlan | null {
  // The standard's lots begin at two units: of one, the unit is what is inspected.
  if (request.lotSize === 1) return { letter: '-', n: 1, ac: 0, re: 1 }
  const plan = planFor(request)
  if (!isPlan(plan)) return null
  const { letter, ac, re } = plan
  return { letter, n: unitsToInspect(plan, request.lotSize), ac, re }
}
