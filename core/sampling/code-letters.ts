import { BondmarkError } from '../errors/bondmark-error.ts'
import { type SamplingLevel, samplingLevels } from './levels.ts'

/** Sample size code letters in order: no I, no O; S stands only in the table of tightened inspection. */
export const codeLetters = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  'J',
  'K',
  'L',
  'M',
  'N',
  'P',
  'Q',
  'R',
  'S',
] as const
export type CodeLetter = (typeof codeLetters)[number]

/** Table 1: the smallest lot of each row, then the code letter at S-1, S-2, S-3, S-4, I, II and III. */
export const table1 = `
from    S-1 S-2 S-3 S-4  I  II III
     2   A   A   A   A   A   A   B
     9   A   A   A   A   A   B   C
    16   A   A   B   B   B   C   D
    26   A   B   B   C   C   D   E
    51   B   B   C   C   C   E   F
    91   B   B   C   D   D   F   G
   151   B   C   D   E   E   G   H
   281   B   C   D   E   F   H   J
   501   C   C   E   F   G   J   K
  1201   C   D   E   G   H   K   L
  3201   C   D   F   G   J   L   M
 10001   C   D   F   H   K   M   N
 35001   D   E   G   J   L   N   P
150001   D   E   G   J   M   P   Q
500001   D   E   H   K   N   Q   R
`

const isLetter = (text: string | undefined): text is CodeLetter =>
  codeLetters.some((letter) => letter === text)

const rows: readonly { readonly from: number; readonly letters: readonly CodeLetter[] }[] = table1
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => {
    const [from, ...letters] = row.trim().split(/\s+/)
    return { from: Number(from), letters: letters.filter(isLetter) }
  })

/** The largest lot of each row of Table 1 but the last: where the code letter may change. */
export const lotSizeBounds: readonly number[] = rows.slice(1).map(({ from }) => from - 1)

/**
 * The code letter of Table 1 for a lot of so many units.
 * @throws BondmarkError `sampling-lot-single` for a lot of one unit, `sampling-lot-size` `{value}` for what is no lot size
 */
export function codeLetterFor(lotSize: number, level: SamplingLevel): CodeLetter {
  if (lotSize === 1) throw new BondmarkError('sampling-lot-single', {})
  const letter = Number.isSafeInteger(lotSize)
    ? rows.findLast(({ from }) => from <= lotSize)?.letters[samplingLevels.indexOf(level)]
    : undefined
  if (letter === undefined)
    throw new BondmarkError('sampling-lot-size', { value: String(lotSize).slice(0, 40) })
  return letter
}
