import { type Bitmap, blit, fillRectangle, newBitmap } from './bitmap.ts'
import { dotsOf, type Media } from './media.ts'

/** A mark each millimetre from the label's edge on, longer at fives, longest at tens. */
export function ruler(media: Media, direction: 'across' | 'down', depth: number, thick: number): Bitmap {
  const across = direction === 'across'
  const [length, lengthMm] = across ? [media.widthDots, media.widthMm] : [media.heightDots, media.heightMm]
  const bitmap = across ? newBitmap(length, depth) : newBitmap(depth, length)
  for (let mm = 1; mm < lengthMm; mm++) {
    const long = mm % 10 === 0 ? depth : mm % 5 === 0 ? Math.round(depth * 0.7) : Math.round(depth * 0.4)
    const at = Math.round(dotsOf(mm, media.dotsPerMm))
    if (across) fillRectangle(bitmap, at, 0, thick, long)
    else fillRectangle(bitmap, 0, at, long, thick)
  }
  return bitmap
}

type Pattern = 'lines across' | 'lines down' | 'checkers' | 'holes'
const patterns: readonly Pattern[] = ['lines across', 'lines down', 'checkers', 'holes']

/** A square of lines, checkers or holes, `dots` wide each: too dark fills the white ones, too light loses the black. */
function patch(pattern: Pattern, dots: number, side: number): Bitmap {
  const bitmap = newBitmap(side, side)
  for (let row = 0; row * dots < side; row++) {
    for (let column = 0; column * dots < side; column++) {
      const [oddRow, oddColumn] = [row % 2 === 1, column % 2 === 1]
      const black = {
        'lines across': !oddRow,
        'lines down': !oddColumn,
        checkers: oddRow === oddColumn,
        holes: !(oddRow && oddColumn),
      }[pattern]
      if (black) fillRectangle(bitmap, column * dots, row * dots, dots, dots)
    }
  }
  return bitmap
}

/**
 * A frame of `side` dots with a ladder of patterns in it: a row each of 1, 2, 3 and 4 dots, a column each of lines
 * across, lines down, checkers and holes.
 */
export function darknessSquare(side: number, edge: number): Bitmap {
  const bitmap = newBitmap(side, side)
  const gap = Math.round(side / 26)
  const cell = Math.floor((side - 2 * edge - 5 * gap) / 4)
  const start = Math.round((side - 4 * cell - 3 * gap) / 2)
  fillRectangle(bitmap, 0, 0, side, edge)
  fillRectangle(bitmap, 0, side - edge, side, edge)
  fillRectangle(bitmap, 0, 0, edge, side)
  fillRectangle(bitmap, side - edge, 0, edge, side)
  for (const [column, pattern] of patterns.entries()) {
    for (let row = 0; row < 4; row++) {
      const place = (index: number) => start + index * (cell + gap)
      blit(bitmap, patch(pattern, row + 1, cell), place(column), place(row))
    }
  }
  return bitmap
}

/** The four corners of a page, in lines on its outermost dots: what is missing of them, the print is off by. */
export function cornerMarks(width: number, height: number, length: number, thick: number): Bitmap {
  const bitmap = newBitmap(width, height)
  for (const x of [0, width - length]) {
    for (const y of [0, height - thick]) fillRectangle(bitmap, x, y, length, thick)
  }
  for (const x of [0, width - thick]) {
    for (const y of [0, height - length]) fillRectangle(bitmap, x, y, thick, length)
  }
  return bitmap
}

/** Lines of 1 to 6 dots, as far apart as they are wide: blocks of `width`×`height`, `gap` between them. */
export function lineLadder(width: number, height: number, gap: number, direction: 'across' | 'down'): Bitmap {
  const bitmap = newBitmap(6 * width + 5 * gap, height)
  for (let dots = 1; dots <= 6; dots++) {
    const left = (dots - 1) * (width + gap)
    if (direction === 'down')
      for (let x = 0; x + dots <= width; x += 2 * dots) fillRectangle(bitmap, left + x, 0, dots, height)
    else for (let y = 0; y + dots <= height; y += 2 * dots) fillRectangle(bitmap, left, y, width, dots)
  }
  return bitmap
}
