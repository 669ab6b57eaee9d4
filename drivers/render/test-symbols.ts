import type { SymbolOp, TextOp } from './draw-ops.ts'
import { type DotsPerMm, dpiOf, type Media } from './media.ts'
import { textOp } from './resident-text.ts'
import { gs1BarsOp, gs1MatrixOp, qrOp } from './symbols.ts'

/** A kind of symbol and the dots of its module. */
type Sample = readonly ['qr' | 'matrix' | 'bars', number]
/** Samples one under the other. */
type Column = readonly Sample[]
type Row = readonly Column[]

/** Modules a side or across, and of quiet zone. */
const forms = {
  qr: { modules: 21, quiet: 4 },
  matrix: { modules: 10, quiet: 1 },
  bars: { modules: 68, quiet: 10 },
} as const

const qr = (...dots: number[]): Column => dots.map((each) => ['qr', each])
const matrix = (...dots: number[]): Column => dots.map((each) => ['matrix', each])
const bars = (...dots: number[]): Row => dots.map((each) => [['bars', each]])

/** Rows of a 60×40 mm label. At 203 dpi there is room for the modules of our labels and less only. */
const unitRows: Readonly<Record<DotsPerMm, readonly Row[]>> = {
  8: [[qr(4), qr(3), qr(2), matrix(6), matrix(5, 2), matrix(4, 3)], bars(4), bars(3, 2)],
  12: [[qr(6), qr(5), qr(4), qr(3), qr(2), matrix(6, 5), matrix(4, 3, 2)], bars(6), bars(5, 2), bars(4, 3)],
  24: [
    [qr(12), qr(10), qr(6), qr(4), qr(2), matrix(12, 10), matrix(6, 4, 2)],
    bars(12),
    bars(10, 2),
    bars(6, 4),
  ],
}

const everyRow = (ladder: readonly number[]): readonly Row[] => [
  ladder.map((dots) => qr(dots)),
  ladder.map((dots) => matrix(dots)),
  ...ladder.map((dots) => bars(dots)),
]

const caseRows: Readonly<Record<DotsPerMm, readonly Row[]>> = {
  8: everyRow([6, 5, 4, 3, 2]),
  12: everyRow([6, 5, 4, 3, 2]),
  24: everyRow([12, 10, 6, 4, 2]),
}

export const testRows = ({ widthMm, dotsPerMm }: Media): readonly Row[] =>
  (widthMm === 60 ? unitRows : caseRows)[dotsPerMm]

interface Room {
  readonly x: number
  readonly y: number
  readonly barHeight: number
  /** Between one row's quiet zone and the next row, and least between columns. */
  readonly gap: number
  /** Letters of the captions behind bars and under the others; 0 for none. */
  readonly caption: number
}

function symbolOp(
  [kind, dots]: Sample,
  x: number,
  y: number,
  dotsPerMm: DotsPerMm,
  height: number,
): SymbolOp {
  const place = { element: `${kind}-${dots}`, x, y, moduleDots: dots }
  const { modules } = forms[kind]
  if (kind === 'qr') {
    const text = `TEST-${dots}-${dpiOf(dotsPerMm)}`
    return qrOp(place, text, { version: 1, level: 'M', mask: 3 }, place.element)
  }
  // An internal element (91): no scanner takes a test label for goods.
  const elements = `91${String(dots).padStart(2, '0')}`
  return kind === 'matrix'
    ? gs1MatrixOp(place, elements, modules)
    : gs1BarsOp(place, elements, modules, height)
}

/** A ladder of symbols, largest modules first, each beyond the quiet zones of its neighbours. `bottom` in dots. */
export function testSymbols(
  { dotsPerMm }: Media,
  rows: readonly Row[],
  room: Room,
): { ops: (SymbolOp | TextOp)[]; bottom: number } {
  const ops: (SymbolOp | TextOp)[] = []
  let y = room.y
  for (const row of rows) {
    let x = room.x
    let bottom = y
    let quietBefore = 0
    const placed: [Sample, SymbolOp][] = []
    for (const column of row) {
      const quiet = Math.max(...column.map(([kind, dots]) => forms[kind].quiet * dots))
      x += Math.max(quiet, quietBefore, quietBefore > 0 ? room.gap : 0)
      let top = y
      let right = x
      for (const sample of column) {
        const op = symbolOp(sample, x, top, dotsPerMm, room.barHeight)
        placed.push([sample, op])
        top = op.y + op.height + Math.max(room.gap, quiet)
        right = Math.max(right, x + op.width)
        bottom = Math.max(bottom, op.y + op.height + (sample[0] === 'qr' ? quiet : 0))
      }
      x = right
      quietBefore = quiet
    }
    ops.push(...placed.map(([, op]) => op))
    if (room.caption > 0) ops.push(...placed.map(([sample, op]) => captionOf(sample, op, bottom, room)))
    y = bottom + room.gap + (room.caption > 0 && row[0]?.[0]?.[0] !== 'bars' ? room.caption : 0)
  }
  return { ops, bottom: y }
}

/** Behind bars, and on one line below a row of the others. */
function captionOf([kind, dots]: Sample, op: SymbolOp, below: number, { caption, gap }: Room): TextOp {
  return kind === 'bars'
    ? textOp(
        'caption',
        op.x + op.width + 10 * dots,
        op.y + Math.round((op.height - caption) / 2),
        `${dots} dots`,
        caption,
      )
    : textOp('caption', op.x, below + Math.round(gap / 3), `${dots}`, caption)
}
