import { type DrawOp, type LabelPage, pictureAt } from './draw-ops.ts'
import { fitFontZero } from './font-zero.ts'
import { dotsOf, dpiOf, type Media, onGrid } from './media.ts'
import { textOp } from './resident-text.ts'
import { cornerMarks, darknessSquare, lineLadder, ruler } from './test-patterns.ts'
import { testRows, testSymbols } from './test-symbols.ts'
import { type TextStyle, textBitmap } from './text-bitmap.ts'

/** What a test label says of itself. It has no serial, no seal and no PIN. */
export interface TestLabelContent {
  /** The printer's name, in any script that our font has. */
  readonly printer: string
  /** The model's name, printable ASCII. */
  readonly model: string
  /** When it was asked for, as people read it; printable ASCII. */
  readonly date: string
  readonly training: boolean
}

// Places and sizes are eighths of a millimetre: dots at 203 dpi.

/** Within the rulers. */
const inner = { x: 38, y: 32 }
const square = 80
const rightMargin = 16

const nameStyle: TextStyle = { font: 'Bondmark Bold', size: 26, lineHeight: 30, linesMax: 1 }
const trainingStyle: TextStyle = {
  font: 'Bondmark Bold',
  size: 16,
  lineHeight: 20,
  linesMax: 1,
  align: 'center',
  inverse: true,
}

/** Rulers from the label's edge on, a frame 1 mm inside of it, and its outermost dots at the corners. */
function edges(media: Media): DrawOp[] {
  const g = onGrid(media)
  const { widthDots, heightDots, dotsPerMm, widthMm, heightMm } = media
  const [thin, mm, depth, small] = [g(1), g(8), g(14), g(13)]
  const tens = (lengthMm: number) =>
    Array.from({ length: Math.ceil(lengthMm / 10) - 1 }, (_, n) => 10 * (n + 1)).map((ten) => ({
      at: Math.round(dotsOf(ten, dotsPerMm)),
      text: `${ten}`,
    }))
  return [
    pictureAt('corners', 0, 0, cornerMarks(widthDots, heightDots, 3 * mm, thin)),
    {
      op: 'box',
      element: 'frame',
      x: mm,
      y: mm,
      width: widthDots - 2 * mm,
      height: heightDots - 2 * mm,
      thickness: thin,
    },
    pictureAt('ruler', 0, mm, ruler(media, 'across', depth, thin)),
    pictureAt('ruler', mm, 0, ruler(media, 'down', depth, thin)),
    ...tens(widthMm).map(({ at, text }) => textOp('mm', at + g(3), g(15), text, small)),
    ...tens(heightMm).map(({ at, text }) => textOp('mm', g(16), at + g(3), text, small)),
  ]
}

/** Who printed this, and on what: the printer's name in our font, the rest in the resident one. */
function header(media: Media, { printer, model, date, training }: TestLabelContent): DrawOp[] {
  const g = onGrid(media)
  const room = media.widthDots - g(inner.x + square + rightMargin + 12)
  const { widthMm, heightMm, dotsPerMm } = media
  const heights = [16, 15, 14, 13].map(g)
  const line = (row: number, element: string, text: string, width: number) =>
    textOp(element, g(inner.x), g(inner.y + 32 + 18 * row), text, fitFontZero(text, width, heights, element))
  const sized = (style: TextStyle) => ({ ...style, size: g(style.size), lineHeight: g(style.lineHeight) })
  const bar = g(124)
  return [
    pictureAt(
      'printer',
      g(inner.x),
      g(inner.y),
      textBitmap(printer, room, sized(nameStyle), 'printer', 'ellipsis'),
    ),
    line(0, 'model', model, room),
    line(1, 'resolution', `${dpiOf(dotsPerMm)} dpi, ${dotsPerMm} dots/mm, ${widthMm}x${heightMm} mm`, room),
    line(2, 'date', date, room - bar),
    ...(training
      ? [
          pictureAt(
            'training',
            g(inner.x) + room - bar,
            g(inner.y + 66),
            textBitmap('TRAINING 练习', bar, sized(trainingStyle), 'training', 'whole'),
          ),
        ]
      : []),
  ]
}

/**
 * A label that shows what a printer does to ours: rulers and a square of 10 mm (the resolution), a frame and corners on
 * the outermost dots (the offset), patterns of 1 to 4 dots (the darkness), and symbols with modules from 2 dots up to be
 * scanned back. Throws `label-content-invalid` or `label-does-not-fit`, naming the element.
 */
export function layOutTestLabel(content: TestLabelContent, media: Media): LabelPage {
  const g = onGrid(media)
  const small = media.widthMm === 60
  const squareAt = { x: media.widthDots - g(square + rightMargin), y: g(inner.y) }
  const symbols = testSymbols(media, testRows(media), {
    x: g(inner.x),
    y: g(small ? inner.y + square + 22 : inner.y + square + 48),
    barHeight: small ? g(media.dotsPerMm === 8 ? 26 : 17) : g(56),
    gap: small ? g(6) : g(22),
    caption: small ? 0 : g(20),
  })
  return {
    media,
    ops: [
      ...edges(media),
      ...header(media, content),
      pictureAt('square', squareAt.x, squareAt.y, darknessSquare(g(square), g(1))),
      textOp('square', squareAt.x, squareAt.y + g(square + 3), '10 x 10 mm', g(13)),
      ...symbols.ops,
      ...(small ? [] : ladders(media, symbols.bottom)),
    ],
  }
}

/** Lines of 1 to 6 dots in both directions, on the stock that has room for them. */
function ladders(media: Media, top: number): DrawOp[] {
  const g = onGrid(media)
  const [x, width, height, gap] = [g(inner.x + 12), g(110), g(90), g(12)]
  return [
    pictureAt('ladder', x, top, lineLadder(width, height, gap, 'down')),
    pictureAt('ladder', x, top + height + gap, lineLadder(width, height, gap, 'across')),
    ...[1, 2, 3, 4, 5, 6].map((dots, index) =>
      textOp('caption', x + index * (width + gap), top + 2 * height + g(18), `${dots}`, g(20)),
    ),
  ]
}
