import { BondmarkError, type Failure } from '../../core/errors/bondmark-error.ts'
import { newSerial } from '../../core/label/serial.ts'
import type { StationContext } from '../station/context.ts'

/** A serial, and the number of the right that it is given under. */
export interface GivenSerial {
  readonly serial: string
  readonly authority: number
}

type Ctx = Pick<StationContext, 'store' | 'rights' | 'random' | 'clock'>

/**
 * Why this many serials of a product cannot be given now, or null. Asked before anything is reserved.
 * Codes: `serials-no-right` `{gtin}`, `serials-too-few` `{gtin, left, wanted}`.
 */
export function whyNoSerials({ rights, clock }: Ctx, gtin: string, wanted: number): Failure | null {
  const usable = rights.usable(gtin, clock.now())
  if (usable.length === 0) return { code: 'serials-no-right', detail: { gtin } }
  let left = 0
  for (const right of usable) {
    if (right.left === null) return null
    left += right.left
  }
  return left < wanted ? { code: 'serials-too-few', detail: { gtin, left, wanted } } : null
}

/**
 * The next serial of a product, inside the caller's transaction: of a brand's pool where there is one, else drawn at
 * random under a delegation. Whoever calls reserves it in the same transaction, so it is given once or not at all.
 *
 * @throws BondmarkError `serials-no-right` when no right covers the product now
 */
export function serialFor(ctx: Ctx, gtin: string): GivenSerial {
  const [right] = ctx.rights.usable(gtin, ctx.clock.now())
  if (!right) throw new BondmarkError('serials-no-right', { gtin })
  const { n, authority } = right
  const place = ctx.store.serials.issueOne(n)
  if (authority.kind === 'delegation') {
    return {
      serial: newSerial(authority.prefix ?? ctx.rights.basis.station.prefix, ctx.random),
      authority: n,
    }
  }
  const serial = ctx.store.serials.poolSerial(n, place)
  if (serial === null) throw new Error(`pool ${n} has no serial at ${place}`)
  return { serial, authority: n }
}
