import type { Plan } from './plan.ts'
import { type Outcome, type SimulateOptions, simulate } from './simulate.ts'

/** Runs that shrinking may take: some seconds. */
const RUNS_MAX = 80

/**
 * The smallest plan that still goes wrong, found by leaving out one fault or stint of work after the other. What goes
 * wrong in it may be another thing than at first. Answers its outcome with the trace.
 */
export async function shrink(plan: Plan, options: SimulateOptions = {}): Promise<Outcome> {
  let smallest = plan
  let runs = 0
  const goesWrong = async (candidate: Plan) => {
    runs += 1
    return (await simulate(candidate, options)).wrongs.length > 0
  }
  for (const part of ['faults', 'work'] as const) {
    for (let at = smallest[part].length - 1; at >= 0 && runs < RUNS_MAX; at -= 1) {
      const candidate = { ...smallest, [part]: smallest[part].filter((_, n) => n !== at) }
      if (await goesWrong(candidate)) smallest = candidate
    }
  }
  return simulate(smallest, { ...options, isTraceKept: true })
}

/** What somebody needs to see of a run that went wrong: what, how to have it again, and what is left of its plan. */
export function tellFailure({ plan, wrongs }: Outcome): string {
  const told = ({ kind, ...rest }: Plan['faults'][number]) => `  ${kind} ${JSON.stringify(rest)}`
  return [
    `seed ${plan.seed} goes wrong; replay it with: npm run test:soak -- --sync-seeds 1 --seed ${plan.seed}`,
    ...wrongs.map((wrong) => `  ${wrong}`),
    `smallest plan found: ${plan.work.length} stints of work, ${plan.faults.length} faults`,
    ...plan.faults.map(told),
  ].join('\n')
}
