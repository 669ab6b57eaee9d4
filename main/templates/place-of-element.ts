import type { LabelElement } from '../../core/label/template/template-schema.ts'
import type { LabelPage } from '../../drivers/render/draw-ops.ts'
import { dotsOf } from '../../drivers/render/media.ts'
import { qrModules } from '../../drivers/render/qr/qr-form.ts'

/** Where something stands on a label, in millimetres. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How large an element is, as far as its document says: what a text really takes, only its layout knows. */
function extentOf(element: LabelElement): Pick<Place, 'width' | 'height'> {
  switch (element.type) {
    case 'text':
      return {
        width: element.width,
        height: (element.lineHeight ?? element.sizes[0] ?? 2) * (element.lines ?? 1),
      }
    case 'qr':
      return square(qrModules(element) * element.module)
    case 'gs1-datamatrix':
      return square(element.modules * element.module)
    case 'gs1-128':
      return { width: element.modules * element.module, height: element.height }
    case 'ean-13':
      return { width: 95 * element.module, height: element.height }
    case 'itf-14':
      return { width: 150 * element.module, height: element.height }
    case 'line':
      return element.direction === 'across'
        ? { width: element.length, height: element.thickness }
        : { width: element.thickness, height: element.length }
    case 'list':
      return { width: element.width, height: element.rows * element.rowHeight }
    default:
      return { width: element.width, height: element.height }
  }
}

const square = (side: number) => ({ width: side, height: side })

/**
 * Where an element should stand on a page from which it was left out, near enough to point at it. Elements that it hangs on
 * are looked up among what is drawn.
 */
export function placeOfElement(element: LabelElement, { media, ops }: LabelPage): Place {
  const perMm = dotsOf(1, media.dotsPerMm)
  const { width, height } = extentOf(element)
  const edge = (id: string, of: 'top' | 'bottom') => {
    const drawn = ops.filter((op) => op.element === id)
    if (drawn.length === 0) return 0
    return of === 'top'
      ? Math.min(...drawn.map((op) => op.y)) / perMm
      : Math.max(...drawn.map((op) => op.y + op.height)) / perMm
  }
  return { x: left(), y: top(), width, height }

  function left(): number {
    const { x } = element
    if (x === 'center') return (media.widthMm - width) / 2
    return typeof x === 'number' ? x : media.widthMm - x.right - width
  }

  function top(): number {
    const { y } = element
    if (typeof y === 'number') return y
    if ('middle' in y) return y.middle - height / 2
    if ('below' in y) return Math.max(edge(y.below, 'bottom') + y.gap, y.atLeast ?? 0)
    return edge(y.level, 'top') + y.plus
  }
}
