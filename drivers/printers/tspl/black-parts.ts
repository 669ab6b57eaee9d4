import type { Bitmap } from '../../render/bitmap.ts'

/** A part of a picture: whole bytes across, rows down. */
export interface Part {
  /** In bytes from the left. */
  readonly column: number
  readonly row: number
  readonly columns: number
  readonly rows: number
}

/** What a `BITMAP` command costs beside its data: a white band that takes more bytes is left out. */
const COMMAND_BYTES = 28

/** Whether nothing in the rectangle is black. */
function isWhite({ data, stride }: Bitmap, column: number, row: number, columns: number, rows: number) {
  for (let y = row; y < row + rows; y++) {
    for (let at = y * stride + column; at < y * stride + column + columns; at++)
      if (data[at] !== 0) return false
  }
  return true
}

/** The longest run of white among `count` lines: where it begins and how many. */
function widestGap(count: number, isWhiteLine: (line: number) => boolean): { from: number; lines: number } {
  let best = { from: 0, lines: 0 }
  let from = 0
  for (let line = 0; line <= count; line++) {
    if (line < count && isWhiteLine(line)) continue
    if (line - from > best.lines) best = { from, lines: line - from }
    from = line + 1
  }
  return best
}

/** The part without the white around it; null when all of it is white. */
function trimmed(bitmap: Bitmap, part: Part): Part | null {
  let { column, row, columns, rows } = part
  while (rows > 0 && isWhite(bitmap, column, row, columns, 1)) [row, rows] = [row + 1, rows - 1]
  while (rows > 0 && isWhite(bitmap, column, row + rows - 1, columns, 1)) rows--
  if (rows === 0) return null
  while (isWhite(bitmap, column, row, 1, rows)) [column, columns] = [column + 1, columns - 1]
  while (isWhite(bitmap, column + columns - 1, row, 1, rows)) columns--
  return { column, row, columns, rows }
}

/** Cut in two before a row or a column. */
function cutIn(part: Part, across: 'row' | 'column', at: number): [Part, Part] {
  return across === 'row'
    ? [
        { ...part, rows: at },
        { ...part, row: part.row + at, rows: part.rows - at },
      ]
    : [
        { ...part, columns: at },
        { ...part, column: part.column + at, columns: part.columns - at },
      ]
}

/**
 * Where two bytes next to each other would be `ESC !` as sent, black being 0: the firmware answers those as questions even
 * inside a picture.
 */
function commandInside(
  { data, stride }: Bitmap,
  { column, row, columns, rows }: Part,
): [across: 'row' | 'column', at: number] | null {
  let before = -1
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const byte = (data[(row + y) * stride + column + x] ?? 0) ^ 0xff
      if (before === 0x1b && byte === 0x21) return x === 0 ? ['row', y] : ['column', x]
      before = byte
    }
  }
  return null
}

/** Parts that hold all that is black within `part`, with as little white as pays. */
export function blackParts(bitmap: Bitmap, part: Part): Part[] {
  const rest = trimmed(bitmap, part)
  if (rest === null) return []
  const { column, row, columns, rows } = rest
  const rowGap = widestGap(rows, (line) => isWhite(bitmap, column, row + line, columns, 1))
  const columnGap = widestGap(columns, (line) => isWhite(bitmap, column + line, row, 1, rows))
  const [byRows, byColumns] = [rowGap.lines * columns, columnGap.lines * rows]
  const cut: [across: 'row' | 'column', at: number] | null =
    Math.max(byRows, byColumns) <= COMMAND_BYTES
      ? commandInside(bitmap, rest)
      : byRows >= byColumns
        ? ['row', rowGap.from]
        : ['column', columnGap.from]
  return cut === null ? [rest] : cutIn(rest, ...cut).flatMap((piece) => blackParts(bitmap, piece))
}
