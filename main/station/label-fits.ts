import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import type { LabelContent } from '../../core/label/template/content.ts'
import { layOutLabel } from '../../drivers/render/lay-out-label.ts'
import { templateMedia } from '../../drivers/render/media.ts'
import type { StoredLine } from '../store/plans.ts'
import { type HashedTemplate, labelLanguage } from '../templates/known-templates.ts'
import { widestCase, widestUnit } from '../templates/widest-content.ts'
import type { StationContext } from './context.ts'
import { templateFor } from './label-record.ts'
import { planOf } from './planned-line.ts'

/** Lines already tried, by what they are printed by and what the plan says of them; bounded, because plans come and go. */
const tried = new Map<string, Failure | null>()
const TRIED_MAX = 1000

/**
 * Whether the labels of a line can be printed whole, asked before anything of it is reserved: null, or what does not
 * fit. The widest serial, seal and PIN stand in for the real ones.
 */
export function whyNoLabel(ctx: StationContext, line: StoredLine): Failure | null {
  try {
    const unit = templateFor(ctx, 'unit')
    const ofCase = templateFor(ctx, 'case')
    const heads = `${ctx.dotsPerMm('unit')}/${ctx.dotsPerMm('case')}`
    const key = `${heads} ${unit.hash} ${ofCase.hash} ${labelLanguage(ctx.store)} ${line.json}`
    const known = tried.get(key)
    if (known !== undefined) return known
    if (tried.size >= TRIED_MAX) tried.clear()
    const found = whyNotLaidOut(ctx, line, unit, ofCase)
    tried.set(key, found)
    return found
  } catch (error) {
    if (error instanceof BondmarkError) return error.toFailure()
    throw error
  }
}

function whyNotLaidOut(
  ctx: StationContext,
  line: StoredLine,
  unit: HashedTemplate,
  ofCase: HashedTemplate,
): Failure | null {
  const { gtin, lot } = line
  const { expiry, nameEn, nameZh, origin: originCountryCode, unitsPerCase } = planOf(line)
  const goods = { gtin, lot, expiry, nameEn, nameZh, originCountryCode, unitsPerCase }
  return (
    whyNoRoom(ctx, unit, widestUnit(ctx.profile, goods)) ??
    whyNoRoom(ctx, ofCase, widestCase(ctx.profile, goods))
  )
}

/** What of a label does not fit on its stock at its printer's resolution, or null. */
export function whyNoRoom(
  ctx: StationContext,
  { template }: HashedTemplate,
  content: LabelContent,
): Failure | null {
  try {
    const media = templateMedia(template, ctx.dotsPerMm(content.kind))
    layOutLabel(template, content, media, labelLanguage(ctx.store))
    return null
  } catch (error) {
    if (error instanceof BondmarkError) return error.toFailure()
    throw error
  }
}
