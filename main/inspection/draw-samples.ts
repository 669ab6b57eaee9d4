import { fromHex } from '../../core/encoding/hex.ts'
import type { TaskDraw } from '../../core/inspection/inspection-task.ts'
import { draw } from '../../core/sampling/draw.ts'

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

/** A place among the cases, counted from 1, as a draw's case is named: names are put in order as text. */
const caseName = (place: number) => String(place).padStart(7, '0')

/** The units to take of a lot that stands in the cases of these lines, pallet after pallet. `seed`: 32 bytes in hex. */
export function drawFor(lines: readonly SampledGoods[], n: number, seed: string): TaskDraw {
  const cases = lines.flatMap(casesOf)
  const drawn = draw({
    seed: fromHex(seed),
    n,
    cases: cases.map(({ holds }, i) => ({
      pallet: caseName(Math.floor(i / CASES_PER_PALLET) + 1),
      case: caseName(i + 1),
      units: holds,
    })),
  })
  return {
    seed,
    units: cases.reduce((sum, { holds }) => sum + holds, 0),
    unitsPerCase: Math.max(1, ...lines.map(({ unitsPerCase }) => unitsPerCase)),
    casesPerPallet: CASES_PER_PALLET,
    take: drawn.map((one) => {
      const place = Number(one.case)
      return { case: place, sscc: cases[place - 1]?.sscc ?? null, units: [...one.units] }
    }),
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
