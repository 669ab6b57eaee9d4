import { BondmarkError } from '../../../core/errors/bondmark-error.ts'
import type { Media } from '../media.ts'
import type { Drawn, Frame } from './element-layout.ts'

/** An element as it stands on a label, and the elements that it may be drawn on. */
export interface Placed extends Drawn {
  readonly id: string
  readonly over: ReadonlySet<string>
}

const isWithin = ({ x, y, width, height }: Frame, { widthDots, heightDots }: Media): boolean =>
  x >= 0 && y >= 0 && x + width <= widthDots && y + height <= heightDots

const meet = (a: Frame, b: Frame): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height

const anyMeet = (one: readonly Frame[], other: readonly Frame[]): boolean =>
  one.some((a) => other.some((b) => meet(a, b)))

function checkQuietZone(symbol: Placed, placed: readonly Placed[], media: Media): void {
  const { quiet, id } = symbol
  if (quiet === undefined) return
  const crossing = isWithin(quiet, media)
    ? placed.find((other) => other !== symbol && anyMeet([quiet], other.covers))?.id
    : 'edge'
  if (crossing !== undefined)
    throw new BondmarkError('label-quiet-zone-crossed', { element: id, other: crossing })
}

/**
 * Whether a label can be printed as it was laid out. Throws, naming the element, `label-beyond-edge`,
 * `label-quiet-zone-crossed` (by another element, which none may do, or by the label's edge), or `label-elements-overlap`.
 */
export function checkPage(placed: readonly Placed[], media: Media): void {
  const outside = placed.find(({ covers }) => !covers.every((cover) => isWithin(cover, media)))
  if (outside !== undefined) throw new BondmarkError('label-beyond-edge', { element: outside.id })
  for (const element of placed) checkQuietZone(element, placed, media)
  for (const [index, element] of placed.entries()) {
    const under = placed
      .slice(0, index)
      .find((other) => !element.over.has(other.id) && anyMeet(element.covers, other.covers))
    if (under !== undefined)
      throw new BondmarkError('label-elements-overlap', { element: element.id, other: under.id })
  }
}
