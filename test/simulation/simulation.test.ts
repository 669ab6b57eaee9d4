import { describe, expect, it } from 'vitest'
import { drawPlan } from './plan.ts'
import { plantedFaults } from './planted-faults.ts'
import { shrink, tellFailure } from './shrink.ts'
import { simulate } from './simulate.ts'

/** `npm run test:soak -- --sync-seeds N` runs thousands. */
const SEEDS = 200
/** A planted fault must be found among so many. */
const SEEDS_TO_FIND = 300
const MINUTES = 60_000

describe('stations, ledgers and witnesses over a hostile network', () => {
  it(
    `lose nothing, log nothing twice and break no receipt in ${SEEDS} seeds`,
    async () => {
      let receipts = 0
      const proven = new Set<string>()
      const met = new Set<string>()
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const plan = drawPlan(seed)
        const outcome = await simulate(plan)
        if (outcome.wrongs.length > 0) expect.fail(tellFailure(await shrink(plan)))
        receipts += outcome.receipts
        for (const code of outcome.met.keys()) met.add(code)
        for (const what of outcome.proven) proven.add(what)
      }
      // That it was no fair-weather day.
      expect(receipts).toBeGreaterThan(SEEDS)
      expect([...met]).toEqual(
        expect.arrayContaining([
          'ledger-unreachable',
          'session-closed',
          'session-timeout',
          'receipts-waiting',
        ]),
      )
      expect([...proven].toSorted()).toEqual(['equivocation', 'fork of a mirrored log', 'split view'])
    },
    5 * MINUTES,
  )

  it(
    'do the same again with the same seed, whatever ran before',
    async () => {
      const seeds = [3, 14, 15, 92, 65]
      const first = new Map<number, string>()
      for (const seed of seeds) first.set(seed, (await simulate(drawPlan(seed))).hash)
      for (const seed of seeds.toReversed()) {
        const again = await simulate(drawPlan(seed), { isTraceKept: true })
        expect(again.hash, `seed ${seed}`).toBe(first.get(seed))
        expect(again.lines.length).toBeGreaterThan(10)
      }
      expect(new Set(first.values()).size).toBe(seeds.length)
    },
    MINUTES,
  )
})

describe('a simulation finds', () => {
  it.each(Object.keys(plantedFaults))(
    '%s',
    async (name) => {
      const planted = plantedFaults[name] ?? {}
      for (let seed = 1; seed <= SEEDS_TO_FIND; seed += 1) {
        const plan = drawPlan(seed)
        // Each of these bugs shows itself by a death, or at once.
        if (!plan.faults.some(({ kind }) => kind === 'kill' || kind === 'kill-at-effect')) continue
        const { wrongs } = await simulate(plan, { planted })
        if (wrongs.length > 0) return
      }
      expect.fail(`not found in ${SEEDS_TO_FIND} seeds`)
    },
    2 * MINUTES,
  )
})
