import { z } from 'zod'
import { BondmarkError } from '../errors/bondmark-error.ts'
import { SEED_BYTES, SeededChance } from './seeded-chance.ts'

/** The most units that one lot may have in a draw (their square is still a whole number that is counted exactly), and the most cases. */
export const LOT_UNITS_MAX = 50_000_000
export const LOT_CASES_MAX = 200_000

/** The name of a pallet or case: an SSCC, or whatever is written on it. Printable ASCII, so that order is order of bytes. */
const name = z
  .string()
  .max(64)
  .regex(/^[!-~]*$/)

/** A case of a lot, and the pallet it stands on; either name may be empty, where there is none. */
export const lotCase = z.strictObject({ pallet: name, case: name, units: z.int().min(1).max(LOT_UNITS_MAX) })
export type LotCase = z.infer<typeof lotCase>

/** A lot as it is packed: what a draw is made from. */
export const samplingLot = z.strictObject({
  format: z.literal('bondmark/sampling-lot/1'),
  cases: z.array(lotCase).min(1).max(LOT_CASES_MAX),
})

/** Units to take out of one case, counted from 1 as they lie in it. */
export interface DrawnCase {
  readonly pallet: string
  readonly case: string
  readonly units: readonly number[]
}

export interface DrawRequest {
  /** 32 bytes that nobody could choose. Who keeps them, and the lot, can always show why these units. */
  readonly seed: Uint8Array
  /** Units to take: a plan's n. Where it is not smaller than the lot, all are taken. */
  readonly n: number
  readonly cases: readonly LotCase[]
}

const byName = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const inOrder = (a: LotCase, b: LotCase) => byName(a.pallet, b.pallet) || byName(a.case, b.case)

/** The cases with pallets in a random order, and with the cases of each pallet in a random order. */
function mixed(cases: readonly LotCase[], chance: SeededChance): LotCase[] {
  const pallets = new Map<string, LotCase[]>()
  for (const one of cases) {
    const pallet = pallets.get(one.pallet)
    if (pallet) pallet.push(one)
    else pallets.set(one.pallet, [one])
  }
  return chance.shuffled([...pallets.values()]).flatMap((pallet) => chance.shuffled(pallet))
}

/**
 * How many units to take from each case. All units stand in one row, case after case; n places at equal distances are marked
 * on it, the first by chance. So each case, and each pallet, gives its share of the sample rounded up or down, and every
 * unit has the same chance to be taken. (To round by the largest remainder would never take a unit from a small case.)
 */
function shares(
  row: readonly LotCase[],
  n: number,
  total: number,
  chance: SeededChance,
): Map<LotCase, number> {
  const first = chance.below(total)
  const counts = new Map<LotCase, number>()
  let mark = 0
  let end = 0
  for (const one of row) {
    end += one.units
    let count = 0
    // The place of mark k is ⌊(first + k · total) / n⌋; it lies in this case when that is below the case's end.
    while (mark < n && first + mark * total < end * n) {
      count++
      mark++
    }
    if (count > 0) counts.set(one, count)
  }
  return counts
}

/**
 * Which units of a lot to take: spread over its pallets and cases in proportion to what they hold, and left to chance within
 * them, as 8.1 asks. The same seed and lot give the same units, in whatever order the cases are listed; the way is
 * written down in docs/formats/sampling-draw.md, for whoever wants to draw again.
 *
 * @throws BondmarkError `draw-lot-repeated` `{pallet, case}` where a case is listed twice, `draw-lot-large` `{units, max}`,
 *   `draw-nothing` where no unit is to be taken or there is none, `draw-seed-malformed`
 */
export function draw({ seed, n, cases }: DrawRequest): readonly DrawnCase[] {
  if (seed.length !== SEED_BYTES) throw new BondmarkError('draw-seed-malformed', { bytes: SEED_BYTES })
  const total = cases.reduce((sum, { units }) => sum + units, 0)
  if (total > LOT_UNITS_MAX) throw new BondmarkError('draw-lot-large', { units: total, max: LOT_UNITS_MAX })
  if (total < 1 || !Number.isSafeInteger(n) || n < 1) throw new BondmarkError('draw-nothing', {})
  const sorted = [...cases].sort(inOrder)
  const twice = sorted.find((one, i) => i > 0 && inOrder(one, sorted[i - 1] ?? one) === 0)
  if (twice) throw new BondmarkError('draw-lot-repeated', { pallet: twice.pallet, case: twice.case })
  const chance = new SeededChance(seed)
  const wanted = Math.min(n, total)
  const counts = shares(mixed(sorted, chance), wanted, total, chance)
  return sorted.flatMap((one) => {
    const count = counts.get(one)
    return count === undefined
      ? []
      : [{ pallet: one.pallet, case: one.case, units: chance.someOf(one.units, count) }]
  })
}
