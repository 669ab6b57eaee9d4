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

/** Whether any of some rectangles has a dot in common with any of others. */
export const anyMeet = (one: readonly Frame[], other: readonly Frame[]): boolean =>
  one.some((a) => other.some((b) => meet(a, b)))

const crossed = (element: string, other: string) =>
  new BondmarkError('label-quiet-zone-crossed', { element, other })

/**
 * Whether an element can be printed among those before it. Asked of each as soon as it is drawn, so that no document makes
 * the engine draw much more than a label holds. Throws, naming the element, `label-beyond-edge`, `label-quiet-zone-crossed` (by
 * another element, which none may do, or by the label's edge), or `label-elements-overlap`.
 */
export function checkPlaced(element: Placed, earlier: readonly Placed[], media: Media): void {
  const { id, covers, quiet, over } = element
  if (!covers.every((cover) => isWithin(cover, media)))
    throw new BondmarkError('label-beyond-edge', { element: id })
  if (quiet !== undefined && !isWithin(quiet, media)) throw crossed(id, 'edge')
  for (const other of earlier) {
    if (quiet !== undefined && anyMeet([quiet], other.covers)) throw crossed(id, other.id)
    if (other.quiet !== undefined && anyMeet([other.quiet], covers)) throw crossed(other.id, id)
    if (!over.has(other.id) && anyMeet(covers, other.covers))
      throw new BondmarkError('label-elements-overlap', { element: id, other: other.id })
  }
}
