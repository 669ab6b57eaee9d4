import { type Bitmap, blit, fillRectangle } from './bitmap.ts'
import type { LabelPage, SymbolOp } from './draw-ops.ts'
import { drawPage } from './draw-page.ts'
import { type TextStyle, textBitmap, textWidth } from './text-bitmap.ts'

const COPY_WORDS = ['PRINTED COPY 已打印副本', 'PRINTED COPY', 'COPY'] as const
const TEXT_MM = 2.5

/**
 * The page as a picture that no scanner takes for the label: every symbol but the QR code, whose seal the caller replaces, has
 * lost its middle to the words PRINTED COPY. Bars lose it in their whole height, so that no line across them is left; a matrix
 * loses more than its error correction gives back.
 */
export function drawPrintedCopy(page: LabelPage): Bitmap {
  const target = drawPage(page)
  for (const op of page.ops) {
    if (op.op === 'symbol' && op.symbology !== 'qr') deface(target, op, page.media.dotsPerMm)
  }
  return target
}

function deface(target: Bitmap, { x, y, width, height, symbology }: SymbolOp, dotsPerMm: number): void {
  const isMatrix = symbology === 'gs1-datamatrix'
  const gone = {
    left: isMatrix ? x : x + Math.round(width / 4),
    top: isMatrix ? y + Math.round(height / 4) : y,
    width: isMatrix ? width : Math.round(width / 2),
    height: isMatrix ? Math.round(height / 2) : height,
  }
  clear(target, gone.left, gone.top, gone.width, gone.height)
  const size = Math.round(TEXT_MM * dotsPerMm)
  const words = COPY_WORDS.find((text) => textWidth(text, 'Bondmark Bold', size) <= gone.width - 4)
  if (words === undefined || size * 1.4 > gone.height) return
  const style: TextStyle = {
    font: 'Bondmark Bold',
    size,
    lineHeight: Math.round(size * 1.4),
    linesMax: 1,
    align: 'center',
  }
  const text = textBitmap(words, gone.width, style, 'copy', 'whole')
  const top = gone.top + Math.round((gone.height - text.height) / 2)
  blit(target, text, gone.left, top)
  const line = Math.max(1, Math.round(dotsPerMm / 4))
  fillRectangle(target, gone.left, top - line, gone.width, line)
  fillRectangle(target, gone.left, top + text.height, gone.width, line)
}

/** Whitens a rectangle, dot by dot: a label has a few of them, and only where people look. */
function clear(
  { data, stride, width, height }: Bitmap,
  x: number,
  y: number,
  across: number,
  down: number,
): void {
  for (let row = Math.max(0, y); row < Math.min(height, y + down); row++) {
    for (let column = Math.max(0, x); column < Math.min(width, x + across); column++) {
      const at = row * stride + (column >> 3)
      data[at] = (data[at] ?? 0) & ~(0x80 >> (column & 7))
    }
  }
}
