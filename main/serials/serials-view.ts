import type { RightView, SerialsView } from '../../core/contract/station-view.ts'
import type { StationContext } from '../station/context.ts'
import type { HeldRight } from './minting-rights.ts'
import type { RunningRightImport } from './right-imports.ts'

/** Below so many serials a right is low: some minutes of work, while a brand takes a day to answer. */
const LOW = 100
const LISTED_MAX = 40
const COVERS_MAX = 6

/** Rights and what is left of each, those that are used first. */
export function serialsView(
  { rights, clock }: Pick<StationContext, 'rights' | 'clock'>,
  running: RunningRightImport | null,
): SerialsView {
  const held = rights.held(clock.now())
  const listed = [...held].sort((a, b) => Number(a.idle !== null) - Number(b.idle !== null))
  return {
    rights: listed.slice(0, LISTED_MAX).map((right) => rightView(right, rights.basis.station.prefix)),
    more: Math.max(0, listed.length - LISTED_MAX),
    running,
    low: [
      ...held.filter(isLow).map(({ authority, left }) => lowOf(authority.brand, left ?? 0)),
      ...usedUp(held).map((brand) => lowOf(brand, 0)),
    ],
  }
}

const lowOf = (brand: string, left: number) => ({ code: 'serials-low' as const, detail: { brand, left } })

/** Brands whose rights have days left and no serial: silence is for those that can still give. */
function usedUp(held: readonly HeldRight[]): string[] {
  const brands = held.flatMap(({ authority, idle }) =>
    idle?.code === 'authority-used-up' ? [authority.brand] : [],
  )
  const able = new Set(held.flatMap(({ authority, idle }) => (idle === null ? [authority.brand] : [])))
  return [...new Set(brands)].filter((brand) => !able.has(brand))
}

const isLow = ({ idle, left }: HeldRight): boolean => idle === null && left !== null && left < LOW

/** A right in words and figures. */
export function rightView(right: HeldRight, ownPrefix: string): RightView {
  const { authority, issued, left, idle } = right
  const covers = [...authority.covers.companyPrefixes, ...authority.covers.gtins]
  return {
    id: authority.id,
    kind: authority.kind,
    brand: authority.brand,
    covers: covers.slice(0, COVERS_MAX),
    more: Math.max(0, covers.length - COVERS_MAX),
    prefix: authority.prefix ?? ownPrefix,
    issued,
    left,
    until: authority.until,
    idle: idle && { code: idle.code, detail: { ...idle.detail } },
    low: isLow(right),
  }
}
