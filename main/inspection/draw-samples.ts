import { drawUnits } from '../../core/inspection/draw-units.ts'
import type { TaskDraw } from '../../core/inspection/inspection-task.ts'

/** What is in a line of the plan: where its units stand. */
export interface SampledGoods {
  /** Units. */
  readonly quantity: number
  readonly unitsPerCase: number
  /** SSCCs that the plan announced for its cases, in their order. */
  readonly ssccs: readonly string[]
}

/** Cases on a pallet, where nobody has said: 5 layers of 8. Positions are drawn for people to find them. */
const CASES_PER_PALLET = 40

/** The units to take of a lot that stands in the cases of these lines. `seed`: 32 bytes in hex. */
export function drawFor(lines: readonly SampledGoods[], n: number, seed: string): TaskDraw {
  const cases = lines.flatMap(casesOf)
  const units = cases.reduce((sum, { holds }) => sum + holds, 0)
  const drawn = drawUnits(
    seed,
    cases.map(({ holds }) => holds),
    Math.min(n, units),
  )
  return {
    seed,
    units,
    unitsPerCase: Math.max(1, ...lines.map(({ unitsPerCase }) => unitsPerCase)),
    casesPerPallet: CASES_PER_PALLET,
    take: drawn.map((one) => ({
      case: one.case,
      sscc: cases[one.case - 1]?.sscc ?? null,
      units: [...one.units],
    })),
  }
}

/** Full cases, and the last one with what is left. */
function casesOf({ quantity, unitsPerCase, ssccs }: SampledGoods) {
  const count = Math.ceil(quantity / unitsPerCase)
  return Array.from({ length: count }, (_, i) => ({
    holds: Math.min(unitsPerCase, quantity - i * unitsPerCase),
    sscc: ssccs[i] ?? null,
  }))
}
