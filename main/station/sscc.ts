import { BondmarkError } from '../../core/errors/bondmark-error.ts'
import { buildSscc } from '../../core/gs1/sscc.ts'
import type { StationContext } from './context.ts'

/** Where the counter stands is in the store, so that it moves with what it numbers or not at all. */
const NAME = 'sscc-next'

/** So many numbers left are told in time to ask for a new block; of small blocks a tenth, of large ones a hundredth. */
const LOW_MAX = 1000

/** The next SSCC of this station's block, counted up in the caller's transaction. Throws `sscc-block-used-up`. */
export function takeSscc({ profile, store }: StationContext): string {
  const { companyPrefix, extension, from, to } = profile.ssccBlock
  const next = store.settings.get<number>(NAME) ?? from
  if (next > to) throw new BondmarkError('sscc-block-used-up', { from, to })
  store.settings.set(NAME, next + 1)
  return buildSscc({ extension, companyPrefix, serial: next })
}

/** Numbers that are left of the station's block, and whether somebody should ask for another one now. */
export function ssccsLeft({ profile, store }: Pick<StationContext, 'profile' | 'store'>): {
  readonly left: number
  readonly isLow: boolean
} {
  const { from, to } = profile.ssccBlock
  const size = to - from + 1
  const left = Math.max(0, to + 1 - (store.settings.get<number>(NAME) ?? from))
  return { left, isLow: left <= Math.max(size / 100, Math.min(LOW_MAX, size / 10)) }
}

/** Whether an SSCC is of the warehouse that this station stands in: another station's, when no label of it is known here. */
export function isOfThisWarehouse({ profile }: Pick<StationContext, 'profile'>, sscc: string): boolean {
  return sscc.startsWith(profile.ssccBlock.companyPrefix, 1)
}
