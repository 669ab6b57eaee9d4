import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { canonicalUnitLink } from '../../core/label/seal.ts'
import { layOutCaseLabel } from '../../drivers/render/case-layout.ts'
import { caseMedia, unitMedia } from '../../drivers/render/media.ts'
import { layOutUnitLabel } from '../../drivers/render/unit-layout.ts'
import type { StoredLine } from '../store/plans.ts'
import type { StationContext } from './context.ts'
import { planOf } from './planned-line.ts'

/** Lines already tried, by the printers' resolutions and what the plan says of them; bounded, because plans come and go. */
const tried = new Map<string, Failure | null>()
const TRIED_MAX = 1000

/**
 * Whether the labels of a line can be printed whole, asked before anything of it is reserved: null, or what does not
 * fit. The widest serial, seal and PIN stand in for the real ones.
 */
export function whyNoLabel(ctx: StationContext, line: StoredLine): Failure | null {
  const key = `${ctx.dotsPerMm('unit')}/${ctx.dotsPerMm('case')} ${line.json}`
  const known = tried.get(key)
  if (known !== undefined) return known
  if (tried.size >= TRIED_MAX) tried.clear()
  const found = layOut(ctx, line)
  tried.set(key, found)
  return found
}

function layOut(ctx: StationContext, line: StoredLine): Failure | null {
  const plan = planOf(line)
  const serial = `${ctx.profile.serialPrefix}${'W'.repeat(12)}`
  const { training, resolverHost } = ctx.profile
  const link = `https://${resolverHost}${new URL(canonicalUnitLink(line.gtin, serial)).pathname}?s=${'W'.repeat(91)}`
  const shared = {
    gtin: line.gtin,
    lot: line.lot,
    expiry: plan.expiry,
    nameEn: plan.nameEn,
    nameZh: plan.nameZh,
    training,
  }
  try {
    layOutUnitLabel(
      { ...shared, serial, originCountryCode: plan.origin, link, pin: 'W'.repeat(10) },
      unitMedia(ctx.dotsPerMm('unit')),
    )
    layOutCaseLabel(
      { ...shared, sscc: '395060000070000008', count: plan.unitsPerCase },
      caseMedia(ctx.dotsPerMm('case')),
    )
    return null
  } catch (error) {
    if (error instanceof BondmarkError) return error.toFailure()
    throw error
  }
}
