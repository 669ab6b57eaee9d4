import type { Code } from '../../core/errors/codes.ts'
import { visible } from '../../core/errors/words.ts'
import { sentence } from './terminal.ts'

/** A heading: `column-…` without its beginning. */
export type Column = Code extends infer C ? (C extends `column-${infer Name}` ? Name : never) : never

const BETWEEN = '  '

/** Chinese characters and full-width signs take two places. */
const widthOf = (text: string): number =>
  [...text].reduce(
    (width, character) =>
      width +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1),
    0,
  )

/** A moment without its thousandths of a second, which nobody reads in a table. */
const shown = (cell: string): string =>
  visible(cell).replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}(?=[+-]|Z)/, '$1')

/** Rows under their headings in the language of the terminal, each column as wide as its widest cell. Nothing for no rows. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly (string | number | null)[])[],
): string[] {
  if (rows.length === 0) return []
  const said = [
    columns.map((column) => word(`column-${column}`)),
    ...rows.map((row) => row.map((cell) => (cell === null || cell === '' ? '–' : shown(String(cell))))),
  ]
  const widths = columns.map((_, n) => Math.max(...said.map((row) => widthOf(row[n] ?? ''))))
  return said.map((row) =>
    row
      .map((cell, n) => cell + ' '.repeat((widths[n] ?? 0) - widthOf(cell)))
      .join(BETWEEN)
      .trimEnd(),
  )
}

/** Prints such a table; `indent` stands before each line. */
export function printTable(
  columns: readonly Column[],
  rows: readonly (readonly (string | number | null)[])[],
  indent = '',
): void {
  for (const line of tableLines(columns, rows)) process.stdout.write(`${indent}${line}\n`)
}

/** A word of ours without any detail. */
export const word = (code: Code): string => sentence({ code, detail: {} })
