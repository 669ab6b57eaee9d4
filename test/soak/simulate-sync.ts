import { drawPlan } from '../simulation/plan.ts'
import { shrink, tellFailure } from '../simulation/shrink.ts'
import { simulate } from '../simulation/simulate.ts'
import type { Soak } from './form.ts'

/** Simulates so many seeds from `seed` on. A single one prints its trace, of the smallest run that goes wrong if it does. */
export const simulateSync: Soak = async (rounds, seed) => {
  let failed = 0
  let receipts = 0
  const met = new Map<string, number>()
  for (let n = 0; n < rounds; n += 1) {
    const plan = drawPlan(seed + n)
    const outcome = await simulate(plan, { isTraceKept: rounds === 1 })
    receipts += outcome.receipts
    for (const [code, times] of outcome.met) met.set(code, (met.get(code) ?? 0) + times)
    if (outcome.wrongs.length > 0) {
      failed += 1
      const smallest = await shrink(plan)
      if (rounds === 1) console.log(smallest.lines.join('\n'))
      console.log(tellFailure(smallest))
    } else if (rounds === 1) console.log(outcome.lines.join('\n'))
    if ((n + 1) % 500 === 0) console.log(`${n + 1}/${rounds} seeds, ${failed} went wrong`)
  }
  const failures = [...met].map(([code, times]) => `${code} ${times}`).join(', ')
  console.log(`${rounds} seeds from ${seed}: ${receipts} receipts, ${failed} seeds went wrong`)
  console.log(`failures that stations met and got over: ${failures}`)
  return failed
}
